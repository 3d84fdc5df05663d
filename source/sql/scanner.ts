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
  type Lexicon,
} from './lexicon.js';
import {
  BLOCK_COMMENT,
  DOLLAR_STRING,
  LINE_COMMENT,
  NUMBER,
  OPERATOR,
  PARAMETER,
  PUNCTUATION,
  STAGE,
  UNKNOWN,
  VARIABLE,
  WHITESPACE,
  WORD,
} from './kinds.js';
import { BACKTICK, BLOCK, BLOCK_NESTED, CLOSED, DOLLAR, LINE_CONTINUED, MODE_KINDS, QUOTE_RULES } from './modes.js';

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const BLANK = 32;
const DOUBLE_QUOTE = 34;
const DOLLAR_SIGN = 36;
const SINGLE_QUOTE = 39;
const CLOSE_PAREN = 41;
const STAR = 42;
const PLUS = 43;
const COMMA = 44;
const DASH = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const SEMICOLON = 59;
const EQUALS = 61;
const GREATER = 62;
const CLOSE_BRACKET = 93;
const BACKSLASH = 92;
const OPEN_BRACE = 123;

/** Numbers with a fraction, an exponent, a radix or underscores; plain digits take a shorter way. */
const ANY_NUMBER = /0x[0-9a-f_]+|\d[\d_]*(?:\.(?!\.)\d*)?(?:e[+-]?\d+)?|\.\d[\d_]*(?:e[+-]?\d+)?/iy;
const SPARK_NUMBER = /^\d+(e\d*|[lsyfd]|bd)$/i;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/**
 * A cursor over text: `next()` moves it to the next token and says in plain number fields what it is. No object is made
 * for a token (that alone halves the speed of splitting); `tokenize` makes objects for callers that want them.
 *
 * It never throws and never goes back further than the token it stands on, so any text takes linear time. A token that
 * the text ends in the middle of has `mode` ≠ CLOSED; `resume()` goes on with it in longer text or on the next line.
 */
export class Scanner {
  readonly lexicon: Lexicon;
  text = '';
  length = 0;
  /** where the next token starts */
  position = 0;
  kind = WHITESPACE;
  start = 0;
  end = 0;
  /** what the token at hand is still in the middle of; CLOSED when it is whole */
  mode = CLOSED;
  /** what the last quoted token or comment was, finished or not; only meaningful for those kinds */
  form = CLOSED;
  /** how deep nested comments are in `mode` BLOCK_NESTED */
  depth = 0;
  /** the `$tag$` that ends a DOLLAR token */
  tag = '';
  /** with `mode` ≠ CLOSED: up to where an unfinished token is settled whatever text follows */
  settled = 0;

  constructor(lexicon: Lexicon) {
    this.lexicon = lexicon;
  }

  /** Stands before `position` of `text`, in the middle of nothing. */
  read(text: string, position = 0): void {
    this.text = text;
    this.length = text.length;
    this.position = position;
    this.mode = CLOSED;
  }

  /** Goes on with the unfinished token (`mode`, `depth`, `tag` as they are) from `from`; its start becomes `start`. */
  resume(start: number, from: number): void {
    this.start = start;
    this.kind = MODE_KINDS[this.mode]!;
    this.finish(this.mode, from);
    this.position = this.end;
  }

  /** Takes back that a quoted token has ended: the text to come may start with the same quote, which doubles it. */
  reopen(): void {
    this.mode = this.form;
    this.settled = this.end - 1;
  }

  /** Moves to the next token; false at the end of the text. */
  next(): boolean {
    const at = this.position;
    if (at >= this.length) return false;
    this.start = at;
    this.mode = CLOSED;
    const code = this.text.charCodeAt(at);
    if (code >= 128) this.wide(code, at);
    else this.scan(this.lexicon.classes[code]!, code, at);
    this.position = this.end;
    return true;
  }

