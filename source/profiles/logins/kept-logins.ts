import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Io, KeptLogins } from '../../backends/base.js';
import { ConfigError } from '../../support/errors.js';
import { log } from '../../support/log.js';
import { openKeyring, type Keyring } from '../keyring.js';
import { keyringReason } from '../keyring-errors.js';
import { alone } from './alone.js';
import { changeLogins, loginsPath, readLogins, type LoginEntry } from './file.js';

/** Where logins are kept: `file` is without encryption, for the owner alone; `no`: nowhere. */
export type KeepLogins = 'keyring' | 'file' | 'no';
const KEEP_LOGINS: readonly KeepLogins[] = ['keyring', 'file', 'no'];

export interface KeptLoginsOptions {
  /** The profile's own setting. */
  readonly keep?: KeepLogins | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** The system's, unless a test brings its own. */
  readonly keyring?: (() => Promise<Keyring>) | undefined;
}

/**
 * Keeps logins in the system's keyring; where there is none, in a file, once the person has agreed to that. The profile's
 * `keep_logins` counts first, then SMALLEX_KEEP_LOGINS, then what the person once said.
 * @throws ConfigError when SMALLEX_KEEP_LOGINS is none of its values.
 */
export function keptLogins(io: Pick<Io, 'ask' | 'onEvent'>, options: KeptLoginsOptions = {}): KeptLogins {
  const { env = process.env } = options;
  const keep = options.keep ?? fromEnvironment(env);
  const path = loginsPath(env);
  const keyring = options.keyring ?? (() => openKeyring({ env }));
  const notice = (message: string) => io.onEvent({ type: 'notice', message });
  const onOpen = () => {
    notice(`Kept logins in ${path} are not used: others can read it.`);
  };

  async function put(key: string, token: string, place: LoginEntry['kept']): Promise<void> {
    const at = new Date().toISOString();
    if (place === 'file') return change(key, { kept: 'file', token, at });
    const account = accountOf(key);
    await (await keyring()).set(account, token);
    await change(key, { kept: 'keyring', account, at });
  }

  function change(key: string, entry: LoginEntry): Promise<void> {
    return changeLogins(path, (content) => ({ ...content, logins: { ...content.logins, [key]: entry } }));
  }

  /** Whether the person agrees to a file; asked once, and remembered. */
  async function agrees(reason: string): Promise<boolean> {
    const said = readLogins(path).unencrypted;
    if (said !== undefined) return said;
    const answer = await io.ask({
      kind: 'confirm',
      field: 'keep_logins',
      message: 'Keep this login for the next start in a file that only you can read?',
      hint: `The system keyring can't be used (${reason}). The file ${path} is not encrypted; smallex logout removes what is in it.`,
    });
    await changeLogins(path, (content) => ({ ...content, unencrypted: answer === 'yes' }));
    return answer === 'yes';
  }

  async function write(key: string, token: string): Promise<void> {
    if (keep === 'no') return;
    if (keep === 'file') {
      await put(key, token, 'file');
      return;
    }
    let reason: string;
    try {
      await put(key, token, 'keyring');
      return;
    } catch (error) {
      reason = keyringReason(error);
    }
    if (keep === 'keyring') {
      notice(`This login is not kept: the system keyring can't be used (${reason}).`);
      return;
    }
    try {
      if (await agrees(reason)) await put(key, token, 'file');
    } catch (error) {
      if (!(error instanceof ConfigError)) return; // the person left the question
      notice(`This login is not kept: there is no system keyring. SMALLEX_KEEP_LOGINS=file keeps logins in ${path}.`);
    }
  }

  return {
    async read(key) {
      if (keep === 'no') return null;
      const entry = readLogins(path, onOpen).logins[key];
      if (!entry || entry.kept === 'file') return entry?.token ?? null;
      try {
        return await (await keyring()).get(entry.account);
      } catch (error) {
        log('kept-login-failed', { what: 'read', error });
        notice(`The kept login can't be read from the system keyring: ${keyringReason(error)}.`);
        return null;
      }
    },
    write: (key, token) => unlessItFails('write', () => write(key, token), undefined),
    async update(key, token) {
      const entry = readLogins(path).logins[key];
      if (keep !== 'no' && entry) await unlessItFails('update', () => put(key, token, entry.kept), undefined);
    },
    async remove(key) {
      await unlessItFails('remove', () => forgetLogins([key], { env, keyring }), []);
    },
    alone: (key, work, aloneOptions) => alone(dirname(path), key, work, aloneOptions),
  };
}

/** A login that works counts more than that it is kept. */
async function unlessItFails<T>(what: string, work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    log('kept-login-failed', { what, error });
    return otherwise;
  }
}

/** The keyring's limit is for values, not for names; a hash keeps user names out of them. */
function accountOf(key: string): string {
  return `login/${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
}

function fromEnvironment(env: NodeJS.ProcessEnv): KeepLogins | undefined {
  const wanted = env['SMALLEX_KEEP_LOGINS'];
  if (!wanted) return undefined;
  const found = KEEP_LOGINS.find((one) => one === wanted);
  if (found) return found;
  throw new ConfigError(`SMALLEX_KEEP_LOGINS can't be "${wanted}".`, {
    hint: `Use one of: ${KEEP_LOGINS.join(', ')}.`,
  });
}

/** The keys of all logins that are kept. */
export function keptLoginList(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  return Object.keys(readLogins(loginsPath(env)).logins);
}

/**
 * Removes kept logins, also those that this keyring no longer gives back.
 * @returns the keys that there were.
 * @throws ConfigError when the file can't be changed, and the keyring's own error when it can't be opened.
 */
export async function forgetLogins(
  keys: readonly string[],
  { env = process.env, keyring = () => openKeyring({ env }) }: Pick<KeptLoginsOptions, 'env' | 'keyring'> = {},
): Promise<readonly string[]> {
  const path = loginsPath(env);
  const { logins } = readLogins(path);
  const found = keys.filter((key) => key in logins);
  if (found.length === 0) return found;
  for (const key of found) {
    const entry = logins[key];
    if (entry?.kept === 'keyring') await (await keyring()).delete(entry.account);
  }
  await changeLogins(path, (content) => ({
    ...content,
    logins: Object.fromEntries(Object.entries(content.logins).filter(([key]) => !found.includes(key))),
  }));
  return found;
}

/** The same Io, whose logins outlive the process where that is allowed. */
export function withKeptLogins(io: Io, options: KeptLoginsOptions = {}): Io {
  return {
    ...(io.signal && { signal: io.signal }),
    onEvent: (event) => io.onEvent(event),
    ask: (question) => io.ask(question),
    logins: keptLogins(io, options),
  };
}
