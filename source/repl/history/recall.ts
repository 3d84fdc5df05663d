import type { HistoryEntry } from './entry.js';

/** What recall reads; a History has it. */
export interface RecallSource {
  readonly entries: readonly HistoryEntry[];
}

/**
 * Older statements as Up and Down walk through them: whole statements that begin with what was typed, never the same
 * one twice in a row. A statement that another session adds meanwhile moves nothing.
 */
export class HistoryRecall {
  readonly #source: RecallSource;
  /** The entry that is shown; undefined: what the person types. */
  #shown: HistoryEntry | undefined;

  constructor(source: RecallSource) {
    this.#source = source;
  }

  previous(prefix: string): string | null {
    const { entries } = this.#source;
    const at = this.#shown === undefined ? entries.length : entries.lastIndexOf(this.#shown);
    return this.#show(entries.slice(0, Math.max(0, at)).findLast((entry) => this.#fits(entry, prefix)));
  }

  next(prefix: string): string | null {
    const { entries } = this.#source;
    if (this.#shown === undefined) return null;
    const at = entries.lastIndexOf(this.#shown);
    const found = this.#show(entries.slice(at + 1).find((entry) => this.#fits(entry, prefix)));
    if (found === null) this.reset();
    return found;
  }

  reset(): void {
    this.#shown = undefined;
  }

  #fits(entry: HistoryEntry, prefix: string): boolean {
    return entry.sql.startsWith(prefix) && entry.sql !== (this.#shown?.sql ?? prefix);
  }

  #show(entry: HistoryEntry | undefined): string | null {
    if (entry === undefined) return null;
    this.#shown = entry;
    return entry.sql;
  }
}
