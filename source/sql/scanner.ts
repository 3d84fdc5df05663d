import {
  BLANK,
  COLON,
  DASH,
  DOLLAR_SIGN,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  GREATER,
  LESS,
  PLUS,
  RETURN,
  SINGLE_QUOTE,
  SLASH,
  STAR,
  TAB,
  isDigit,
} from './codes.js';
import { Cursor } from './cursor.js';
import { NUMBER, OPERATOR, PARAMETER, PUNCTUATION, UNKNOWN, WHITESPACE, WORD } from './kinds.js';
import {
  C_AMPERSAND,
  C_BACKTICK,
  C_COLON,
  C_DASH,
  C_DIGIT,
  C_DOLLAR,
  C_DOT,
  C_DOUBLE,
  C_OPERATOR,
  C_PUNCTUATION,
  C_QUESTION,
  C_SINGLE,
  C_SLASH,
  C_SPACE,
  C_STAGE,
  C_WORD,
  isWideSpace,
} from './lexicon.js';
import { BACKTICK, CLOSED, LINE_CONTINUED } from './modes.js';
import { endsOperand, readAmpersand, readColon, readDollar, readStage } from './sigils.js';

/** Numbers with a fraction, an exponent, a radix or underscores; plain digits take a shorter way. */
const ANY_NUMBER = /0x[0-9a-f_]+|\d[\d_]*(?:\.(?!\.)\d*)?(?:e[+-]?\d+)?|\.\d[\d_]*(?:e[+-]?\d+)?/iy;
const SPARK_NUMBER = /^\d+(e\d*|[lsyfd]|bd)$/i;
const LETTER_A = 97;
const LETTER_E = 101;
const LETTER_S = 115;
const LOWER = 32;

/**
 * Reads text token by token: `next()` moves to the next one and says in the fields of {@link Cursor} what it is. No
 * object is made for a token (that alone halves the speed of splitting); `tokenize` makes them for those who want them.
 *
 * It never throws and never goes back further than the token it stands on, so any text takes linear time. A token that
 * the text ends in the middle of has `mode` ≠ CLOSED; `resume()` goes on with it in longer text or on the next line.
 */
export class Scanner extends Cursor {
  /** Moves to the next token; false at the end of the text. */
  next(): boolean {
    const at = this.position;
    if (at >= this.length) return false;
    this.start = at;
    this.mode = CLOSED;
    const code = this.text.charCodeAt(at);
    this.position = this.end = code < 128 ? this.scan(this.lexicon.classes[code]!, code, at) : this.wide(code, at);
    return true;
  }

  private scan(kind: number, code: number, at: number): number {
    switch (kind) {
      case C_WORD:
        return this.word(at);
      case C_SPACE:
        return this.space(at);
      case C_PUNCTUATION:
        return this.token(PUNCTUATION, at + 1);
      case C_OPERATOR:
        return this.operator(code, at);
      case C_DIGIT:
        return this.number(at);
      case C_SINGLE:
        return this.finish(this.lexicon.singleMode, at + 1);
      case C_DOUBLE:
        return this.finish(this.lexicon.doubleMode, at + 1);
      case C_DOT:
        return this.dot(at);
      case C_DASH:
        return this.dash(at);
      case C_SLASH:
        return this.slash(at);
      default:
        return this.rare(kind, at);
    }
  }

  private rare(kind: number, at: number): number {
    switch (kind) {
      case C_BACKTICK:
        return this.finish(BACKTICK, at + 1);
      case C_DOLLAR:
        return readDollar(this, at);
      case C_COLON:
        return readColon(this, at);
      case C_QUESTION:
        return this.token(PARAMETER, this.skipDigits(at + 1));
      case C_STAGE:
        return readStage(this, at);
      case C_AMPERSAND:
        return readAmpersand(this, at);
      default:
        return this.token(UNKNOWN, at + 1);
    }
  }

  private wide(code: number, at: number): number {
    return isWideSpace(code) ? this.space(at) : this.word(at);
  }

  private space(at: number): number {
    let index = at + 1;
    for (; index < this.length; index++) {
      const code = this.text.charCodeAt(index);
      if (code === BLANK || (code >= TAB && code <= RETURN)) continue;
      if (code < 128 || !isWideSpace(code)) break;
    }
    return this.token(WHITESPACE, index);
  }

