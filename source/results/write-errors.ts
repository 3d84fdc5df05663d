import { ExportError, messageOf } from '../support/errors.js';

const SENTENCES: Readonly<Record<string, (path: string) => readonly [string, string?]>> = {
  ENOSPC: (path) => [`The disk is full: ${path} was not written.`, 'Free some space, or name a file on another disk.'],
  EDQUOT: (path) => [`Your quota on the disk is used up: ${path} was not written.`],
  EFBIG: (path) => [`${path} would be larger than the file system or your limits (ulimit -f) allow.`],
  ENOENT: (path) => [`The folder of ${path} does not exist.`, 'Make the folder first, or name another file.'],
  ENOTDIR: (path) => [`A part of the path ${path} is a file, not a folder.`],
  EISDIR: (path) => [`${path} is a folder.`, 'Name a file in it.'],
  EACCES: (path) => [`You may not write ${path}.`, 'Name another file, or change the permissions.'],
  EPERM: (path) => [`You may not write ${path}.`, 'Name another file, or change the permissions.'],
  EROFS: (path) => [`${path} is on a file system that can only be read.`],
  ENAMETOOLONG: (path) => [`The name of ${path} is too long for the file system.`],
};

/** What went wrong with a file, as a sentence that names it. Nothing is left under its name. */
export function writeError(path: string, thrown: unknown): ExportError {
  if (thrown instanceof ExportError) return thrown;
  const [message, hint] = SENTENCES[errnoOf(thrown) ?? '']?.(path) ?? [`${path} was not written: ${messageOf(thrown)}`];
  return new ExportError(message, { hint, cause: thrown });
}

export function errnoOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}
