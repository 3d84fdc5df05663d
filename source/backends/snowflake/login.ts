import { CancelledError, ConnectionError } from '../../support/errors.js';
import type { Connection, ConnectionOptions, Io, Listed, ListKind, Login } from '../base.js';
import { runStage, skipStage } from '../stages.js';
import type { SnowflakeAuthMode } from './auth.js';
import { browserCallback, cancelBrowser, freePort } from './browser.js';
import { SnowflakeConnection } from './connection.js';
import { relaxOcsp, type Driver, type DriverConnection } from './driver.js';
import { loginError } from './login-errors.js';
import { listNames } from './listings.js';
import { openSession } from './open.js';
import { secretOption, textOption } from './options.js';
import { endpoint, loginSeconds, prepareOptions } from './prepare.js';
import { publicKeyText, readPrivateKey } from './private-key.js';
import type { Attempt } from './refusals.js';
import { reach } from './reach.js';
import { readTokenFile } from './secret-file.js';
import { Session } from './session.js';

/**
 * Logs in with exactly one login request.
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
    ...(typeof privateKey === 'string' && { publicKey: publicKeyText(privateKey) }),
  };
  const session = await runStage(io, 'login', async () => {
    const connection = await connectOnce(driver, prepared, loginSeconds(options, mode), attempt, io);
    return new Session(connection, target.account, user ?? null);
  });
  return new SnowflakeLogin(session);
}

const detailOf = (host: string) => (): string => host;

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
  if (mode === 'external_browser') return { ...rest, browserRedirectPort: await freePort() };
  if (typeof tokenFilePath === 'string') return { ...rest, token: await readTokenFile(tokenFilePath) };
  if (typeof privateKeyPath !== 'string') return prepared;
  const passphrase = secretOption(options, 'private_key_passphrase');
  return { ...rest, privateKey: await readPrivateKey(privateKeyPath, passphrase, io) };
}

function connectOnce(
  driver: Driver,
  prepared: Record<string, unknown>,
  seconds: number,
  attempt: Attempt,
  io: Io,
): Promise<DriverConnection> {
  if (io.signal?.aborted) return Promise.reject(new CancelledError('The login was cancelled.', { confirmed: true }));
  const browser = browserCallback(io, prepared['browserRedirectPort']);
  announce(attempt.mode, prepared, io);
  return new Promise((resolve, reject) => {
    let over = false;
    const settle = (act: () => void): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      io.signal?.removeEventListener('abort', abort);
      act();
    };
    const giveUp = (error: Error): void => {
      settle(() => {
        cancelBrowser(browser.redirect());
        reject(error);
      });
    };
    const abort = (): void => giveUp(new CancelledError('The login was cancelled.', { confirmed: true }));
    const timer = setTimeout(() => giveUp(tooLong(seconds, attempt)), seconds * 1000);
    io.signal?.addEventListener('abort', abort, { once: true });
    try {
      const connection = driver.createConnection({ ...prepared, openExternalBrowserCallback: browser.open });
      connection.connect((error) => {
        // Logged in after it was given up: the session must not stay behind.
        if (over && !error) connection.destroy(() => undefined);
        settle(() => (error ? reject(loginError(error, attempt)) : resolve(connection)));
      });
    } catch (thrown) {
      settle(() => reject(loginError(thrown, attempt)));
    }
  });
}

function announce(mode: string, prepared: Record<string, unknown>, io: Io): void {
  const push = mode === 'mfa' && !prepared['passcode'] && !prepared['passcodeInPassword'];
  if (push) io.onEvent({ type: 'waiting', for: 'approval', detail: 'Approve the login on your phone.' });
  else io.onEvent({ type: 'waiting', for: 'connecting' });
}

function tooLong(seconds: number, { host }: Attempt): ConnectionError {
  return new ConnectionError(`The login at ${host} was not finished within ${seconds} seconds.`, {
    stage: 'login',
    field: 'login_timeout',
    hint: 'Try again, or allow more time with login_timeout.',
  });
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
