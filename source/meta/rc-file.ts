import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, messageOf } from '../support/errors.js';
import { appPaths } from '../support/paths.js';
import { makeFolder } from '../support/make-folder.js';

/** The file of \commands that the prompt runs when it starts. */
export function rcPath(): string {
  return path.join(appPaths().config, 'smallexrc');
}

/** Its text; null when there is none. @throws ConfigError when it can't be read */
export function readRc(): string | null {
  try {
    return readFileSync(rcPath(), 'utf8');
  } catch (cause) {
    if (messageOf(cause).includes('ENOENT')) return null;
    throw new ConfigError(`"${rcPath()}" can't be read: ${messageOf(cause)}`, {
      hint: 'Start smallex with -X to go without it.',
      cause,
    });
  }
}

/**
 * Writes `command value` into the rc file, in the place of an older line of the same command.
 * @returns the path of the file. @throws ConfigError when it can't be written
 */
export function saveRcLine(command: string, value: string): string {
  const file = rcPath();
  const lines = (readRc() ?? '').split('\n').filter((line) => line !== '' && !line.startsWith(`${command} `));
  try {
    makeFolder(path.dirname(file));
    // Written beside it first: a full disk must not cost the person the lines of their own.
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, `${[...lines, `${command} ${value}`].join('\n')}\n`, { mode: 0o600 });
    renameSync(temporary, file);
  } catch (cause) {
    throw new ConfigError(`"${file}" can't be written: ${messageOf(cause)}`, { cause });
  }
  return file;
}
