import fuzzysort from 'fuzzysort';
import type { Known } from '../../session/catalog/index.js';
import { folded } from './fold.js';
import { LongList } from './long-list.js';
import { marksOf, scoreOf } from './score.js';

export interface Hit {
  readonly known: Known;
  /** Offsets of the letters of the name that were typed. */
  readonly marks: readonly number[];
  /** True when the name begins with what was typed. */
  readonly begins: boolean;
}

/** More than this nobody walks through; typing on finds the rest. */
export const MOST_HITS = 300;
/** Of a longer list only what is likeliest is scored: a key may take 16 ms until its menu is seen (`npm run bench -- menu`). */
const MOST_SCORED = 1_200;
/** What fits worse is no hit: 0.3 on fuzzysort's scale from 0 to 1. */
const THRESHOLD = 0.3;
const LEAST_SCORE = 1 - (1 - Math.log(THRESHOLD) / 2) ** (1 / 0.04307);

interface Prepared {
  readonly list: LongList;
  /** Settled once the search needs no longer for it than for a short list. */
  readonly ready: Promise<void>;
}

const longLists = new WeakMap<readonly Known[], Prepared>();
const readyLists = new WeakSet<readonly Known[]>();

/** Whether a search among these is quick now: a long list has to be prepared. */
export function isReady(entries: readonly Known[]): boolean {
  return entries.length <= MOST_SCORED || readyLists.has(entries);
}

/** Prepares a list between keys. */
export async function prepare(entries: readonly Known[]): Promise<void> {
  if (!isReady(entries)) await longList(entries).ready;
}

/** The entries with these letters in this order, best first; all (in their own order) when nothing was typed. */
export function search(entries: readonly Known[], typed: string): readonly Hit[] {
  const list = entries.length > MOST_SCORED ? longList(entries).list : undefined;
  if (typed === '') return entries.slice(0, MOST_HITS).map((known) => ({ known, marks: [], begins: true }));
  const wanted = folded(typed);
  const likely = list?.likeliest(wanted, { enough: MOST_HITS, most: MOST_SCORED }) ?? entries.keys();
  if (/\s/.test(wanted)) return searchWords(entries, typed, likely);
  const hit = hitsFor(typed);
  return best(entries, wanted, likely).map((index) => {
    const known = entries[index]!;
    return hit(known, () => marksOf(known.name, wanted));
  });
}

/** The indexes of those that fit best. */
function best(entries: readonly Known[], wanted: string, likely: Iterable<number>): readonly number[] {
  const scored: { readonly index: number; readonly score: number }[] = [];
  for (const index of likely) {
    const score = scoreOf(entries[index]!.name, wanted);
    if (score >= LEAST_SCORE) scored.push({ index, score });
  }
  // What is equally good stays in the list's own order.
  scored.sort((a, b) => b.score - a.score || a.index - b.index);
  return scored.slice(0, MOST_HITS).map(({ index }) => index);
}

/** Several words, in a quoted name: fuzzysort finds them in any order. */
function searchWords(entries: readonly Known[], typed: string, likely: Iterable<number>): readonly Hit[] {
  const targets = Array.from(likely, (index) => ({ index, target: fuzzysort.prepare(entries[index]!.name) }));
  const results = fuzzysort.go(typed, targets, { key: 'target', limit: MOST_HITS, threshold: THRESHOLD });
  // What is equally good stays in the list's own order: fuzzysort's heap turns it around.
  const stable = results.toSorted((a, b) => b.score - a.score || a.obj.index - b.obj.index);
  const hit = hitsFor(typed);
  return stable.map(({ obj, indexes }) => hit(entries[obj.index]!, () => indexes));
}

function longList(entries: readonly Known[]): Prepared {
  let prepared = longLists.get(entries);
  if (!prepared) {
    const list = new LongList(entries);
    const ready = list.prepare((wanted, found) => void best(entries, wanted, found));
    prepared = { list, ready: ready.then(() => void readyLists.add(entries)) };
    longLists.set(entries, prepared);
  }
  return prepared;
}

/** Where a name begins with what was typed, that is what is marked of it. */
function hitsFor(typed: string): (known: Known, marks: () => readonly number[]) => Hit {
  const lower = typed.toLowerCase();
  const first = Array.from(lower, (_, at) => at);
  return (known, marks) => {
    const begins = known.name.toLowerCase().startsWith(lower);
    return { known, begins, marks: begins ? first : marks() };
  };
}
