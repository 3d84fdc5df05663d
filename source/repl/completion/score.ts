import { unaccented } from './fold.js';

/** What doesn't have the letters in this order. */
export const NO_MATCH = -Infinity;

/** From here on beginnings of words are nothing special: nearly every character is one. */
const MANY_WORDS = 24;
const MOST_BACKTRACKS = 200;

// One name after another is scored, thousands for a key: what is found is written here, and makes no garbage.
const simple: number[] = [];
const strict: number[] = [];
let found: readonly number[] = simple;

/**
 * How well a name fits what was typed, without blanks, folded: 0 is best, less is worse. It is the score of fuzzysort
 * 4.0 (https://github.com/farzher/fuzzysort, MIT), which keeps an object of half a kilobyte for each name: letters in a
 * row, at the beginnings of words, near the start, in a short name.
 */
export function scoreOf(name: string, wanted: string): number {
  const plain = unaccented(name);
  const lower = plain.toLowerCase();
  if (!hasLetters(lower, wanted)) return NO_MATCH;
  return wanted.length === 1 ? scoreOfLetter(plain, lower, wanted) : scoreOfLetters(plain, lower, wanted);
}

/** Offsets of the letters of the name that were typed; of a name that has them. */
export function marksOf(name: string, wanted: string): readonly number[] {
  return scoreOf(name, wanted) === NO_MATCH ? [] : found.slice(0, wanted.length);
}

/** Notes where the letters stand, each as early as it can. */
function hasLetters(lower: string, wanted: string): boolean {
  let at = 0;
  for (let letter = 0; letter < wanted.length; letter++) {
    const code = wanted.charCodeAt(letter);
    while (at < lower.length && lower.charCodeAt(at) !== code) at++;
    if (at === lower.length) return false;
    simple[letter] = at++;
  }
  return true;
}

function scoreOfLetter(plain: string, lower: string, wanted: string): number {
  const code = wanted.charCodeAt(0);
  const at = beginningWith(code, plain, lower, simple[0]!);
  const begins = at < lower.length;
  if (begins) simple[0] = at;
  found = simple;
  const far = -(simple[0]! ** 2) * 0.2;
  return far * weight(plain, begins) - (lower.length - 1);
}

function scoreOfLetters(plain: string, lower: string, wanted: string): number {
  const first = simple[0]!;
  let piece = lower.indexOf(wanted, first);
  const isPiece = piece >= 0;
  let begins = isPiece && isBeginning(plain, piece);
  const inWords = (begins && piece === first) || hasInWords(plain, lower, wanted);
  if (isPiece && !begins) {
    const later = pieceAtBeginning(plain, lower, wanted, piece + 1);
    if (later >= 0) {
      piece = later;
      begins = true;
    }
  }
  if (inWords ? begins : isPiece)
    for (let letter = 0; letter < wanted.length; letter++) simple[letter] = piece + letter;
  found = inWords && !begins ? strict : simple;
  return scoreOfMarks(plain, wanted.length, { isPiece, begins, inWords });
}

interface Kind {
  /** It stands there in one piece. */
  readonly isPiece: boolean;
  /** A piece that begins a word. */
  readonly begins: boolean;
  /** Each run of its letters begins a word. */
  readonly inWords: boolean;
}

function scoreOfMarks(plain: string, length: number, { isPiece, begins, inWords }: Kind): number {
  const from = found[0]!;
  const last = found[length - 1]!;
  let score = 0;
  let gaps = 0;
  for (let letter = 1; letter < length; letter++) {
    if (found[letter]! - found[letter - 1]! === 1) continue;
    score -= found[letter]!;
    gaps++;
  }
  score -= (12 + last - from - (length - 1)) * gaps;
  score -= from * from * 0.2;
  score *= weight(plain, inWords);
  const rest = (plain.length - length) / 2;
  const bonus = 1 + length * length;
  score -= rest;
  if (isPiece) score /= bonus;
  if (begins) score /= bonus;
  score -= rest;
  const ends = isPiece && last - from === length - 1 && (last + 1 === plain.length || isBeginning(plain, last + 1));
  return ends ? score + Math.min(4, -score / 2) : score;
}

/** Finds the letters such that each run of them begins a word. */
function hasInWords(plain: string, lower: string, wanted: string): boolean {
  let letter = 0;
  let at = beginningWith(wanted.charCodeAt(0), plain, lower, simple[0]!);
  for (let backtracks = 0; ;) {
    if (at === lower.length) {
      if (letter === 0 || ++backtracks > MOST_BACKTRACKS) return false;
      letter--;
      at = beginningWith(wanted.charCodeAt(letter), plain, lower, strict[letter]! + 1);
      continue;
    }
    strict[letter++] = at++;
    if (letter === wanted.length) return true;
    const code = wanted.charCodeAt(letter);
    if (at === lower.length || lower.charCodeAt(at) !== code) at = beginningWith(code, plain, lower, at);
  }
}

function pieceAtBeginning(plain: string, lower: string, wanted: string, from: number): number {
  let at = lower.indexOf(wanted, from);
  while (at >= 0 && !isBeginning(plain, at)) at = lower.indexOf(wanted, at + 1);
  return at;
}

function weight(plain: string, inWords: boolean): number {
  if (!inWords) return 1000;
  const words = plain.length > MANY_WORDS ? beginningsOf(plain) : 0;
  return words > MANY_WORDS ? (words - MANY_WORDS) * 10 : 1;
}

function beginningsOf(plain: string): number {
  let count = 0;
  for (let at = 0; at < plain.length; at++) if (isBeginning(plain, at)) count++;
  return count;
}

/** The first word that begins with a letter, at or behind a place; the length: there is none. */
function beginningWith(code: number, plain: string, lower: string, from: number): number {
  let at = from;
  while (at < lower.length && (lower.charCodeAt(at) !== code || !isBeginning(plain, at))) at++;
  return at;
}

/** A capital behind none, what follows a sign, and each sign. */
function isBeginning(plain: string, at: number): boolean {
  if (at === 0) return true;
  const code = plain.charCodeAt(at);
  const before = plain.charCodeAt(at - 1);
  return (isCapital(code) && !isCapital(before)) || !isPlain(before) || !isPlain(code);
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}

function isPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || isCapital(code) || (code >= 48 && code <= 57);
}