  private scan(kind: number, code: number, at: number): void {
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
        return this.quoted(this.lexicon.singleMode, at + 1);
      case C_DOUBLE:
        return this.quoted(this.lexicon.doubleMode, at + 1);
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

  private rare(kind: number, at: number): void {
    switch (kind) {
      case C_BACKTICK:
        return this.quoted(BACKTICK, at + 1);
      case C_DOLLAR:
        return this.dollar(at);
      case C_COLON:
        return this.colon(at);
      case C_QUESTION:
        return this.token(PARAMETER, this.skipDigits(at + 1));
      case C_STAGE:
        return this.stage(at);
      case C_AMPERSAND:
        return this.ampersand(at);
      default:
        return this.token(UNKNOWN, at + 1);
    }
  }

  private token(kind: number, end: number): void {
    this.kind = kind;
    this.end = end;
  }

  private at(index: number): number {
    return index < this.length ? this.text.charCodeAt(index) : -1;
  }

  private wide(code: number, at: number): void {
    if (isWideSpace(code)) this.space(at);
    else this.word(at);
  }

  private space(at: number): void {
    let index = at + 1;
    for (; index < this.length; index++) {
      const code = this.text.charCodeAt(index);
      if (code === BLANK || (code >= TAB && code <= RETURN)) continue;
      if (code < 128 || !isWideSpace(code)) break;
    }
    this.token(WHITESPACE, index);
  }

  private wordEnd(from: number): number {
    const { text, length } = this;
    const { inWord } = this.lexicon;
    let index = from;
    for (; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code < 128 ? inWord[code] === 0 : isWideSpace(code)) break;
    }
    return index;
  }

  private word(at: number): void {
    let end = this.wordEnd(at + 1);
    this.token(WORD, end);
    const follower = this.at(end);
    if (follower === SINGLE_QUOTE || follower === DOUBLE_QUOTE) {
      if (end - at === 1) this.prefixed(follower, at);
    } else if (follower === COLON && this.lexicon.rules.bareUrls) {
      if (this.at(end + 1) === SLASH && this.at(end + 2) === SLASH) this.end = this.bareEnd(end + 3);
    } else if (end - at >= 4 && this.lexicon.rules.dollarQuotes === 'plain') {
      end = this.asBeforeDollars(at);
      if (end > 0) this.end = end;
    }
  }

  /** `AS$$` is read as AS and a `$$` body: as an identifier it could only be an error. 0 = not so. */
  private asBeforeDollars(at: number): number {
    const { text } = this;
    if (text.charCodeAt(at + 2) !== DOLLAR_SIGN || text.charCodeAt(at + 3) !== DOLLAR_SIGN) return 0;
    return (text.charCodeAt(at) | 32) === 97 && (text.charCodeAt(at + 1) | 32) === 115 ? at + 2 : 0;
  }

  private prefixed(quote: number, at: number): void {
    const letter = this.text.charCodeAt(at);
    const table = quote === SINGLE_QUOTE ? this.lexicon.singlePrefixes : this.lexicon.doublePrefixes;
    const mode = letter < 128 ? table[letter]! : CLOSED;
    if (mode !== CLOSED) this.quoted(mode, at + 2);
  }

  /** The end of a path or URL that stands without quotes: up to a blank or what can't be part of it. */
  private bareEnd(from: number): number {
    let index = from;
    for (; index < this.length; index++) {
      const code = this.text.charCodeAt(index);
      if (code <= BLANK || code === SEMICOLON || code === COMMA || code === CLOSE_PAREN || code === SINGLE_QUOTE) break;
      if (code >= 128 && isWideSpace(code)) break;
    }
    return index;
  }

  private skipDigits(from: number): number {
    let index = from;
    while (index < this.length && isDigit(this.text.charCodeAt(index))) index++;
    return index;
  }

  private number(at: number): void {
    const end = this.skipDigits(at);
    const word = this.wordEnd(end);
    // Spark: `2024_sales` is an identifier, `12L` and `1e5` are numbers.
    if (word > end && this.lexicon.rules.digitWords) {
      const isNumber = SPARK_NUMBER.test(this.text.slice(at, word));
      return this.token(isNumber ? NUMBER : WORD, isNumber ? this.exponentEnd(word) : word);
    }
    if (word === end && this.at(end) !== DOT) return this.token(NUMBER, end);
    ANY_NUMBER.lastIndex = at;
    this.token(NUMBER, ANY_NUMBER.test(this.text) ? ANY_NUMBER.lastIndex : end);
  }

  /** After `1e` a sign and digits may follow. */
  private exponentEnd(end: number): number {
    const sign = this.at(end);
    if ((sign !== PLUS && sign !== DASH) || (this.at(end - 1) | 32) !== 101) return end;
    const digits = this.skipDigits(end + 1);
    return digits > end + 1 ? digits : end;
  }

