import { statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ExportError, messageOf } from '../support/errors.js';
import { bytesText } from './progress.js';

type Sentence = (path: string, written: number) => readonly [string, string?];

const SENTENCES: Readonly<Record<string, Sentence>> = {
  ENOSPC: full,
  EDQUOT: (path, written) => [
    `Your quota on the disk is used up: ${path} was not written.`,
    `${soFar(written)}Free some space in ${folderOf(path)}, or name a file on another disk.`,
  ],
  EFBIG: (path, written) => [
    `${path} would be larger than the file system or your limits (ulimit -f) allow: it was not written.`,
    `${soFar(written)}Raise the limit, name a file elsewhere, or let it be compressed (.gz, .zst).`,
  ],
  ENOENT: (path) => [`The folder of ${path} does not exist.`, 'Make the folder first, or name another file.'],
  ENOTDIR: (path) => [`A part of the path ${path} is a file, not a folder.`],
  EISDIR: (path) => [`${path} is a folder.`, 'Name a file in it.'],
  EACCES: (path) => [`You may not write ${path}.`, 'Name another file, or change the permissions.'],
  EPERM: (path) => [`You may not write ${path}.`, 'Name another file, or change the permissions.'],
  EROFS: (path) => [`${path} is on a file system that can only be read.`, 'Name a file on another disk.'],
  ENAMETOOLONG: (path) => [`The name of ${path} is too long for the file system.`],
  ELOOP: (path) => [`${path} is a link that leads back to itself.`, 'Name another file, or remove the link.'],
  EIO: (path, written) => [
    `The disk failed (an input/output error): ${path} was not written.`,
    `${soFar(written)}Name a file on another disk.`,
  ],
};

/**
 * What went wrong with a file, as a sentence that names it. Nothing is left under its name.
 * @param written bytes that were in the file by then
 */
export function writeError(path: string, thrown: unknown, written = 0): ExportError {
  if (thrown instanceof ExportError) return thrown;
  const [message, hint] = SENTENCES[errnoOf(thrown) ?? '']?.(path, written) ?? [
    `${path} was not written: ${messageOf(thrown)}`,
  ];
  return new ExportError(message, { hint, cause: thrown });
}

/** Of DuckDB, which tells the system's reason in words. */
export function engineWriteError(path: string, thrown: unknown, written = 0): ExportError {
  const message = messageOf(thrown);
  const code = ENGINE_WORDS.find(([words]) => words.test(message))?.[1];
  return writeError(path, code === undefined ? thrown : Object.assign(new Error(message), { code }), written);
}

const ENGINE_WORDS: readonly (readonly [RegExp, string])[] = [
  [/No space left on device|out of space|disk is full/i, 'ENOSPC'],
  [/Disk quota exceeded/i, 'EDQUOT'],
  [/File too large/i, 'EFBIG'],
  [/Input\/output error/i, 'EIO'],
  [/Read-only file system/i, 'EROFS'],
  [/Permission denied/i, 'EACCES'],
];

export function errnoOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}

function full(path: string, written: number): readonly [string, string] {
  const message = `The disk is full: ${path} was not written.`;
  // A device (/dev/full) and what is no file at all (the output) have no folder to look at.
  if (!path.includes('/') || /^\/dev\//.test(path))
    return [message, 'Free some space, or name a file on another disk.'];
  const folder = folderOf(path);
  return [
    message,
    `${soFar(written)}The disk of ${folder} ${sizeText(folder)}: free some space there, name a file on another disk, or let it be compressed (.gz, .zst).`,
  ];
}

function soFar(written: number): string {
  return written > 0 ? `${bytesText(written)} were written before it failed, and are taken away. ` : '';
}

function folderOf(path: string): string {
  return dirname(resolve(path));
}

/** As it is now, with what was written still on it. */
function sizeText(folder: string): string {
  try {
    const { bsize, bavail, blocks } = statfsSync(folder);
    return `holds ${bytesText(blocks * bsize)} and has ${bytesText(bavail * bsize)} free`;
  } catch {
    return 'has no room';
  }
}
