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
/** Scoring takes about 1 µs a name and a key may take 16 ms (`npm run bench -- completion`): what is likeliest is scored. */
const MOST_SCORED = 1_200;

interface Prepared {
  readonly known: Known;
  readonly index: number;
  readonly lower: string;
  /** Which letters it has, a bit each: what lacks one that was typed is not looked at. */
  readonly letters: number;
  readonly target: ReturnType<typeof fuzzysort.prepare>;
}

const lists = new WeakMap<readonly Known[], Prepared[]>();

/** The entries with these letters in this order, best first; all (in their own order) when nothing was typed. */
export function search(entries: readonly Known[], typed: string): readonly Hit[] {
  const prepared = preparedOf(entries);
  if (typed === '') return entries.slice(0, MOST_HITS).map((known) => ({ known, marks: [], begins: true }));
  const wanted = typed.toLowerCase();
  if (prepared.length < entries.length) return found(entries, wanted);
  const likely = prepared.length <= MOST_SCORED ? prepared : likeliest(prepared, wanted);
  const results = fuzzysort.go(typed, likely, { key: 'target', limit: MOST_HITS, threshold: THRESHOLD });
  // What is equally good stays in the list's own order: fuzzysort's heap turns it around.
  const stable = results.toSorted((a, b) => b.score - a.score || a.obj.index - b.obj.index);
  return stable.map((result) => {
    const begins = result.obj.lower.startsWith(wanted);
    return { known: result.obj.known, begins, marks: begins ? range(0, wanted.length) : [...result.indexes] };
  });
}

/** The last search in a list: what is typed on is looked for among what it found. */
interface Narrowed {
  readonly wanted: string;
  /** Names that hold it in one piece. */
  readonly whole: readonly Prepared[];
  /** Names that have its letters in this order; null: nobody needed to know. */
  readonly lettered: readonly Prepared[] | null;
}

const narrowed = new WeakMap<readonly Prepared[], Narrowed>();

/**
 * Of a long list what is worth scoring. When a menu's worth of names holds what was typed in one piece, those: at the
 * beginning of the name before the rest. Otherwise names that share its first letter go before the others.
 */
function likeliest(prepared: readonly Prepared[], wanted: string): readonly Prepared[] {
  const last = narrowed.get(prepared);
  const before = last && wanted.startsWith(last.wanted) ? last : undefined;
  const letters = lettersOf(wanted);
  const whole = (before?.whole ?? prepared).filter(
    (entry) => (entry.letters & letters) === letters && entry.lower.includes(wanted),
  );
  if (whole.length >= MOST_HITS) {
    narrowed.set(prepared, { wanted, whole, lettered: null });
    return firstOf(whole, ({ lower }) => lower.startsWith(wanted));
  }
  const lettered = (before?.lettered ?? prepared).filter(
    (entry) => (entry.letters & letters) === letters && hasLetters(entry.lower, wanted),
  );
  narrowed.set(prepared, { wanted, whole, lettered });
  if (lettered.length <= MOST_SCORED) return lettered;
  const first = wanted.charAt(0);
  return [...new Set([...whole, ...firstOf(lettered, ({ lower }) => lower.startsWith(first))])].slice(0, MOST_SCORED);
}

/** As many as are scored, those that are `better` first; else in their own order. */
function firstOf(entries: readonly Prepared[], better: (entry: Prepared) => boolean): readonly Prepared[] {
  if (entries.length <= MOST_SCORED) return entries;
  const best: Prepared[] = [];
  const others: Prepared[] = [];
  for (const entry of entries) {
    if (best.length === MOST_SCORED) break;
    if (better(entry)) best.push(entry);
    else if (others.length < MOST_SCORED) others.push(entry);
  }
  return [...best, ...others].slice(0, MOST_SCORED);
}

/** A bit for each of a to z, one for the digits, one for `_`, one for all others. */
function lettersOf(lower: string): number {
  let bits = 0;
  for (let at = 0; at < lower.length; at++) {
    const code = lower.charCodeAt(at);
    if (code >= 97 && code <= 122) bits |= 1 << (code - 97);
    else bits |= code >= 48 && code <= 57 ? 1 << 26 : code === 95 ? 1 << 27 : 1 << 28;
  }
  return bits;
}

function hasLetters(name: string, wanted: string): boolean {
  let at = -1;
  for (let index = 0; index < wanted.length; index++) {
    at = name.indexOf(wanted.charAt(index), at + 1);
    if (at < 0) return false;
  }
  return true;
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
    const { name } = known;
    const lower = name.toLowerCase();
    const entry = { known, index: prepared.length, lower, letters: lettersOf(lower), target: fuzzysort.prepare(name) };
    prepared.push(entry);
  }
  if (prepared.length < entries.length) setImmediate(() => prepareMore(entries, prepared));
}

/** What is found meanwhile: names that hold what was typed, those that begin with it first. */
function found(entries: readonly Known[], wanted: string): readonly Hit[] {
  const begin: Hit[] = [];
  const inside: Hit[] = [];
  for (const known of entries) {
    const at = known.name.toLowerCase().indexOf(wanted);
    if (at === 0) begin.push({ known, begins: true, marks: range(0, wanted.length) });
    else if (at > 0 && inside.length < MOST_HITS)
      inside.push({ known, begins: false, marks: range(at, wanted.length) });
    if (begin.length >= MOST_HITS) break;
  }
  return [...begin, ...inside].slice(0, MOST_HITS);
}

function range(from: number, length: number): number[] {
  return Array.from({ length }, (_, index) => from + index);
}
