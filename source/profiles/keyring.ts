import { randomBytes } from 'node:crypto';
import { ConfigError } from '../support/errors.js';
import { keyringError, keyringReason, keyringTimeout } from './keyring-errors.js';

/** The system's store of secrets, whatever its size limit for one. Every method takes at most its time limit. */
export interface Keyring {
  get(account: string): Promise<string | null>;
  set(account: string, value: string): Promise<void>;
  /** True when there was such an entry. */
  delete(account: string): Promise<boolean>;
}

export interface KeyringOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds for each call. */
  readonly limit?: number;
  readonly signal?: AbortSignal | undefined;
}

const SERVICE = 'smallex';
// An unlock dialogue waits for a person.
const CALL_LIMIT = 60_000;
// Long enough for a keyring that answers; one that shows an unlock dialogue is asked for openly later.
const PROBE_LIMIT = 3_000;

/**
 * The keyring of this system: Keychain, Credential Manager or Secret Service. Imported only here: 124 ms and 3.4 MB.
 * @throws ConfigError when it is switched off (`SMALLEX_KEYRING=off`) or its module isn't installed.
 */
export async function openKeyring(options: KeyringOptions = {}): Promise<Keyring> {
  const { env = process.env, limit = CALL_LIMIT } = options;
  if (env['SMALLEX_KEYRING'] === 'off') {
    throw new ConfigError('The system keyring is switched off by SMALLEX_KEYRING=off.');
  }
  const { AsyncEntry } = await importKeyring();
  // On Linux the library falls back to the kernel's keyutils, which forget at reboot, unless the store is pinned.
  const entry = (account: string) => new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } });
  const within = <T>(work: (signal: AbortSignal) => Promise<T>) =>
    withLimit(work, limit, options.signal).catch((error: unknown) => {
      throw keyringError(error);
    });
  return chunked({
    get: (account) => within((signal) => entry(account).getPassword(signal)),
    set: (account, value) => within((signal) => entry(account).setPassword(value, signal)),
    delete: (account) => within((signal) => entry(account).deletePassword(signal)),
  });
}

async function importKeyring(): Promise<typeof import('@napi-rs/keyring')> {
  try {
    return await import('@napi-rs/keyring');
  } catch (error) {
    throw new ConfigError('The module for the system keyring is not installed.', {
      hint: 'Install it beside smallex: npm install @napi-rs/keyring',
      cause: error,
    });
  }
}

async function withLimit<T>(
  work: (signal: AbortSignal) => Promise<T>,
  limit: number,
  outer: AbortSignal | undefined,
): Promise<T> {
  const timer = AbortSignal.timeout(limit);
  const signal = outer ? AbortSignal.any([outer, timer]) : timer;
  const aborted = new Promise<never>((_resolve, reject) => {
    const stop = () =>
      reject(timer.aborted ? keyringTimeout(limit) : new ConfigError('The system keyring was not waited for.'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  // Without a Secret Service the library throws at once instead of rejecting; the race must hold `aborted` all the same.
  return Promise.race([Promise.resolve(signal).then(work), aborted]);
}

/**
 * Whether a secret can be kept in the keyring: a dummy is written, read and deleted. A constructor that succeeds and
 * a read that gives null prove nothing (headless Linux does both and then refuses the write).
 */
export async function probeKeyring(
  options: KeyringOptions = {},
): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }> {
  try {
    const keyring = await openKeyring({ limit: PROBE_LIMIT, ...options });
    const account = `probe/${randomBytes(6).toString('hex')}`;
    await keyring.set(account, account);
    const back = await keyring.get(account);
    await keyring.delete(account);
    return back === account ? { ok: true } : { ok: false, reason: 'It gave back something else than it was given.' };
  } catch (error) {
    return { ok: false, reason: `${keyringReason(error)}.` };
  }
}

// Credential Manager takes 2560 bytes of UTF-16 for one entry; a key or an OAuth token is longer.
const CHUNK = 1200;
const CHUNKED = 'smallex-chunks:';

/** A keyring over one with a size limit: long values lie in numbered entries, and the entry itself tells how many. */
export function chunked(inner: Keyring, size = CHUNK): Keyring {
  const part = (account: string, index: number): string => `${account}#${index}`;
  const countOf = (head: string | null): number => (head?.startsWith(CHUNKED) ? Number(head.slice(CHUNKED.length)) : 0);
  const dropParts = async (account: string, from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index++) await inner.delete(part(account, index));
  };
  return {
    async get(account) {
      const head = await inner.get(account);
      const count = countOf(head);
      if (count === 0) return head;
      const parts: string[] = [];
      for (let index = 0; index < count; index++) {
        const piece = await inner.get(part(account, index));
        if (piece === null) return null;
        parts.push(piece);
      }
      return parts.join('');
    },
    async set(account, value) {
      const before = countOf(await inner.get(account));
      const parts = value.length > size || value.startsWith(CHUNKED) ? pieces(value, size) : [];
      for (const [index, piece] of parts.entries()) await inner.set(part(account, index), piece);
      await inner.set(account, parts.length > 0 ? `${CHUNKED}${parts.length}` : value);
      await dropParts(account, parts.length, before);
    },
    async delete(account) {
      await dropParts(account, 0, countOf(await inner.get(account)));
      return inner.delete(account);
    },
  };
}

function pieces(value: string, size: number): readonly string[] {
  const found: string[] = [];
  for (let start = 0; start < value.length;) {
    let end = Math.min(start + size, value.length);
    // A pair of surrogates stays together: a keyring that stores UTF-8 can't hold half of one.
    if (end < value.length && /[\uD800-\uDBFF]/.test(value.charAt(end - 1))) end -= 1;
    found.push(value.slice(start, Math.max(end, start + 1)));
    start = Math.max(end, start + 1);
  }
  return found;
}
