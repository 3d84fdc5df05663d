import { AsyncLocalStorage } from 'node:async_hooks';
import { AuthError } from '../../support/errors.js';
import { guardSecret } from '../../support/redact.js';
import type { ConnectionOptions, Io } from '../base.js';
import { textOption } from './options.js';
import { endpoint } from './prepare.js';

/** What the driver may use instead of a browser or a phone, for one login. */
export interface DriverToken {
  readonly kept: string | null;
  /** Snowflake gave a token for the next login. */
  readonly onToken: (token: string) => void;
  /** Snowflake did not take the kept one. */
  readonly onRefused: () => void;
}

const current = new AsyncLocalStorage<DriverToken>();

/**
 * What the driver asks for ID and MFA tokens, for the whole process: it answers for the login in whose course it is
 * asked. The driver takes plain objects with functions of their own only, and gives no key for logins without a user.
 */
export const driverTokens = {
  read: (key: string | null): Promise<string | null> =>
    Promise.resolve(key === null ? null : (current.getStore()?.kept ?? null)),
  write: (key: string | null, token: string): Promise<void> => {
    if (key !== null) current.getStore()?.onToken(token);
    return Promise.resolve();
  },
  /** Called for a refused ID token, before the driver opens a browser on its own: it is never let go on. */
  remove: (_key: string | null): Promise<void> => {
    current.getStore()?.onRefused();
    return new Promise(() => undefined);
  },
};

export function withDriverToken<T>(token: DriverToken, work: () => T): T {
  return current.run(token, work);
}

/** The key of the token that a login with a browser or a phone leaves behind; undefined without a user. */
export function driverTokenKey(options: ConnectionOptions, kind: 'id' | 'mfa'): string | undefined {
  const user = textOption(options, 'user');
  return user === undefined
    ? undefined
    : `snowflake ${kind} ${new URL(endpoint(options).accessUrl).host} ${user.toLowerCase()}`;
}

/** The kept token was refused; a login without it may do. */
export class KeptTokenRefused extends AuthError {}

// Passwords are looked at first: what is said about the second factor is said about the token that stood for it.
const REFUSES_TOKEN = new Set(['390127', '390195', '390197']);
// A phone was asked all the same, and nobody said yes there: the token is worth nothing, and a second push no better.
const ASKED_PHONE = new Set(['390120', '390123', '390126', '390129']);

/**
 * Logs in with the kept token, or with the person's help. All starts at the same time wait for one: the first one's
 * token serves the others. A refused token is dropped, and one fresh login made.
 * @param logIn one login; it hands a new token to `onToken`.
 */
export async function withKeptLogin<T>(
  key: string | undefined,
  io: Io,
  logIn: (kept: string | null, onToken: (token: string) => void) => Promise<T>,
): Promise<T> {
  const { logins } = io;
  if (!logins || key === undefined) return logIn(null, () => undefined);
  const attempt = async (kept: string | null): Promise<T> => {
    let fresh: string | undefined;
    const result = await logIn(kept, (token) => (fresh = token));
    if (fresh !== undefined && fresh !== kept) {
      guardSecret(fresh);
      await (kept === null ? logins.write(key, fresh) : logins.update(key, fresh));
    }
    return result;
  };
  const work = async (): Promise<T> => {
    const kept = await logins.read(key);
    if (kept === null) return attempt(null);
    guardSecret(kept);
    try {
      return await attempt(kept);
    } catch (error) {
      const code = error instanceof AuthError ? (error.engineCode ?? '') : '';
      const isRefused = error instanceof KeptTokenRefused || REFUSES_TOKEN.has(code);
      if (isRefused || ASKED_PHONE.has(code)) await logins.remove(key);
      if (!isRefused) throw error;
      return attempt(null);
    }
  };
  const onWait = () =>
    io.onEvent({ type: 'waiting', for: 'approval', detail: 'Another smallex is logging in; its login will be used.' });
  return logins.alone(key, work, { signal: io.signal, onWait });
}
