import fuzzysort from 'fuzzysort';
import type { HistoryEntry } from './entry.js';

export interface HistoryMatch {
  readonly entry: HistoryEntry;
  /** The words are in it as they were typed; false: only their letters, in order. */
  readonly exact: boolean;
}

/** Fuzzy matching reads this much of a statement: more finds anything in everything. */
const FUZZY_LENGTH = 500;

/**
 * Statements for what was typed: first those that hold it as it is (in any case), newest first, then those that hold
 * its letters in order, best first. Each statement once, with its latest run. Nothing typed: all, newest first.
 */
export function searchHistory(entries: readonly HistoryEntry[], query: string, limit = 200): readonly HistoryMatch[] {
  const latest = new Map<string, HistoryEntry>();
  for (const entry of entries.toReversed()) if (!latest.has(entry.sql)) latest.set(entry.sql, entry);
  const wanted = query.trim().toLowerCase();
  const all = [...latest.values()];
  const exact = all.filter((entry) => entry.sql.toLowerCase().includes(wanted));
  const found = exact.slice(0, limit).map((entry) => ({ entry, exact: true }));
  if (wanted === '' || found.length >= limit) return found;
  const others = all.filter((entry) => !exact.includes(entry));
  const fuzzy = fuzzysort.go(wanted, others, {
    key: (entry) => entry.sql.slice(0, FUZZY_LENGTH),
    limit: limit - found.length,
    threshold: 0.3,
  });
  return [...found, ...fuzzy.map((result) => ({ entry: result.obj, exact: false }))];
}
