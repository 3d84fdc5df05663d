import { rmSync } from 'node:fs';
import { access, chmod, constants, readdir, realpath, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ExportError } from '../support/errors.js';
import { errnoOf, writeError } from './write-errors.js';

/** Where a file is written until it is whole. */
export interface TempFile {
  /** The file that the person named, links followed. */
  readonly target: string;
  /** What is written to: beside the target, or the target itself where that is a device or a pipe. */
  readonly path: string;
  /** Gives the whole file its name. @throws ExportError */
  commit(): Promise<void>;
  /** Takes away what was written; never throws. */
  discard(): Promise<void>;
}

const live = new Set<string>();
let made = 0;

/**
 * A place beside `path` to write to, so that a half-written file is never found under its name. What a killed
 * process left there for the same name is taken away.
 * @throws ExportError when the path can't be written; asked before anything runs.
 */
export async function tempFileFor(path: string): Promise<TempFile> {
  try {
    const existing = await statOf(path);
    if (existing?.isDirectory()) throw new ExportError(`${path} is a folder.`, { hint: 'Name a file in it.' });
    if (existing) await access(path, constants.W_OK);
    if (existing && !existing.isFile()) return inPlace(path);
    const target = existing ? await realpath(path) : resolve(path);
    await access(dirname(target), constants.W_OK);
    await removeStale(target);
    return beside(target, existing?.mode);
  } catch (error) {
    throw writeError(path, error);
  }
}

function inPlace(path: string): TempFile {
  return { target: path, path, commit: () => Promise.resolve(), discard: () => Promise.resolve() };
}

function beside(target: string, mode: number | undefined): TempFile {
  const path = join(dirname(target), `${prefixOf(target)}${process.pid}.${++made}`);
  if (made === 1) process.once('exit', removeLive);
  live.add(path);
  return {
    target,
    path,
    async commit() {
      try {
        if (mode !== undefined) await chmod(path, mode & 0o7777);
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

// 60 characters are at most 180 bytes: with the rest below the 255 that file systems allow for a name.
function prefixOf(target: string): string {
  return `.${basename(target).slice(0, 60)}.tmp-`;
}

async function removeStale(target: string): Promise<void> {
  const prefix = prefixOf(target);
  const folder = dirname(target);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const pid = /^(\d+)(?=\.|$)/.exec(name.slice(prefix.length))?.[1];
    const path = join(folder, name);
    if (pid === undefined || isLive(path) || isRunning(Number(pid))) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

// What a writer keeps beside its file has the file's own name in front.
function isLive(path: string): boolean {
  return [...live].some((own) => path === own || path.startsWith(`${own}.`));
}

/** Whether another process of that number runs. Our own number on a name that isn't ours was an earlier process's. */
export function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
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
