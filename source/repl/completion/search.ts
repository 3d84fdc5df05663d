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

type Prepared = ReturnType<typeof fuzzysort.prepare>;
/** Preparing 50,000 names takes longer than a key may: it is done once a list. */
const prepared = new WeakMap<readonly Known[], readonly Prepared[]>();

/** The entries with these letters in this order, best first; all (in their own order) when nothing was typed. */
export function search(entries: readonly Known[], typed: string): readonly Hit[] {
  if (typed === '') return entries.slice(0, MOST_HITS).map((known) => ({ known, marks: [], begins: true }));
  const wanted = typed.toLowerCase();
  const found = fuzzysort.go(typed, targetsOf(entries), { limit: MOST_HITS, threshold: THRESHOLD });
  const byName = namesOf(entries);
  return found.map(({ target, indexes }) => {
    const begins = target.toLowerCase().startsWith(wanted);
    return { known: byName.get(target)!, begins, marks: begins ? range(wanted.length) : [...indexes] };
  });
}

const names = new WeakMap<readonly Known[], ReadonlyMap<string, Known>>();

function namesOf(entries: readonly Known[]): ReadonlyMap<string, Known> {
  const found = names.get(entries) ?? new Map(entries.map((known) => [known.name, known]));
  names.set(entries, found);
  return found;
}

function targetsOf(entries: readonly Known[]): readonly Prepared[] {
  const found = prepared.get(entries) ?? [...namesOf(entries).keys()].map((name) => fuzzysort.prepare(name));
  prepared.set(entries, found);
  return found;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
