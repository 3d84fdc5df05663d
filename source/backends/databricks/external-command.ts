import { execFile } from 'node:child_process';
import { AuthError, CancelledError, ConfigError, TimeoutError } from '../../support/errors.js';
import { guardSecret } from '../../support/redact.js';
import type { FetchedToken } from '../oauth/token-request.js';
import { splitCommand } from './words.js';

// `databricks auth token` may refresh over the network; `az` needs 2–5 s to start on a slow machine.
const TIME_LIMIT_MS = 30_000;

/**
 * Runs a program without a shell and takes the token that it prints: all of stdout, or the `access_token` of JSON
 * (`accessToken` as az prints it, `expiry` as databricks does).
 * @throws ConfigError when there is no such program, AuthError when it fails or prints no token, TimeoutError.
 */
export function runTokenCommand(command: string, signal?: AbortSignal): Promise<FetchedToken> {
  const [program = '', ...args] = splitCommand(command);
  return new Promise((resolve, reject) => {
    const options = { timeout: TIME_LIMIT_MS, windowsHide: true, maxBuffer: 1024 * 1024, ...(signal && { signal }) };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const token = readToken(stdout);
      if (token) guardSecret(token.accessToken);
      if (token && !error) resolve(token);
      else if (error) reject(failure(program, error, stderr));
      else reject(new AuthError(`The command "${program}" printed no token.`, { field: 'command' }));
    });
    child.stdin?.end();
  });
}

function failure(program: string, error: Error & { code?: unknown; killed?: boolean }, stderr: string): Error {
  if (error.name === 'AbortError') return new CancelledError('The login was cancelled.', { confirmed: true });
  if (error.code === 'ENOENT') {
    return new ConfigError(`There is no program "${program}" on this machine.`, {
      hint: 'Install it, or correct the option "command".',
    });
  }
  if (error.killed) return new TimeoutError(`The command "${program}" printed no token within 30 seconds.`);
  const said = stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  return new AuthError(`The command "${program}" failed${said === '' ? '.' : `: ${said}`}`, { field: 'command' });
}

function readToken(stdout: string): FetchedToken | undefined {
  const text = stdout.trim();
  if (!text.startsWith('{')) return /^[\x21-\x7e]+$/.test(text) ? { accessToken: text } : undefined;
  try {
    const parsed = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const token = parsed['access_token'] ?? parsed['accessToken'] ?? parsed['token'];
    if (typeof token !== 'string' || token === '') return undefined;
    return { accessToken: token, expiresAt: expiryOf(parsed) };
  } catch {
    return undefined;
  }
}

function expiryOf(parsed: Readonly<Record<string, unknown>>): number | undefined {
  const { expires_in: seconds, expires_on: epochSeconds, expiry } = parsed;
  if (typeof seconds === 'number') return Date.now() + seconds * 1000;
  if (typeof epochSeconds === 'number') return epochSeconds * 1000;
  const time = typeof expiry === 'string' ? Date.parse(expiry) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