  private dot(at: number): void {
    const before = at > 0 ? this.text.charCodeAt(at - 1) : BLANK;
    const next = this.at(at + 1);
    const startsNumber = isDigit(next) && !this.endsOperand(before);
    if (!startsNumber) return this.token(PUNCTUATION, at + 1);
    ANY_NUMBER.lastIndex = at;
    this.token(NUMBER, ANY_NUMBER.test(this.text) ? ANY_NUMBER.lastIndex : at + 1);
  }

  /** Whether a character can only be the last of an operand: what follows it at once is a path, not a new operand. */
  private endsOperand(code: number): boolean {
    if (code >= 128) return !isWideSpace(code);
    if (this.lexicon.inWord[code] === 1) return true;
    return (
      code === SINGLE_QUOTE || code === DOUBLE_QUOTE || code === CLOSE_PAREN || code === CLOSE_BRACKET || code === 96
    );
  }

  private operator(code: number, at: number): void {
    let end = at + 1;
    const next = this.at(end);
    // `<=`, `>=`, `<>`, `!=`, `==`, `=>`, `||`, `<<`, `>>`, `<=>`, `**`, `|>`; one character otherwise.
    if (next === EQUALS || next === GREATER || (next === code && next !== PLUS)) end++;
    if (code === 60 && next === EQUALS && this.at(end) === GREATER) end++;
    this.token(OPERATOR, end);
  }

  private dash(at: number): void {
    const next = this.at(at + 1);
    if (next === DASH) return this.lineComment(at + 2);
    if (next !== GREATER) return this.token(OPERATOR, at + 1);
    this.token(OPERATOR, this.at(at + 2) === GREATER ? at + 3 : at + 2);
  }

  private slash(at: number): void {
    const next = this.at(at + 1);
    if (next === STAR) {
      this.kind = BLOCK_COMMENT;
      this.depth = 1;
      return this.finish(this.lexicon.blockMode, at + 2);
    }
    if (next !== SLASH) return this.token(OPERATOR, at + 1);
    if (this.lexicon.rules.slashComments) return this.lineComment(at + 2);
    this.token(OPERATOR, at + 2);
  }

  private lineComment(from: number): void {
    this.kind = LINE_COMMENT;
    this.finish(LINE_CONTINUED, from);
  }

  private dollar(at: number): void {
    const tagEnd = this.dollarTagEnd(at);
    if (tagEnd > 0) {
      this.kind = DOLLAR_STRING;
      this.tag = this.text.slice(at, tagEnd);
      return this.finish(DOLLAR, tagEnd);
    }
    const end = this.wordEnd(at + 1);
    if (end === at + 1) return this.token(UNKNOWN, end);
    this.token(this.lexicon.rules.dollarWords === 'variable' ? VARIABLE : PARAMETER, end);
  }

  /** The end of `$$` or `$tag$` at `at`; 0 when there is none. A tag is a word without `$` that no digit starts. */
  private dollarTagEnd(at: number): number {
    let index = at + 1;
    if (this.at(index) === DOLLAR_SIGN) return index + 1;
    if (this.lexicon.rules.dollarQuotes !== 'tagged' || isDigit(this.at(index))) return 0;
    const { classes } = this.lexicon;
    for (; index < this.length; index++) {
      const code = this.text.charCodeAt(index);
      if (code === DOLLAR_SIGN) return index + 1;
      if (code < 128 ? classes[code] !== C_WORD && classes[code] !== C_DIGIT : isWideSpace(code)) return 0;
    }
    return 0;
  }

  private colon(at: number): void {
    const next = this.at(at + 1);
    if (next === COLON || next === EQUALS) return this.token(OPERATOR, at + 2);
    if (!this.lexicon.rules.colonParameters || (at > 0 && this.endsOperand(this.text.charCodeAt(at - 1)))) {
      return this.token(OPERATOR, at + 1);
    }
    const end = this.wordEnd(at + 1);
    this.token(end > at + 1 ? PARAMETER : OPERATOR, end);
  }

  private ampersand(at: number): void {
    const braced = this.at(at + 1) === OPEN_BRACE;
    const end = this.wordEnd(braced ? at + 2 : at + 1);
    if (braced && this.at(end) === 125) return this.token(VARIABLE, end + 1);
    this.token(!braced && end > at + 1 ? VARIABLE : OPERATOR, braced ? at + 1 : end);
  }

