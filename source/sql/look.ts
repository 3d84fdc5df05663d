import type { Dialect } from './dialect.js';
import type { Lexemes } from './lexemes.js';
import type { Classification } from './meaning.js';
import type { StatementRule } from './rule.js';

/** What a refinement has to go by. */
export interface Look {
  readonly lexemes: Lexemes;
  readonly dialect: Dialect;
  /** what the rule alone says */
  readonly base: Classification;
  readonly rule: StatementRule;
  /** the index of the token behind the verb's words */
  readonly next: number;
  /** judges another statement found inside this one */
  readonly again: (sql: string) => Classification;
}

export type Refiner = (look: Look) => Classification;

/** The first index from `from` on where one of `found` stands outside brackets; -1 when there is none. */
export function findOutside(lexemes: Lexemes, from: number, found: readonly string[]): number {
  let depth = 0;
  for (let index = from; lexemes.at(index).kind !== -1; index++) {
    const sign = lexemes.sign(index);
    if (sign === '(' || sign === '[' || sign === '{') depth++;
    else if (sign === ')' || sign === ']' || sign === '}') depth--;
    else if (depth === 0 && lexemes.sign(index - 1) !== '.' && found.includes(lexemes.word(index))) return index;
  }
  return -1;
}

/** The index behind the `)` that closes the `(` at `index`. */
export function behindBrackets(lexemes: Lexemes, index: number): number {
  let depth = 0;
  for (let at = index; lexemes.at(at).kind !== -1; at++) {
    const sign = lexemes.sign(at);
    if (sign === '(') depth++;
    else if (sign === ')' && --depth === 0) return at + 1;
  }
  return Infinity;
}

/** Index of the first token from `index` on that is none of these words. */
export function skipWords(lexemes: Lexemes, index: number, skipped: readonly string[]): number {
  let at = index;
  while (skipped.includes(lexemes.word(at))) at++;
  return at;
}

/** `base` with the name at `index` as its target, where one stands there. */
export function withTarget(base: Classification, target: Classification['target']): Classification {
  return target ? { ...base, target } : base;
}
