import { AuthError } from '../../support/errors.js';
import { guardSecret } from '../../support/redact.js';
import type { Io } from '../base.js';
import { loginInBrowser, type BrowserLogin } from './browser-login.js';
import { requestToken, type FetchedToken } from './token-request.js';

/** A login in the browser whose tokens may be kept for the next start. */
export interface OAuthLogin extends BrowserLogin {
  /** Under which they are kept: see `Io.logins`. */
  readonly key: string;
}

/** A token, and whether it lay there from an earlier login: only such a one is worth a second try when refused. */
export interface LoginToken extends FetchedToken {
  readonly wasKept: boolean;
}

// What is about to expire is not worth a request.
const SPARE_MS = 60_000;

/**
 * The token of a login: the kept one, else one that the kept refresh token gives, else one from the browser. Starts at
 * the same time share one login: all but one wait, and then find its token.
 * @param refused an access token that the engine refused: it is not given again.
 * @throws AuthError, ConnectionError, TimeoutError, CancelledError
 */
export async function loginToken(login: OAuthLogin, io: Io, refused?: string): Promise<LoginToken> {
  const usable = usableOf(await read(login, io), refused);
  if (usable) return { ...usable, wasKept: true };
  const work = async (): Promise<LoginToken> => {
    const latest = await read(login, io);
    const found = usableOf(latest, refused);
    if (found) return { ...found, wasKept: true };
    if (latest?.refreshToken !== undefined) {
      const renewed = await refresh(login, latest.refreshToken, io.signal).catch(async (error: unknown) => {
        if (!(error instanceof AuthError)) throw error;
        await io.logins?.remove(login.key);
        return null;
      });
      if (renewed) {
        await io.logins?.update(login.key, JSON.stringify(renewed));
        return { ...renewed, wasKept: false };
      }
    } else if (latest) await io.logins?.remove(login.key);
    const fresh = await loginInBrowser(login, io);
    await io.logins?.write(login.key, JSON.stringify(fresh));
    return { ...fresh, wasKept: false };
  };
  if (!io.logins) return work();
  return io.logins.alone(login.key, work, { signal: io.signal, onWait: () => io.onEvent(WAITING) });
}

const WAITING = {
  type: 'waiting',
  for: 'browser',
  detail: 'Another smallex is logging in; its login will be used.',
} as const;

/**
 * A new token in the middle of a session, without a person: another process may have renewed it already, and a refresh
 * token is often good once.
 * @throws AuthError `LOGIN_EXPIRED` when only a new login helps, ConnectionError
 */
export async function renewToken(login: OAuthLogin, before: FetchedToken, io: Io): Promise<FetchedToken> {
  const work = async (): Promise<FetchedToken> => {
    const kept = await read(login, io);
    const found = usableOf(kept, before.accessToken);
    if (found) return found;
    const refreshToken = kept?.refreshToken ?? before.refreshToken;
    if (refreshToken === undefined) throw expired();
    try {
      const renewed = await refresh(login, refreshToken);
      await io.logins?.update(login.key, JSON.stringify(renewed));
      return renewed;
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      await io.logins?.remove(login.key);
      throw expired(error);
    }
  };
  return io.logins ? io.logins.alone(login.key, work, {}) : work();
}

function expired(cause?: unknown): AuthError {
  return new AuthError('The login has expired.', { engineCode: 'LOGIN_EXPIRED', hint: 'Log in again.', cause });
}

async function refresh(login: OAuthLogin, refreshToken: string, signal?: AbortSignal): Promise<FetchedToken> {
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return { refreshToken, ...(await requestToken(login.server, grant, login.client, signal)) };
}

async function read({ key }: OAuthLogin, io: Io): Promise<FetchedToken | null> {
  const text = await io.logins?.read(key);
  if (!text) return null;
  try {
    const token = JSON.parse(text) as Partial<FetchedToken> | null;
    if (typeof token?.accessToken !== 'string') return null;
    guardSecret(token.accessToken);
    if (token.refreshToken !== undefined) guardSecret(token.refreshToken);
    return { accessToken: token.accessToken, expiresAt: token.expiresAt, refreshToken: token.refreshToken };
  } catch {
    return null; // Written by another version, or by hand.
  }
}

function usableOf(token: FetchedToken | null, refused: string | undefined): FetchedToken | null {
  if (!token || token.accessToken === refused) return null;
  return token.expiresAt === undefined || token.expiresAt > Date.now() + SPARE_MS ? token : null;
}
