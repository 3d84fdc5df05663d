import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { ConfigError, messageOf } from '../../support/errors.js';
import { makeFolder } from '../../support/make-folder.js';
import { appPaths } from '../../support/paths.js';

/** Where the token of a kept login is: in the keyring under `account`, or here. */
const loginSchema = v.variant('kept', [
  v.object({ kept: v.literal('keyring'), account: v.string(), at: v.string() }),
  v.object({ kept: v.literal('file'), token: v.string(), at: v.string() }),
]);
export type LoginEntry = v.InferOutput<typeof loginSchema>;

const schema = v.object({
  version: v.literal(1),
  /** What the person said to a file without encryption; absent: nobody was asked yet. */
  unencrypted: v.optional(v.boolean()),
  logins: v.record(v.string(), loginSchema),
});
export type LoginsFile = v.InferOutput<typeof schema>;

const EMPTY: LoginsFile = { version: 1, logins: {} };

/** Which logins are kept, and where. */
export function loginsPath(env: NodeJS.ProcessEnv = process.env): string {
  return join(appPaths({ env }).state, 'logins.json');
}

/**
 * What is kept. A file that others can read is not used, as ssh does with keys, and one that can't be read holds
 * nothing: both cost one login, which writes it anew.
 * @param onOpen called when others can read the file.
 */
export function readLogins(path: string, onOpen: () => void = () => undefined): LoginsFile {
  try {
    const text = readFileSync(path, 'utf8');
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
      onOpen();
      return EMPTY;
    }
    return v.parse(schema, JSON.parse(text));
  } catch {
    return EMPTY;
  }
}

/**
 * Reads, changes and replaces the file in one step, for its owner alone.
 * @throws ConfigError when it can't be written.
 */
export async function changeLogins(path: string, change: (content: LoginsFile) => LoginsFile): Promise<void> {
  try {
    makeFolder(dirname(path));
    const { default: lockfile } = await import('proper-lockfile');
    const retries = { retries: 80, factor: 1, minTimeout: 20, maxTimeout: 100, randomize: true };
    const release = await lockfile.lock(path, {
      realpath: false,
      stale: 5000,
      retries,
      onCompromised: () => undefined,
    });
    try {
      replace(path, `${JSON.stringify(change(readLogins(path)), null, 2)}\n`);
    } finally {
      await release();
    }
  } catch (error) {
    throw new ConfigError(`The login can't be kept in ${path}: ${messageOf(error)}.`, { cause: error });
  }
}

function replace(path: string, text: string): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}