  private word(at: number): number {
    const end = this.token(WORD, this.wordEnd(at + 1));
    const follower = this.at(end);
    if (follower === SINGLE_QUOTE || follower === DOUBLE_QUOTE)
      return end - at === 1 ? this.prefixed(follower, at) : end;
    const { bareUrls, dollarQuotes } = this.lexicon.rules;
    if (follower === COLON && bareUrls && this.at(end + 1) === SLASH && this.at(end + 2) === SLASH) {
      return this.bareEnd(end + 3);
    }
    return dollarQuotes === 'plain' && end - at >= 4 && this.isAsBeforeDollars(at) ? at + 2 : end;
  }

  /** `AS$$` is read as AS and a `$$` body: as an identifier it could only be an error. */
  private isAsBeforeDollars(at: number): boolean {
    const { text } = this;
    if (text.charCodeAt(at + 2) !== DOLLAR_SIGN || text.charCodeAt(at + 3) !== DOLLAR_SIGN) return false;
    return (text.charCodeAt(at) | LOWER) === LETTER_A && (text.charCodeAt(at + 1) | LOWER) === LETTER_S;
  }

  /** A letter before a quote: `E'…'`, `r"…"`, or a word of its own. */
  private prefixed(quote: number, at: number): number {
    const letter = this.text.charCodeAt(at);
    const table = quote === SINGLE_QUOTE ? this.lexicon.singlePrefixes : this.lexicon.doublePrefixes;
    const mode = letter < 128 ? table[letter]! : CLOSED;
    return mode === CLOSED ? at + 1 : this.finish(mode, at + 2);
  }

  private number(at: number): number {
    const end = this.skipDigits(at);
    const word = this.wordEnd(end);
    // Spark: `2024_sales` is an identifier, `12L` and `1e5` are numbers.
    if (word > end && this.lexicon.rules.digitWords) {
      const isNumber = SPARK_NUMBER.test(this.text.slice(at, word));
      return this.token(isNumber ? NUMBER : WORD, isNumber ? this.exponentEnd(word) : word);
    }
    return word === end && this.at(end) !== DOT ? this.token(NUMBER, end) : this.anyNumber(at);
  }

  private anyNumber(at: number): number {
    ANY_NUMBER.lastIndex = at;
    return this.token(NUMBER, ANY_NUMBER.test(this.text) ? ANY_NUMBER.lastIndex : at + 1);
  }

  /** After `1e` a sign and digits may follow. */
  private exponentEnd(end: number): number {
    const sign = this.at(end);
    if ((sign !== PLUS && sign !== DASH) || (this.at(end - 1) | LOWER) !== LETTER_E) return end;
    const digits = this.skipDigits(end + 1);
    return digits > end + 1 ? digits : end;
  }

  private dot(at: number): number {
    const before = at > 0 ? this.text.charCodeAt(at - 1) : BLANK;
    const startsNumber = isDigit(this.at(at + 1)) && !endsOperand(this, before);
    return startsNumber ? this.anyNumber(at) : this.token(PUNCTUATION, at + 1);
  }

  private operator(code: number, at: number): number {
    let end = at + 1;
    const next = this.at(end);
    // `<=`, `>=`, `<>`, `!=`, `==`, `=>`, `||`, `<<`, `>>`, `<=>`, `**`, `|>`; one character otherwise.
    if (next === EQUALS || next === GREATER || (next === code && next !== PLUS)) end++;
    if (code === LESS && next === EQUALS && this.at(end) === GREATER) end++;
    return this.token(OPERATOR, end);
  }

  private dash(at: number): number {
    const next = this.at(at + 1);
    if (next === DASH) return this.finish(LINE_CONTINUED, at + 2);
    if (next !== GREATER) return this.token(OPERATOR, at + 1);
    return this.token(OPERATOR, this.at(at + 2) === GREATER ? at + 3 : at + 2);
  }

  private slash(at: number): number {
    const next = this.at(at + 1);
    if (next === STAR) {
      this.depth = 1;
      return this.finish(this.lexicon.blockMode, at + 2);
    }
    if (next !== SLASH) return this.token(OPERATOR, at + 1);
    return this.lexicon.rules.slashComments ? this.finish(LINE_CONTINUED, at + 2) : this.token(OPERATOR, at + 2);
  }
}
