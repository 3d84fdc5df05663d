import { DIALECTS, type Dialect } from './dialect.js';
import { KIND_NAMES, LINE_COMMENT, WORD, type TokenKind } from './kinds.js';
import { lexiconOf } from './lexicon.js';
import { CLOSED } from './modes.js';
import { Scanner } from './scanner.js';

/** A token, comment or stretch of blanks; half-open UTF-16 offsets. Tokens of a text lie end to end and cover it. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** false for a quote, body or bracketed comment that the text (or, in a document, the line) ends in the middle of */
  readonly terminated: boolean;
}

/** All tokens of a text, blanks and comments included. Never throws; linear. */
export function tokenize(sql: string, dialect: Dialect): Token[] {
  const scanner = new Scanner(lexiconOf(dialect));
  const tokens: Token[] = [];
  scanner.read(sql);
  while (scanner.next()) tokens.push(tokenAt(scanner, dialect));
  return tokens;
}

/** The token `scanner` stands on, as an object. */
export function tokenAt(scanner: Scanner, dialect: Dialect): Token {
  const { kind, start, end } = scanner;
  return {
    kind: kind === WORD && isKeyword(scanner, dialect) ? 'keyword' : KIND_NAMES[kind]!,
    start,
    end,
    terminated: scanner.mode === CLOSED || kind === LINE_COMMENT,
  };
}

/** A word of the dialect's list, unless a `.` before it says that it is a name. */
function isKeyword({ text, start, end }: Scanner, dialect: Dialect): boolean {
  if (end - start > 24 || (start > 0 && text.charAt(start - 1) === '.')) return false;
  return DIALECTS[dialect].keywords.has(text.slice(start, end).toUpperCase());
}
