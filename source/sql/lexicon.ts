import { DIALECTS, type Dialect } from './dialect.js';
import type { DialectRules } from './dialects/rules.js';
import {
  BACKTICK,
  BLOCK,
  BLOCK_NESTED,
  CLOSED,
  DOUBLE,
  DOUBLE_ESCAPED,
  DOUBLE_RAW,
  SINGLE,
  SINGLE_ESCAPED,
  SINGLE_RAW,
} from './modes.js';

/** Classes of ASCII characters; the scanner switches on them. */
const C_UNKNOWN = 0;
export const C_SPACE = 1;
export const C_WORD = 2;
export const C_DIGIT = 3;
export const C_SINGLE = 4;
export const C_DOUBLE = 5;
export const C_BACKTICK = 6;
export const C_DASH = 7;
export const C_SLASH = 8;
export const C_DOLLAR = 9;
export const C_COLON = 10;
export const C_DOT = 11;
export const C_PUNCTUATION = 12;
export const C_OPERATOR = 13;
export const C_AMPERSAND = 14;
export const C_QUESTION = 15;
export const C_STAGE = 16;

/** A dialect's rules turned into tables by character code, made once a dialect. */
export interface Lexicon {
  readonly rules: DialectRules;
  readonly classes: Uint8Array;
  /** 1 where the character may go on a word */
  readonly inWord: Uint8Array;
  /** by code of a one-letter prefix: the mode it gives to '…' or "…"; 0 = it is a word of its own */
  readonly singlePrefixes: Uint8Array;
  readonly doublePrefixes: Uint8Array;
  readonly singleMode: number;
  readonly doubleMode: number;
  readonly backtickMode: number;
  readonly blockMode: number;
}

const lexicons = new Map<Dialect, Lexicon>();

export function lexiconOf(dialect: Dialect): Lexicon {
  const known = lexicons.get(dialect);
  if (known) return known;
  const made = makeLexicon(DIALECTS[dialect]);
  lexicons.set(dialect, made);
  return made;
}

function makeLexicon(rules: DialectRules): Lexicon {
  const classes = classTable(rules);
  const inWord = classes.map((kind) => (kind === C_WORD || kind === C_DIGIT ? 1 : 0));
  if (rules.dollarInWords) inWord['$'.charCodeAt(0)] = 1;
  return {
    rules,
    classes,
    inWord,
    singlePrefixes: prefixTable(rules, { escaped: SINGLE_ESCAPED, raw: SINGLE_RAW, plain: SINGLE }),
    doublePrefixes: rules.prefixedDoubleQuotes
      ? prefixTable(rules, { escaped: DOUBLE_ESCAPED, raw: DOUBLE_RAW, plain: CLOSED })
      : new Uint8Array(128),
    singleMode: rules.backslash ? SINGLE_ESCAPED : SINGLE,
    doubleMode: rules.doubleQuotes === 'string' ? DOUBLE_ESCAPED : DOUBLE,
    backtickMode: rules.backticks ? BACKTICK : CLOSED,
    blockMode: rules.nestedComments ? BLOCK_NESTED : BLOCK,
  };
}

function classTable(rules: DialectRules): Uint8Array {
  const classes = new Uint8Array(128);
  const mark = (characters: string, kind: number) => {
    for (const character of characters) classes[character.charCodeAt(0)] = kind;
  };
  mark(' \t\n\r\f\v', C_SPACE);
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', C_WORD);
  mark('0123456789', C_DIGIT);
  mark('()[]{},;', C_PUNCTUATION);
  mark('+*%^<>=|!~#&@', C_OPERATOR);
  mark("'", C_SINGLE);
  mark('"', C_DOUBLE);
  mark('`', rules.backticks ? C_BACKTICK : C_UNKNOWN);
  mark('-', C_DASH);
  mark('/', C_SLASH);
  mark('$', C_DOLLAR);
  mark(':', C_COLON);
  mark('.', C_DOT);
  mark('?', C_QUESTION);
  if (rules.ampersandVariables) mark('&', C_AMPERSAND);
  if (rules.stages) mark('@', C_STAGE);
  return classes;
}

type PrefixModes = Readonly<Record<DialectRules['prefixes'][string], number>>;

function prefixTable(rules: DialectRules, modes: PrefixModes): Uint8Array {
  const table = new Uint8Array(128);
  for (const [letter, effect] of Object.entries(rules.prefixes)) {
    table[letter.charCodeAt(0)] = modes[effect];
    table[letter.toUpperCase().charCodeAt(0)] = modes[effect];
  }
  return table;
}

/** Spaces outside ASCII: Spark's `WS` rule, and DuckDB's own (it turns them into blanks before lexing), BOM included. */
export function isWideSpace(code: number): boolean {
  if (code < 0xa0) return code === 0x85;
  if (code === 0xa0 || code === 0x1680 || code === 0x3000 || code === 0xfeff) return true;
  return (code >= 0x2000 && code <= 0x200b) || (code >= 0x2028 && code <= 0x2029) || code === 0x202f || code === 0x205f;
}
