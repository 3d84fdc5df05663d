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
  #letters: Int32Array | undefined;

  constructor(names: readonly string[], first: number) {
    this.#first = first;
    this.#starts = new Uint32Array(names.length + 1);
    // Joined and not added up: of a text that is still to be put together, each letter that is read costs double. Folded
    // at once and not one by one, which takes three times as long.
    this.#text = folded(['', ...names, ''].join(BREAK));
    let at = 1;
    for (let index = 0; index < names.length; index++) {
      this.#starts[index] = at;
      at += names[index]!.length + 1;
    }
    this.#starts[names.length] = at;
  }

  /** What takes longest at the first search, done before. */
  prepareLetters(): Int32Array {
    if (this.#letters) return this.#letters;
    const starts = this.#starts;
    const letters = new Int32Array(starts.length - 1);
    for (let index = 0; index < letters.length; index++)
      letters[index] = lettersOf(this.#text, starts[index]!, starts[index + 1]! - 1);
    this.#letters = letters;
    return letters;
  }

  /** Adds those that begin with it. @returns false when there are `most` */
  addBeginning(wanted: string, found: number[], most: number): boolean {
    const starts = this.#starts;
    let index = 0;
    const asked = BREAK + wanted;
    for (let at = this.#text.indexOf(asked); at >= 0; at = this.#text.indexOf(asked, at + 1)) {
      while (starts[index]! <= at) index++;
      // Not a break inside of a name, and nothing that runs over into the next.
      const begins = starts[index] === at + 1 && this.#isWithin(at + 1, wanted, index);
      if (begins && found.push(this.#first + index) === most) return false;
    }
    return true;
  }

  /** Adds those that hold it elsewhere. @returns false when there are `most` */
  addHolding(wanted: string, found: number[], most: number): boolean {
    const text = this.#text;
    const starts = this.#starts;
    let index = 0;
    for (let at = text.indexOf(wanted, 1); at >= 0;) {
      while (starts[index + 1]! <= at) index++;
      const isWithin = this.#isWithin(at, wanted, index);
      if (isWithin && starts[index]! < at && found.push(this.#first + index) === most) return false;
      at = text.indexOf(wanted, isWithin ? starts[index + 1]! : at + 1);
    }
    return true;
  }

  /**
   * Adds those with the letters in this order: to `begin` those that begin with the first of them, to `others` the rest.
   * @returns false when there are `most` that begin with it
   */
  addLettered(wanted: string, begin: number[], others: number[], most: number): boolean {
    const letters = this.prepareLetters();
    const bits = lettersOf(wanted, 0, wanted.length);
    const code = wanted.charCodeAt(0);
    for (let index = 0; index < letters.length; index++) {
      if ((letters[index]! & bits) !== bits) continue;
      const found = this.#text.charCodeAt(this.#starts[index]!) === code ? begin : others;
      if (found.length < most && this.#hasLetters(index, wanted)) found.push(this.#first + index);
    }
    return begin.length < most;
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
function lettersOf(text: string, from: number, to: number): number {
  let bits = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122) bits |= 1 << (code - 97);
    else bits |= code >= 48 && code <= 57 ? 1 << (27 + (code % 5)) : 1 << 26;
  }
  return bits;
}
