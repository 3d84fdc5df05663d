import { rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from './leftovers.js';
import { makeFolder } from '../support/make-folder.js';

const NAME = /^results-(\d+)-\d+\.duckdb/;
let made = 0;

/** A name in `folder` for what doesn't fit into memory; `remove` takes away all that DuckDB made of it. */
export interface SpillFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes the folder, readable for its owner alone, and takes away what killed processes left in it. Never throws for the latter. */
export async function prepareSpillFolder(folder: string): Promise<void> {
  makeFolder(folder);
  for (const name of await readdir(folder)) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || Number(pid) === process.pid || isRunning(Number(pid))) continue;
    await rm(join(folder, name), { force: true, recursive: true }).catch(() => undefined);
  }
}

export function spillFile(folder: string): SpillFile {
  const path = join(folder, `results-${process.pid}-${++made}.duckdb`);
  const parts = [path, `${path}.wal`, `${path}.tmp`];
  const atExit = () => parts.forEach((part) => rmSync(part, { force: true, recursive: true }));
  process.once('exit', atExit);
  return {
    path,
    async remove() {
      process.off('exit', atExit);
      for (const part of parts) await rm(part, { force: true, recursive: true });
    },
  };
}
