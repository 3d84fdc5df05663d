import { BLOCK_COMMENT, DOLLAR_STRING, LINE_COMMENT, QUOTED_IDENTIFIER, STRING } from './kinds.js';

/**
 * What a token that can run over many lines is in the middle of. 0 is "in nothing". The numbers are line states: they
 * let a document go on lexing at any line, and a stream at any chunk.
 */
export const CLOSED = 0;
/** '…' where only '' stands for a quote */
export const SINGLE = 1;
/** '…' where a backslash escapes too */
export const SINGLE_ESCAPED = 2;
/** r'…': ends at the next quote whatever stands before it */
export const SINGLE_RAW = 3;
export const DOUBLE = 4;
export const DOUBLE_ESCAPED = 5;
export const DOUBLE_RAW = 6;
export const BACKTICK = 7;
export const DOLLAR = 8;
export const BLOCK = 9;
export const BLOCK_NESTED = 10;
/** a line comment that a backslash carries to the next line */
export const LINE_CONTINUED = 11;

export interface QuoteRule {
  readonly quote: string;
  readonly backslash: boolean;
  readonly doubles: boolean;
}

/** How the quoted modes (SINGLE … BACKTICK) end, by mode number. */
export const QUOTE_RULES: readonly (QuoteRule | undefined)[] = [
  undefined,
  { quote: "'", backslash: false, doubles: true },
  { quote: "'", backslash: true, doubles: true },
  { quote: "'", backslash: false, doubles: false },
  { quote: '"', backslash: false, doubles: true },
  { quote: '"', backslash: true, doubles: true },
  { quote: '"', backslash: false, doubles: false },
  { quote: '`', backslash: false, doubles: true },
];

/** The token kind a mode belongs to; a DOUBLE that is a string in its dialect does not exist (Spark's has escapes). */
export const MODE_KINDS: readonly number[] = [
  0,
  STRING,
  STRING,
  STRING,
  QUOTED_IDENTIFIER,
  STRING,
  STRING,
  QUOTED_IDENTIFIER,
  DOLLAR_STRING,
  BLOCK_COMMENT,
  BLOCK_COMMENT,
  LINE_COMMENT,
];
