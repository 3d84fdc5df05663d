import { readFile } from 'node:fs/promises';
import { NoUtf8Error, utf8Text } from '../support/utf8.js';
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
    const text = utf8Text(await readFile(expandTilde(file)));
    // Editors on Windows begin files with a byte order mark; to an engine it is an unknown character.
    return text.replace(/^\uFEFF/, '');
  } catch (cause) {
    if (cause instanceof NoUtf8Error) throw notUtf8(`"${name}"`, cause);
    throw new ConfigError(whyUnread(name, messageOf(cause)), {
      hint: `The current folder is ${process.cwd()}.`,
      cause,
    });
  }
}

/** @param what it is called, as a sentence begins */
export function notUtf8(what: string, cause: NoUtf8Error): ConfigError {
  return new ConfigError(`${what} is not UTF-8: line ${cause.line} holds other bytes.`, {
    hint: `Save it as UTF-8, or convert it: iconv -f ${cause.isUtf16 ? 'UTF-16' : 'WINDOWS-1252'} -t UTF-8 …`,
    cause,
  });
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
