import { readFile } from 'node:fs/promises';
import { ConfigError, messageOf } from '../support/errors.js';
import { expandTilde } from '../support/paths.js';

/** A file that runs itself would never end; no honest script nests this deep. */
const MOST_NESTED = 32;

/**
 * The text of a script.
 * @param name how the person called the file, for errors
 * @throws ConfigError when the file can't be read.
 */
export async function readScriptFile(file: string, name = file): Promise<string> {
  try {
    const text = await readFile(expandTilde(file), 'utf8');
    // Editors on Windows begin files with a byte order mark; to an engine it is an unknown character.
    return text.replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new ConfigError(whyUnread(name, messageOf(cause)), {
      hint: `The current folder is ${process.cwd()}.`,
      cause,
    });
  }
}

function whyUnread(name: string, reason: string): string {
  if (reason.includes('ENOENT')) return `There is no file "${name}".`;
  if (reason.includes('EISDIR')) return `"${name}" is a folder: a script is a file.`;
  return `"${name}" can't be read: ${reason}`;
}

/** @throws ConfigError for a script that is run by a script that is run by a script … */
export function refuseDeepNesting(depth: number, name: string): void {
  if (depth < MOST_NESTED) return;
  throw new ConfigError(`"${name}" was not run: scripts run each other ${MOST_NESTED} deep.`, {
    hint: 'Does a file run itself by \\i?',
  });
}
