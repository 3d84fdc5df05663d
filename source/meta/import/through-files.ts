import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError, ConnectionError, messageOf } from '../../support/errors.js';
import type { Host } from '../host.js';
import { cleanUp } from './clean-up.js';
import type { Loading } from './loading.js';
import { packRows } from './packed-rows.js';
import type { ImportSource } from './source.js';

/**
 * So many cells go through files: some ten batches, each of which is a statement of its own. Files take five statements,
 * and one of these loads them all side by side.
 */
const CELLS_FOR_FILES = 500_000;

/** A place that the engine reads files from. */
export interface FilePlace {
  /** What it is, in a sentence: `stage`. */
  readonly what: string;
  /** The folder here from which the files go. */
  readonly folder: string;
  /** What makes it, as SQL. */
  readonly make: string;
  /** Sends the files there. @throws what refuses it: then nothing has happened to the table */
  send(host: Host): Promise<void>;
  /** Loads the files. @returns how many rows arrived */
  load(host: Host): Promise<number>;
  /** What takes the place away, with its files, as SQL. */
  readonly drop: string;
  /** The end of the session takes it away, too. */
  readonly isTemporary: boolean;
}

export function isForFiles({ rows, columns }: ImportSource): boolean {
  return rows * columns.length >= CELLS_FOR_FILES;
}

/** A name that nobody else has, for the place and for the folder here. */
export function importId(): string {
  return `smallex_import_${randomBytes(4).toString('hex')}`;
}

export function importFolder(id: string): string {
  return join(tmpdir(), id);
}

/**
 * The rows are packed into files here, each row the JSON of an array of texts, as batches have it. A place that is refused
 * is nothing lost: then the rows go in batches.
 */
export async function throughFiles(
  host: Host,
  source: ImportSource,
  place: FilePlace,
  inBatches: Loading,
): Promise<number> {
  const { what, folder, drop } = place;
  let isMade = false;
  const fill = async (): Promise<void> => {
    await packRows(host, source, folder);
    await host.execute(place.make);
    isMade = true;
    await place.send(host);
  };
  try {
    await mkdir(folder, { mode: 0o700 });
    const refusal = await fill().then(
      () => null,
      (error: unknown) => error,
    );
    if (refusal === null) return await place.load(host);
    // Who stopped it, and a session that is gone, would only be met once more.
    if (refusal instanceof CancelledError || refusal instanceof ConnectionError) throw refusal;
    host.say(`The ${what} can't be used (${messageOf(refusal)}): the rows go in batches.`);
    return await inBatches.run(host);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await cleanUp(host, drop, isMade && !place.isTemporary);
  }
}
