import { readFileSync, statSync } from 'node:fs';
import { messageOf } from '../../support/errors.js';

export interface ReadFile {
  readonly path: string;
  /** Null when it is not there or can't be read. */
  readonly text: string | null;
  /** What should be known about the file: it can't be read, others can. */
  readonly warning: string | null;
}

// The largest that a person keeps; a fifo or a device must not hold a start up.
const LARGEST = 4 * 1024 * 1024;

/** A file of another tool, read and never written. Not being there is no fault. */
export function readForeignFile(path: string, platform: NodeJS.Platform = process.platform): ReadFile {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { path, text: null, warning: null };
    if (stat.size > LARGEST) return { path, text: null, warning: `${path} is too large to be read.` };
    // Databricks writes on Windows, and editors there, begin with a byte order mark.
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    const open = platform !== 'win32' && (stat.mode & 0o077) !== 0;
    return { path, text, warning: open ? `${path} can be read by others: chmod 600 ${path} closes it.` : null };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { path, text: null, warning: null };
    return { path, text: null, warning: `${path} can't be read: ${messageOf(error)}.` };
  }
}
