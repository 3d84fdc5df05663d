import { createWriteStream, fstatSync, lstatSync, readlinkSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { isatty } from 'node:tty';

// As the kernel does: more links than this are a circle.
const MOST_LINKS = 40;

/**
 * The stream that a name like /dev/stdout or /dev/fd/3 means, where a file or a pipe is behind it. To open the name
 * again would begin that file anew (Linux), under whoever else writes to it (`>> all.csv`), and to write beside it would
 * put another file in its place. Null for every other name, and for a terminal.
 */
export function ownStream(path: string): Writable | null {
  const fd = descriptorNamed(path);
  if (fd === null || isatty(fd)) return null;
  if (fd === 1) return process.stdout;
  if (fd === 2) return process.stderr;
  try {
    return fstatSync(fd).isFile() ? createWriteStream('', { fd, autoClose: false }) : null;
  } catch {
    // It is not open: told when the name is opened.
    return null;
  }
}

function descriptorNamed(path: string): number | null {
  let at = resolve(path);
  for (let links = 0; links < MOST_LINKS; links++) {
    if (at === '/dev/stdout') return 1;
    if (at === '/dev/stderr') return 2;
    const number = /^\/(?:dev|proc\/(?:self|thread-self|\d+))\/fd\/(\d+)$/.exec(at);
    if (number && !isOfOther(at)) return Number(number[1]);
    const link = linkAt(at);
    if (link === null) return null;
    at = resolve(dirname(at), link);
  }
  return null;
}

function isOfOther(path: string): boolean {
  const pid = /^\/proc\/(\d+)\//.exec(path)?.[1];
  return pid !== undefined && Number(pid) !== process.pid;
}

function linkAt(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null;
  } catch {
    // What isn't there, or not to be read, is told when it is opened.
    return null;
  }
}
