import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from '../../support/errors.js';
import { entryOfLine, lineOfEntry, type HistoryEntry } from './entry.js';
import { makeFolder } from '../../support/make-folder.js';
import { withoutSecrets } from '../../support/statement-secrets.js';

export interface HistoryOptions {
  /** How many entries are kept in memory. */
  readonly limit?: number;
}

/** Enough for years of Up; reading them takes some 20 ms. */
const LIMIT = 5000;
/** Only the end of a longer file is read. */
const READ_BYTES = 8 * 1024 * 1024;
/** A longer statement is a pasted dump: it stays in this session's memory. */
const LONGEST_KEPT = 1024 * 1024;

/** The file of a profile's history. Names of profiles may hold anything, names of files may not. */
export function historyPath(dataFolder: string, profile: string): string {
  return join(dataFolder, 'history', `${encodeURIComponent(profile)}.jsonl`);
}

/**
 * The statements of a profile, oldest first: those of earlier sessions, of this one and, after `refresh`, of others
 * that run now. Each is one line, appended in one write: the kernel puts writes of `O_APPEND` one behind the other, so
 * two sessions lose nothing and need no lock.
 */
export class History {
  /** Why nothing is kept on disk, as a sentence to show once; `undefined` while all is well. */
  problem: string | undefined;
  readonly #path: string;
  readonly #limit: number;
  #entries: HistoryEntry[] = [];
  /** How far the file has been read. */
  #offset = 0;
  /** The file ends inside a line: another session writes, or was killed while it did. */
  #endsInLine = false;

  constructor(path: string, { limit = LIMIT }: HistoryOptions = {}) {
    this.#path = path;
    this.#limit = limit;
    this.refresh();
  }

  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }

  /** Keeps a statement, without its secrets; blank ones are none. */
  add(entry: HistoryEntry): void {
    const sql = entry.sql.trim();
    if (sql === '') return;
    const kept = { ...entry, sql: withoutSecrets(sql) };
    this.refresh();
    if (kept.sql.length > LONGEST_KEPT || !this.#append(lineOfEntry(kept))) this.#remember([kept]);
    else this.refresh();
  }

  /** Reads what was appended since, by this session or another. */
  refresh(): void {
    const added = this.#attempt(() => this.#readNew(), 'read');
    if (added === undefined) return;
    this.#remember(added.split('\n').flatMap((line) => entryOfLine(line) ?? []));
  }

  #remember(entries: readonly HistoryEntry[]): void {
    if (entries.length > 0) this.#entries = [...this.#entries, ...entries].slice(-this.#limit);
  }

  #append(line: string): boolean {
    const written = this.#attempt(() => {
      makeFolder(dirname(this.#path));
      const file = openSync(this.#path, 'a', 0o600);
      try {
        // A session that was killed while it wrote has left half a line: it must not take this one with it.
        return writeSync(file, this.#endsInLine ? `\n${line}` : line);
      } finally {
        closeSync(file);
      }
    }, 'written');
    return written !== undefined;
  }

  #readNew(): string {
    const file = openSync(this.#path, 'r');
    try {
      const { size } = fstatSync(file);
      // A file that was emptied by hand begins anew.
      if (size < this.#offset) this.#offset = 0;
      const start = Math.max(this.#offset, size - READ_BYTES);
      const skipsLine = start > this.#offset;
      const buffer = Buffer.alloc(size - start);
      const bytes = readSync(file, buffer, 0, buffer.length, start);
      // Up to the last whole line: half of one may end inside a character.
      const end = buffer.subarray(0, bytes).lastIndexOf(0x0a) + 1;
      const text = buffer.subarray(0, end).toString('utf8');
      this.#offset = start + end;
      this.#endsInLine = bytes > end;
      return skipsLine ? text.slice(text.indexOf('\n') + 1) : text;
    } finally {
      closeSync(file);
    }
  }

  #attempt<T>(run: () => T, what: string): T | undefined {
    try {
      return run();
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT' && what === 'read';
      if (!missing)
        this.problem = `The history in ${this.#path} can't be ${what}: ${messageOf(error)}. Statements are kept for this session only.`;
      return undefined;
    }
  }
}
