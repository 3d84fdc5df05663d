import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { Known } from './listing.js';
import { makeFolder } from '../../support/make-folder.js';

/** Entries of a level and when they were listed. */
export interface Stored {
  readonly entries: readonly Known[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A catalog of 50,000 tables takes about 4 MB; what is larger is listed anew in each session. */
const MOST_ENTRIES = 100_000;
const VERSION = 1;

const knownSchema = v.object({ name: v.string(), type: v.string(), detail: v.exactOptional(v.string()) });
const fileSchema = v.object({
  version: v.literal(VERSION),
  identity: v.string(),
  listings: v.array(v.tuple([v.string(), v.object({ at: v.number(), entries: v.array(knownSchema) })])),
});

/**
 * Lists kept from one session to the next, in one file for each account, user, role and secondary roles: only for
 * the person's own eyes (0600), because names tell a lot. It is a cache: what can't be read or written is not missed.
 */
export class DiskCache {
  readonly #file: string;
  readonly #identity: string;

  constructor(folder: string, identity: string) {
    this.#identity = identity;
    const hash = createHash('sha256').update(identity).digest('hex').slice(0, 24);
    this.#file = path.join(folder, 'catalog', `${hash}.json`);
  }

  async read(): Promise<ReadonlyMap<string, Stored>> {
    try {
      const found = v.parse(fileSchema, JSON.parse(await readFile(this.#file, 'utf8')));
      return found.identity === this.#identity ? new Map(found.listings) : new Map();
    } catch {
      return new Map();
    }
  }

  async write(listings: ReadonlyMap<string, Stored>): Promise<void> {
    const kept: [string, Stored][] = [];
    let size = 0;
    for (const [key, { at, entries }] of [...listings].toSorted(([, a], [, b]) => b.at - a.at)) {
      size += entries.length;
      if (size > MOST_ENTRIES) break;
      kept.push([key, { at, entries }]);
    }
    const temporary = `${this.#file}.${process.pid}`;
    try {
      makeFolder(path.dirname(this.#file));
      const text = JSON.stringify({ version: VERSION, identity: this.#identity, listings: kept });
      await writeFile(temporary, text, { mode: 0o600 });
      await rename(temporary, this.#file);
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }
}
