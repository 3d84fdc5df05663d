import { AuthError } from '../../support/errors.js';
import type { Connection, ConnectionOptions, Io, Listed, ListKind, Login } from '../base.js';
import { runStage, skipStage } from '../stages.js';
import type { SnowflakeAuthMode } from './auth.js';
import { freePort } from './browser.js';
import { connectOnce } from './connect-once.js';
import { SnowflakeConnection } from './connection.js';
import { driverVersion, relaxOcsp, type Driver, type DriverConnection } from './driver.js';
import { driverTokenKey, withKeptLogin } from './kept-login.js';
import { listNames } from './listings.js';
import { browserToken, clientToken, oauthKey } from './oauth-login.js';
import { openSession } from './open.js';
import { numberOption, secretOption, textOption } from './options.js';
import { endpoint, loginSeconds, prepareOptions } from './prepare.js';
import { publicKeyText, readPrivateKey } from './private-key.js';
import { reach } from './reach.js';
import { readTokenFile } from './secret-file.js';
import { Session } from './session.js';
import { snowsightUrl } from './snowsight.js';

/**
 * Logs in with exactly one login request; with a second one only where a kept token was refused.
 * @throws AuthError, ConnectionError, CancelledError; ConfigError when the driver is missing.
 */
export async function logIn(
  load: () => Promise<Driver>,
  mode: SnowflakeAuthMode,
  options: ConnectionOptions,
  io: Io,
): Promise<Login> {
  const target = endpoint(options);
  const prepared = await complete(prepareOptions(options, mode), options, mode, io);
  const driver = await load();
  relaxOcsp(driver, target);
  const tried = await runStage(io, 'resolve', () => reach(target.accessUrl, options, io.signal), detailOf(target.host));
  if (!tried) skipStage(io, 'resolve', 'a proxy finds the host');
  const user = textOption(options, 'user');
  const { privateKey } = prepared;
  const attempt = {
    mode: mode.mode,
    account: target.account,
    host: target.host,
    user,
    provider: textOption(options, 'workload_identity_provider')?.toUpperCase(),
    ...(typeof privateKey === 'string' && { publicKey: publicKeyText(privateKey) }),
  };
  const logInOnce = (
    more: Readonly<Record<string, unknown>>,
    kept: string | null,
    onToken: (token: string) => void,
  ) => {
    const login = { driver, prepared: { ...prepared, ...more }, seconds: loginSeconds(options, mode) };
    return connectOnce({ ...login, attempt, kept, onToken }, io);
  };
  const session = await runStage(io, 'login', async () => {
    const connection = await byMode(mode.mode, options, loginSeconds(options, mode), io, logInOnce);
    return new Session(connection, target.account, user ?? null, driverVersion(), (queryId) => {
      const url = snowsightUrl(target.account, target.host, queryId);
      return url === null ? {} : { url };
    });
  });
  return new SnowflakeLogin(session);
}

const detailOf = (host: string) => (): string => host;

type LogInOnce = (
  more: Readonly<Record<string, unknown>>,
  kept: string | null,
  onToken: (token: string) => void,
) => Promise<DriverConnection>;

/** OAuth tokens are fetched here and handed to the driver; ID and MFA tokens the driver fetches, and we keep. */
async function byMode(
  mode: string,
  options: ConnectionOptions,
  seconds: number,
  io: Io,
  logInOnce: LogInOnce,
): Promise<DriverConnection> {
  const withToken = (token: string) => logInOnce({ authenticator: 'OAUTH', token }, null, () => undefined);
  switch (mode) {
    case 'oauth_local': {
      const first = await browserToken(options, seconds, io);
      try {
        return await withToken(first.accessToken);
      } catch (error) {
        if (!first.wasKept || !isTokenRefused(error)) throw error;
        return await withToken((await browserToken(options, seconds, io, first.accessToken)).accessToken);
      }
    }
    case 'oauth_client_credentials':
      return withToken(await clientToken(options, io.signal));
    case 'external_browser':
      return withKeptLogin(driverTokenKey(options, 'id'), io, (kept, onToken) =>
        logInOnce({ clientStoreTemporaryCredential: io.logins !== undefined }, kept, onToken),
      );
    case 'mfa':
      // The driver fails on one of both flags alone.
      return withKeptLogin(driverTokenKey(options, 'mfa'), io, (kept, onToken) => {
        const keep = io.logins !== undefined;
        return logInOnce({ clientRequestMFAToken: keep, clientStoreTemporaryCredential: keep }, kept, onToken);
      });
    default:
      return logInOnce({}, null, () => undefined);
  }
}

const isTokenRefused = (error: unknown): boolean =>
  error instanceof AuthError && ['390303', '390318'].includes(error.engineCode ?? '');

/** The keys under which tokens of a login with these options may be kept. */
export function keptLoginKeys(options: ConnectionOptions, mode: string): readonly string[] {
  if (mode === 'oauth_local') return [oauthKey(options)];
  const kind = mode === 'external_browser' ? 'id' : mode === 'mfa' ? 'mfa' : undefined;
  const key = kind && driverTokenKey(options, kind);
  return key === undefined ? [] : [key];
}

/**
 * What is read from files, and the port that a browser comes back to. Files are read here because the driver passes on
 * OpenSSL's codes; the port is chosen here because only a known one can be shown, or told that nobody will come.
 */
async function complete(
  prepared: Record<string, unknown>,
  options: ConnectionOptions,
  { mode }: SnowflakeAuthMode,
  io: Io,
): Promise<Record<string, unknown>> {
  const { privateKeyPath, privateKeyPass: _, tokenFilePath, ...rest } = prepared;
  if (mode === 'external_browser') {
    return { ...rest, browserRedirectPort: numberOption(options, 'oauth_redirect_port') ?? (await freePort()) };
  }
  if (typeof tokenFilePath === 'string') return { ...rest, token: await readTokenFile(tokenFilePath) };
  if (typeof privateKeyPath !== 'string') return prepared;
  const passphrase = secretOption(options, 'private_key_passphrase');
  return { ...rest, privateKey: await readPrivateKey(privateKeyPath, passphrase, io) };
}

class SnowflakeLogin implements Login {
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  list(kind: ListKind, parent?: string): Promise<readonly Listed[]> {
    return listNames(this.session, kind, parent);
  }

  async open(options: ConnectionOptions, io: Io): Promise<Connection> {
    await openSession(this.session, options, io);
    return new SnowflakeConnection(this.session);
  }

  close(): Promise<void> {
    return this.session.end();
  }
}
