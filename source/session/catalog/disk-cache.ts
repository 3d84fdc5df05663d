import { createHash, randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { Known } from './listing.js';
import { makeFolder } from '../../support/make-folder.js';
import { turn } from '../../support/turns.js';

/** Entries of a level and when they were listed. */
export interface Stored {
  readonly entries: readonly Known[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A catalog of 50,000 tables takes about 4 MB; what is larger is listed anew in each session. */
const MOST_ENTRIES = 100_000;
/** Entries in a line of the file: what is read and written at each turn of the event loop, so that keys don't wait. */
const AT_ONCE = 1_000;
const VERSION = 2;

const knownSchema = v.object({ name: v.string(), type: v.string(), detail: v.exactOptional(v.string()) });
const headSchema = v.object({ version: v.literal(VERSION), identity: v.string() });
const pieceSchema = v.object({ key: v.string(), at: v.number(), entries: v.array(knownSchema) });

/**
 * Lists kept from one session to the next, in one file for each account, user, role and secondary roles: only for
 * the person's own eyes (0600), because names tell a lot. It is a cache: what can't be read or written is not missed.
 *
 * A line of JSON says whose lists they are; each further one holds a piece of a list, in order.
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
    const listings = new Map<string, { readonly entries: Known[]; readonly at: number }>();
    try {
      const [head = '', ...lines] = (await readFile(this.#file, 'utf8')).split('\n');
      if (v.parse(headSchema, JSON.parse(head)).identity !== this.#identity) return new Map();
      for (const line of lines.filter((text) => text !== '')) {
        const { key, at, entries } = v.parse(pieceSchema, JSON.parse(line));
        const listing = listings.get(key);
        if (listing) listing.entries.push(...entries);
        else listings.set(key, { entries, at });
        await turn();
      }
      return listings;
    } catch {
      return new Map();
    }
  }

  async write(listings: ReadonlyMap<string, Stored>): Promise<void> {
    // Lists of another role may take the place of these while they are written.
    const newest = [...listings].toSorted(([, a], [, b]) => b.at - a.at);
    // Several sessions of one person may be open in a program.
    const temporary = `${this.#file}.${process.pid}-${randomBytes(4).toString('hex')}`;
    try {
      makeFolder(path.dirname(this.#file));
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.appendFile(`${JSON.stringify({ version: VERSION, identity: this.#identity })}\n`);
        for (const piece of piecesOf(newest)) await file.appendFile(`${JSON.stringify(piece)}\n`);
      } finally {
        await file.close();
      }
      await rename(temporary, this.#file);
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }
}

/** The newest lists, as many as are kept. */
function* piecesOf(newest: readonly (readonly [string, Stored])[]): Generator<Stored & { readonly key: string }> {
  let size = 0;
  for (const [key, { at, entries }] of newest) {
    size += entries.length;
    if (size > MOST_ENTRIES) return;
    for (let from = 0; from === 0 || from < entries.length; from += AT_ONCE)
      yield { key, at, entries: entries.slice(from, from + AT_ONCE) };
  }
}
