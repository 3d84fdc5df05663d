import { folded } from './fold.js';

/** No name that a person looks for holds it; where one does, the offsets still tell what is whose. */
const BREAK = '\n';

/**
 * Some names of a list as one text, folded: V8's own search finds a word in it without an object for each name. Found
 * indexes are those of the list.
 */
export class NameBlock {
  /** Each name behind a break, and a break at the end. */
  readonly #text: string;
  /** Index in the list of the first name. */
  readonly #first: number;
  /** Where each name begins in the text, and where one more would. */
  readonly #starts: Uint32Array;
  /** Which letters each has, a bit each: what lacks one that was typed is not looked at. */
  readonly #letters: Int32Array;
  /** The names that begin with a letter. */
  readonly #byLetter = new Map<number, number[]>();

  constructor(names: readonly string[], first: number) {
    this.#first = first;
    this.#starts = new Uint32Array(names.length + 1);
    this.#letters = new Int32Array(names.length);
    const lower = names.map(folded);
    let at = 1;
    for (let index = 0; index < lower.length; index++) {
      const name = lower[index]!;
      this.#starts[index] = at;
      this.#letters[index] = lettersOf(name);
      at += name.length + 1;
      const begin = this.#byLetter.get(name.charCodeAt(0));
      if (begin) begin.push(index);
      else this.#byLetter.set(name.charCodeAt(0), [index]);
    }
    this.#starts[lower.length] = at;
    // In one piece: of a text that is still to be put together, each letter that is read costs double.
    this.#text = ['', ...lower, ''].join(BREAK);
  }

  /** Adds those that begin with it, until there are `most`. */
  addBeginning(wanted: string, found: number[], most: number): void {
    const starts = this.#starts;
    for (const index of this.#byLetter.get(wanted.charCodeAt(0)) ?? []) {
      if (found.length === most) return;
      const start = starts[index]!;
      if (wanted.length === 1 || (this.#text.startsWith(wanted, start) && this.#isWithin(start, wanted, index)))
        found.push(this.#first + index);
    }
  }

  /** Adds those that hold it elsewhere, until there are `most`. */
  addHolding(wanted: string, found: number[], most: number): void {
    const text = this.#text;
    const starts = this.#starts;
    let index = 0;
    for (let at = text.indexOf(wanted, 1); at >= 0 && found.length < most;) {
      while (starts[index + 1]! <= at) index++;
      const isWithin = this.#isWithin(at, wanted, index);
      if (isWithin && starts[index]! < at) found.push(this.#first + index);
      at = text.indexOf(wanted, isWithin ? starts[index + 1]! : at + 1);
    }
  }

  /** Adds those with the letters in this order: to `begin` those that begin with the first of them, to `others` the rest. */
  addLettered(wanted: string, begin: number[], others: number[], most: number): void {
    const letters = this.#letters;
    const bits = lettersOf(wanted);
    const code = wanted.charCodeAt(0);
    for (let index = 0; index < letters.length; index++) {
      if ((letters[index]! & bits) !== bits) continue;
      const found = this.#text.charCodeAt(this.#starts[index]!) === code ? begin : others;
      if (found.length < most && this.#hasLetters(index, wanted)) found.push(this.#first + index);
    }
  }

  #hasLetters(index: number, wanted: string): boolean {
    const text = this.#text;
    const end = this.#starts[index + 1]! - 1;
    let letter = 0;
    let code = wanted.charCodeAt(0);
    for (let at = this.#starts[index]!; at < end; at++) {
      if (text.charCodeAt(at) !== code) continue;
      if (++letter === wanted.length) return true;
      code = wanted.charCodeAt(letter);
    }
    return false;
  }

  /** Not running over into the next name. */
  #isWithin(at: number, wanted: string, index: number): boolean {
    return at + wanted.length < this.#starts[index + 1]!;
  }
}

/** A bit for each of a to z, five for the digits, one for all others. */
function lettersOf(lower: string): number {
  let bits = 0;
  for (let at = 0; at < lower.length; at++) {
    const code = lower.charCodeAt(at);
    if (code >= 97 && code <= 122) bits |= 1 << (code - 97);
    else bits |= code >= 48 && code <= 57 ? 1 << (27 + (code % 5)) : 1 << 26;
  }
  return bits;
}
