import { closeSync, constants, openSync, statSync } from 'node:fs';
import { isatty } from 'node:tty';

/** True for /dev/stdout, /dev/tty and the like where these are a terminal. */
export function namesTerminal(path: string): boolean {
  try {
    // Opening a pipe to look at it would be its reader's end.
    if (statSync(path, { throwIfNoEntry: false })?.isCharacterDevice() !== true) return false;
    const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      return isatty(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // What can't be opened is told when it is written to.
    return false;
  }
}
