import { createHash } from 'node:crypto';
import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errnoOf } from './write-errors.js';

/** What every unfinished file of an export has in its name: the program, the machine, the process, a number. */
const MARK = /^\..*\.tmp-smallex-([0-9a-f]{8})-(\d+)\./;

let machine: string | undefined;

/** Which numbers of processes mean something here: those of this machine and, in a container, of this container. */
function machineMark(): string {
  machine ??= createHash('sha256').update(`${hostname()} ${pidNamespace()}`).digest('hex').slice(0, 8);
  return machine;
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** The end of the name of an unfinished file of this process. */
export function unfinishedMark(number: number): string {
  return `.tmp-smallex-${machineMark()}-${process.pid}.${number}`;
}

/**
 * Takes away what killed processes left unfinished in a folder: files with our mark, of this machine, of this user,
 * whose process is gone. Never throws.
 * @param isLive whether this process still writes to the path
 */
export async function removeLeftovers(folder: string, isLive: (path: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, host, pid] = MARK.exec(name) ?? [];
    if (host !== machineMark() || isRunning(Number(pid))) continue;
    const path = join(folder, name);
    if (!isLive(path) && isOurs(path)) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** DuckDB keeps folders beside its files; what is a link leads elsewhere. */
function isOurs(path: string): boolean {
  let facts: Stats | undefined;
  try {
    facts = lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return false;
  }
  if (!facts || facts.isSymbolicLink()) return false;
  return process.getuid === undefined || facts.uid === process.getuid();
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
