import { constants, lstatSync, rmSync, type Stats } from 'node:fs';
import { access, chmod, chown, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ExportError } from '../support/errors.js';
import { removeLeftovers, unfinishedMark } from './leftovers.js';
import { errnoOf, writeError } from './write-errors.js';

/** Where a file is written until it is whole. */
export interface TempFile {
  /** The file that the person named, links followed. */
  readonly target: string;
  /** What is written to: beside the target, or the target itself where that is a device or a pipe. */
  readonly path: string;
  readonly kind: 'beside' | 'device' | 'pipe';
  /** The permissions to make it with: those of the file that it takes the place of. */
  readonly mode: number;
  /** Gives the whole file its name. @throws ExportError */
  commit(): Promise<void>;
  /** Takes away what was written; never throws. */
  discard(): Promise<void>;
}

const live = new Set<string>();
let made = 0;

// As the kernel does: more links than this are a circle.
const MOST_LINKS = 40;

/**
 * A place beside `path` to write to, so that a half-written file is never found under its name. What killed
 * processes left in that folder is taken away.
 * @throws ExportError when the path can't be written; asked before anything runs.
 */
export async function tempFileFor(path: string): Promise<TempFile> {
  try {
    const existing = await statOf(path);
    if (existing?.isDirectory()) throw new ExportError(`${path} is a folder.`, { hint: 'Name a file in it.' });
    if (/[/\\]$/.test(path)) throw new ExportError(`${path} is the name of a folder.`, { hint: 'Name a file in it.' });
    if (existing) await access(path, constants.W_OK);
    if (existing && !existing.isFile()) return inPlace(path, existing);
    const target = existing ? await realpath(path) : await linkEnd(resolve(path));
    await mustTakeFiles(target, existing !== null);
    await removeLeftovers(dirname(target), isLive);
    return beside(target, existing);
  } catch (error) {
    throw writeError(path, error);
  }
}

function inPlace(path: string, existing: Stats): TempFile {
  const kind = existing.isFIFO() ? 'pipe' : 'device';
  const nothing = (): Promise<void> => Promise.resolve();
  return { target: path, path, kind, mode: existing.mode & 0o7777, commit: nothing, discard: nothing };
}

function beside(target: string, existing: Stats | null): TempFile {
  const path = join(dirname(target), unfinishedName(target));
  if (made === 1) process.once('exit', removeLive);
  live.add(path);
  const mode = existing ? existing.mode & 0o7777 : 0o666;
  return {
    target,
    path,
    kind: 'beside',
    mode,
    async commit() {
      try {
        if (existing) await takeAfter(path, existing);
        await rename(path, target);
        live.delete(path);
      } catch (error) {
        await this.discard();
        throw writeError(target, error);
      }
    },
    async discard() {
      await unlink(path).catch(() => undefined);
      live.delete(path);
    },
  };
}

/** Owner and permissions of the file that is replaced; the owner only where that is allowed, which is root's. */
async function takeAfter(path: string, { mode, uid, gid }: Stats): Promise<void> {
  const own = await stat(path);
  if (own.uid !== uid || own.gid !== gid) await chown(path, uid, gid).catch(() => undefined);
  await chmod(path, mode & 0o7777);
}

/** What a link that leads to no file names: the file is made there, and the link stays. */
async function linkEnd(path: string): Promise<string> {
  let end = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    if (lstatSync(end, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return end;
    end = resolve(dirname(end), await readlink(end));
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
}

/** @throws ExportError where the folder takes no new file, even if the file itself could be written */
async function mustTakeFiles(target: string, exists: boolean): Promise<void> {
  const folder = dirname(target);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes(errnoOf(error) ?? '')) throw error;
    const why = exists ? ', and the file is written beside the old one until it is whole' : '';
    throw new ExportError(`You may not make files in ${folder}${why}: ${target} was not written.`, {
      hint: 'Name a file in another folder, or change the permissions of this one.',
      cause: error,
    });
  }
}

// 60 characters are at most 180 bytes: with the rest below the 255 that file systems allow for a name.
function unfinishedName(target: string): string {
  return `.${basename(target).slice(0, 60)}${unfinishedMark(++made)}`;
}

// What a writer keeps beside its file has the file's own name in front.
function isLive(path: string): boolean {
  return [...live].some((own) => path === own || path.startsWith(`${own}.`));
}

function removeLive(): void {
  for (const path of live) rmSync(path, { force: true });
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}
