import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { AuthError } from '../../support/errors.js';

/** `~/x` as the path that shells make of it; the driver doesn't. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : resolve(path);
}

/**
 * The text of a file that holds a secret.
 * @param what how a person calls it: `private key`.
 * @throws AuthError with a sentence for each fault.
 */
export async function readSecretFile(file: string, what: string, field: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as { code?: string };
    const fault = (message: string, hint?: string): AuthError => new AuthError(message, { field, hint, cause: error });
    if (code === 'ENOENT') throw fault(`There is no ${what} file ${file}.`, 'Check the path.');
    if (code === 'EISDIR') throw fault(`${file} is a folder, not a ${what} file.`, 'Name the file in it.');
    if (code === 'EACCES') throw fault(`The ${what} file ${file} may not be read.`, `Allow it: chmod 600 ${file}`);
    throw fault(`The ${what} file ${file} can't be read (${code ?? 'no code'}).`);
  }
}

/** As ssh sees it: its group or everybody may read it. Windows has no such bits. */
export async function isOpenToOthers(file: string): Promise<boolean> {
  return process.platform !== 'win32' && ((await stat(file)).mode & 0o044) !== 0;
}

/**
 * The token in a file, without the blanks around it. A file that others may write to is refused, as by the driver:
 * they could have their own token used.
 * @throws AuthError with a sentence for each fault.
 */
export async function readTokenFile(path: string): Promise<string> {
  const field = 'token_file_path';
  const file = expandHome(path);
  const token = (await readSecretFile(file, 'token', field)).trim();
  if (token === '') throw new AuthError(`The token file ${file} is empty.`, { field, hint: 'Put the token into it.' });
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o022) !== 0) {
    throw new AuthError(`Others may write to the token file ${file}.`, { field, hint: `Forbid it: chmod 600 ${file}` });
  }
  return token;
}
