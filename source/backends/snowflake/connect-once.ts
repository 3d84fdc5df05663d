import { CancelledError, ConnectionError } from '../../support/errors.js';
import type { Io } from '../base.js';
import { browserCallback, cancelBrowser } from './browser.js';
import type { Driver, DriverConnection } from './driver.js';
import { KeptTokenRefused, withDriverToken } from './kept-login.js';
import { loginError } from './login-errors.js';
import type { Attempt } from './refusals.js';

export interface OneLogin {
  readonly driver: Driver;
  /** The driver's own options. */
  readonly prepared: Readonly<Record<string, unknown>>;
  /** How long it may take. */
  readonly seconds: number;
  readonly attempt: Attempt;
  /** An ID or MFA token of an earlier login; null: none. */
  readonly kept: string | null;
  readonly onToken: (token: string) => void;
}

/**
 * One login request of the driver, with a time limit and a way to cancel it.
 * @throws AuthError, ConnectionError, CancelledError; KeptTokenRefused
 */
export function connectOnce(login: OneLogin, io: Io): Promise<DriverConnection> {
  const { driver, prepared, seconds, attempt, kept, onToken } = login;
  if (io.signal?.aborted) return Promise.reject(new CancelledError('The login was cancelled.', { confirmed: true }));
  announce(login, io);
  return new Promise((resolve, reject) => {
    const ended = new AbortController();
    const settle = (act: () => void): void => {
      if (ended.signal.aborted) return;
      ended.abort();
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
    const browser = browserCallback(io, prepared['browserRedirectPort'], ended.signal, giveUp);
    const abort = (): void => giveUp(new CancelledError('The login was cancelled.', { confirmed: true }));
    const timer = setTimeout(() => giveUp(tooLong(seconds, attempt)), seconds * 1000);
    io.signal?.addEventListener('abort', abort, { once: true });
    const onRefused = (): void => giveUp(new KeptTokenRefused('The kept login is no longer valid.'));
    withDriverToken({ kept, onToken, onRefused }, () => {
      try {
        const connection = driver.createConnection({ ...prepared, openExternalBrowserCallback: browser.open });
        connection.connect((error) => {
          // Logged in after it was given up: the session must not stay behind.
          if (ended.signal.aborted && !error) connection.destroy(() => undefined);
          settle(() => (error ? reject(loginError(error, attempt)) : resolve(connection)));
        });
      } catch (thrown) {
        settle(() => reject(loginError(thrown, attempt)));
      }
    });
  });
}

function announce({ attempt, prepared, kept }: OneLogin, io: Io): void {
  const asked = kept === null && !prepared['passcode'] && !prepared['passcodeInPassword'];
  const push = attempt.mode === 'mfa' && asked;
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