  /** `@~`, `@%table`, `@db.schema."stage"`, then `/path` up to a blank: a path may hold `--`, `//` and `*`. */
  private stage(at: number): void {
    let index = at + 1;
    const sigil = this.at(index);
    if (sigil === 126 || sigil === 37) index++;
    for (;;) {
      index = this.at(index) === DOUBLE_QUOTE ? this.stageQuoted(index) : this.wordEnd(index);
      if (this.at(index) !== DOT) break;
      index++;
    }
    if (this.at(index) === SLASH) index = this.bareEnd(index);
    this.token(index > at + 1 ? STAGE : OPERATOR, index);
  }

  private stageQuoted(at: number): number {
    // A quoted name has no newline: without this bound a lone quote after each @ would be looked for to the very end.
    for (let index = at + 1; index < this.length; index++) {
      const code = this.text.charCodeAt(index);
      if (code === DOUBLE_QUOTE) return index + 1;
      if (code === NEWLINE) break;
    }
    return at;
  }

  private quoted(mode: number, from: number): void {
    this.kind = MODE_KINDS[mode]!;
    this.finish(mode, from);
  }

  private finish(mode: number, from: number): void {
    this.form = mode;
    if (mode === DOLLAR) this.finishDollar(from);
    else if (mode === BLOCK) this.finishBlock(from);
    else if (mode === BLOCK_NESTED) this.finishNested(from);
    else if (mode === LINE_CONTINUED) this.finishLine(from);
    else if (QUOTE_RULES[mode]!.backslash) this.finishEscaped(mode, from);
    else this.finishQuoted(mode, from);
  }

  private open(mode: number, settled: number): void {
    this.mode = mode;
    this.end = this.length;
    this.settled = settled;
  }

  private close(end: number): void {
    this.mode = CLOSED;
    this.end = end;
  }

  private finishQuoted(mode: number, from: number): void {
    const { quote, doubles } = QUOTE_RULES[mode]!;
    const code = quote.charCodeAt(0);
    let index = from;
    for (;;) {
      const found = this.text.indexOf(quote, index);
      if (found < 0) return this.open(mode, this.length);
      index = found + 1;
      if (!doubles || this.at(index) !== code) return this.close(index);
      index++;
    }
  }

  private finishEscaped(mode: number, from: number): void {
    const { text, length } = this;
    const code = QUOTE_RULES[mode]!.quote.charCodeAt(0);
    let index = from;
    while (index < length) {
      const at = text.charCodeAt(index);
      if (at === BACKSLASH) {
        if (index + 1 >= length) return this.open(mode, index);
        index += 2;
      } else if (at === code) {
        if (this.at(index + 1) !== code) return this.close(index + 1);
        index += 2;
      } else index++;
    }
    this.open(mode, length);
  }

  private finishDollar(from: number): void {
    const found = this.text.indexOf(this.tag, from);
    if (found >= 0) return this.close(found + this.tag.length);
    this.open(DOLLAR, Math.max(from, this.length - this.tag.length + 1));
  }

  private finishBlock(from: number): void {
    const found = this.text.indexOf('*/', from);
    if (found >= 0) return this.close(found + 2);
    this.open(BLOCK, Math.max(from, this.length - 1));
  }

  private finishNested(from: number): void {
    const { text, length } = this;
    let index = from;
    while (index < length - 1) {
      const code = text.charCodeAt(index);
      if (code === STAR && text.charCodeAt(index + 1) === SLASH) {
        index += 2;
        if (--this.depth === 0) return this.close(index);
      } else if (code === SLASH && text.charCodeAt(index + 1) === STAR) {
        index += 2;
        this.depth++;
      } else index++;
    }
    this.open(BLOCK_NESTED, index);
  }

  private finishLine(from: number): void {
    const { text, length } = this;
    const continues = this.lexicon.rules.commentContinues;
    let index = from;
    for (; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code === RETURN) return this.close(index);
      if (code !== NEWLINE) continue;
      if (!continues || text.charCodeAt(index - 1) !== BACKSLASH) return this.close(index);
    }
    this.open(LINE_CONTINUED, length);
  }
}
