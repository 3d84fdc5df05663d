import fuzzysort from 'fuzzysort';
import type { Known } from '../../session/catalog/index.js';

export interface Hit {
  readonly known: Known;
  /** Offsets of the letters of the name that were typed. */
  readonly marks: readonly number[];
  /** True when the name begins with what was typed. */
  readonly begins: boolean;
}

/** More than this nobody walks through; typing on finds the rest. */
const MOST_HITS = 300;
const THRESHOLD = 0.3;
/** Preparing 50,000 names takes 140 ms, more than a key may: a long list is prepared between keys, 2 ms at a time. */
const AT_ONCE = 1_000;

interface Prepared {
  readonly known: Known;
  readonly index: number;
  readonly target: ReturnType<typeof fuzzysort.prepare>;
}

const lists = new WeakMap<readonly Known[], Prepared[]>();

/** The entries with these letters in this order, best first; all (in their own order) when nothing was typed. */
export function search(entries: readonly Known[], typed: string): readonly Hit[] {
  const prepared = preparedOf(entries);
  if (typed === '') return entries.slice(0, MOST_HITS).map((known) => ({ known, marks: [], begins: true }));
  if (prepared.length < entries.length) return found(entries, typed.toLowerCase());
  const wanted = typed.toLowerCase();
  const results = fuzzysort.go(typed, prepared, { key: 'target', limit: MOST_HITS, threshold: THRESHOLD });
  // What is equally good stays in the list's own order: fuzzysort's heap turns it around.
  const stable = results.toSorted((a, b) => b.score - a.score || a.obj.index - b.obj.index);
  return stable.map((result) => {
    const begins = result.target.toLowerCase().startsWith(wanted);
    return { known: result.obj.known, begins, marks: begins ? range(0, wanted.length) : [...result.indexes] };
  });
}

function preparedOf(entries: readonly Known[]): readonly Prepared[] {
  const known = lists.get(entries);
  if (known) return known;
  const prepared: Prepared[] = [];
  lists.set(entries, prepared);
  prepareMore(entries, prepared);
  return prepared;
}

function prepareMore(entries: readonly Known[], prepared: Prepared[]): void {
  for (const known of entries.slice(prepared.length, prepared.length + AT_ONCE)) {
    prepared.push({ known, index: prepared.length, target: fuzzysort.prepare(known.name) });
  }
  if (prepared.length < entries.length) setImmediate(() => prepareMore(entries, prepared));
}

/** What is found meanwhile: names that hold what was typed, those that begin with it first. */
function found(entries: readonly Known[], wanted: string): readonly Hit[] {
  const begin: Hit[] = [];
  const inside: Hit[] = [];
  for (const known of entries) {
    const at = known.name.toLowerCase().indexOf(wanted);
    if (at >= 0) (at === 0 ? begin : inside).push({ known, begins: at === 0, marks: range(at, wanted.length) });
    if (begin.length >= MOST_HITS) break;
  }
  return [...begin, ...inside].slice(0, MOST_HITS);
}

function range(from: number, length: number): number[] {
  return Array.from({ length }, (_, index) => from + index);
}
