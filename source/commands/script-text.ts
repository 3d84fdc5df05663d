import { readFile } from 'node:fs/promises';
import type { ScriptItem } from '../meta/index.js';
import type { Session } from '../session/index.js';
import { classifyStatement } from '../sql/index.js';
import { ConfigError, messageOf } from '../support/errors.js';
import { expandTilde } from '../support/paths.js';

/** @throws ConfigError when the file can't be read. */
export async function readScriptFile(file: string): Promise<string> {
  try {
    const text = await readFile(expandTilde(file), 'utf8');
    // Editors on Windows begin files with a byte order mark; to an engine it is an unknown character.
    return text.replace(/^\uFEFF/, '');
  } catch (cause) {
    const missing = messageOf(cause).includes('ENOENT');
    throw new ConfigError(missing ? `There is no file "${file}".` : `"${file}" can't be read: ${messageOf(cause)}`, {
      hint: `The current folder is ${process.cwd()}.`,
      cause,
    });
  }
}

/** How many of the items give a result. */
export function countResults(items: readonly ScriptItem[], dialect: Session['engine']): number {
  const shown = items.flatMap((item) => {
    if (item.kind === 'sql') return [item.sql];
    // Sent to the screen by \g and \gx; what they send to a file isn't counted.
    return item.buffer && /^\\(?:g|gx|G|go);*$/.test(item.text) ? [item.buffer.sql] : [];
  });
  return shown.filter((sql) => classifyStatement(sql, { dialect }).returnsRows).length;
}
