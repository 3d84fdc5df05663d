import {
  BACKQUOTE,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  DOLLAR_SIGN,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  NEWLINE,
  OPEN_BRACE,
  PERCENT,
  SINGLE_QUOTE,
  SLASH,
  TILDE,
  isDigit,
} from './codes.js';
import type { Cursor } from './cursor.js';
import { OPERATOR, PARAMETER, STAGE, UNKNOWN, VARIABLE } from './kinds.js';
import { C_DIGIT, C_WORD, isWideSpace } from './lexicon.js';
import { DOLLAR } from './modes.js';

/** `$$…$$`, `$tag$…$tag$`, `$name`, `$1`. */
export function readDollar(cursor: Cursor, at: number): number {
  const tagEnd = dollarTagEnd(cursor, at);
  if (tagEnd > 0) {
    cursor.tag = cursor.text.slice(at, tagEnd);
    return cursor.finish(DOLLAR, tagEnd);
  }
  const end = cursor.wordEnd(at + 1);
  if (end === at + 1) return cursor.token(UNKNOWN, end);
  return cursor.token(cursor.lexicon.rules.dollarWords === 'variable' ? VARIABLE : PARAMETER, end);
}

/** The end of `$$` or `$tag$` at `at`; 0 when there is none. A tag is a word without `$` that no digit starts. */
function dollarTagEnd(cursor: Cursor, at: number): number {
  let index = at + 1;
  if (cursor.at(index) === DOLLAR_SIGN) return index + 1;
  const { rules, classes } = cursor.lexicon;
  if (rules.dollarQuotes !== 'tagged' || isDigit(cursor.at(index))) return 0;
  for (; index < cursor.length; index++) {
    const code = cursor.text.charCodeAt(index);
    if (code === DOLLAR_SIGN) return index + 1;
    if (code < 128 ? classes[code] !== C_WORD && classes[code] !== C_DIGIT : isWideSpace(code)) return 0;
  }
  return 0;
}

/** `::`, `:=`, `:name` where no operand ends right before it, or a lone `:`. */
export function readColon(cursor: Cursor, at: number): number {
  const next = cursor.at(at + 1);
  if (next === COLON || next === EQUALS) return cursor.token(OPERATOR, at + 2);
  const isPath = at > 0 && endsOperand(cursor, cursor.text.charCodeAt(at - 1));
  const end = cursor.lexicon.rules.colonParameters && !isPath ? cursor.wordEnd(at + 1) : at + 1;
  return cursor.token(end > at + 1 ? PARAMETER : OPERATOR, end);
}

/** Whether a character can only be the last of an operand: what follows it at once is a path, not a new operand. */
export function endsOperand({ lexicon }: Cursor, code: number): boolean {
  if (code >= 128) return !isWideSpace(code);
  if (lexicon.inWord[code] === 1 || code === SINGLE_QUOTE || code === DOUBLE_QUOTE) return true;
  return code === CLOSE_PAREN || code === CLOSE_BRACKET || code === BACKQUOTE;
}

/** SnowSQL's `&name` and `&{name}`. */
export function readAmpersand(cursor: Cursor, at: number): number {
  if (cursor.at(at + 1) === OPEN_BRACE) {
    const end = cursor.wordEnd(at + 2);
    return cursor.at(end) === CLOSE_BRACE ? cursor.token(VARIABLE, end + 1) : cursor.token(OPERATOR, at + 1);
  }
  const end = cursor.wordEnd(at + 1);
  return cursor.token(end > at + 1 ? VARIABLE : OPERATOR, end);
}

/** `@~`, `@%table`, `@db.schema."stage"`, then `/path` up to a blank: a path may hold `--`, `//` and `*`. */
export function readStage(cursor: Cursor, at: number): number {
  let index = at + 1;
  const sigil = cursor.at(index);
  if (sigil === TILDE || sigil === PERCENT) index++;
  for (;;) {
    index = cursor.at(index) === DOUBLE_QUOTE ? stageNameEnd(cursor, index) : cursor.wordEnd(index);
    if (cursor.at(index) !== DOT) break;
    index++;
  }
  if (cursor.at(index) === SLASH) index = cursor.bareEnd(index);
  return cursor.token(index > at + 1 ? STAGE : OPERATOR, index);
}

/** The end of a quoted stage name. It stays on its line: else a lone quote behind each @ would be looked for to the end. */
function stageNameEnd(cursor: Cursor, at: number): number {
  for (let index = at + 1; index < cursor.length; index++) {
    const code = cursor.text.charCodeAt(index);
    if (code === DOUBLE_QUOTE) return index + 1;
    if (code === NEWLINE) break;
  }
  return at;
}
