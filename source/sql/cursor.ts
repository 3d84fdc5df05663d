import {
  BACKSLASH,
  BLANK,
  CLOSE_PAREN,
  COMMA,
  NEWLINE,
  RETURN,
  SEMICOLON,
  SINGLE_QUOTE,
  SLASH,
  STAR,
  isDigit,
} from './codes.js';
import { WHITESPACE } from './kinds.js';
import { isWideSpace, type Lexicon } from './lexicon.js';
import { BLOCK, BLOCK_NESTED, CLOSED, DOLLAR, LINE_CONTINUED, MODE_KINDS, QUOTE_RULES } from './modes.js';

/**
 * A place in a text, what token stands there, and how the tokens that may run over many lines come to their end. All
 * state is in plain number fields: a token makes no object. Methods that read a token return where it ends.
 */
export class Cursor {
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
  /** the mode of the last quoted token or comment, whole or not */
  form = CLOSED;
  /** how deep nested comments are in `mode` BLOCK_NESTED */
  depth = 0;
  /** the `$tag$` that ends a DOLLAR token */
  tag = '';
  /** with `mode` ≠ CLOSED: up to where the unfinished token is settled, whatever text follows */
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
    this.position = this.end = this.finish(this.mode, from);
  }

  /** Takes back that a quoted token has ended: the text to come may start with the same quote, which doubles it. */
  reopen(): void {
    this.mode = this.form;
    this.settled = this.end - 1;
  }

  /** The character code at `index`; -1 behind the text. */
  at(index: number): number {
    return index < this.length ? this.text.charCodeAt(index) : -1;
  }

  /** Sets the kind of the token and returns its end: for tokens that are whole where they stand. */
  token(kind: number, end: number): number {
    this.kind = kind;
    return end;
  }

  /** Where a word that goes on at `from` ends. */
  wordEnd(from: number): number {
    const { text, length } = this;
    const { inWord } = this.lexicon;
    let index = from;
    for (; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code < 128 ? inWord[code] === 0 : isWideSpace(code)) break;
    }
    return index;
  }

  skipDigits(from: number): number {
    let index = from;
    while (index < this.length && isDigit(this.text.charCodeAt(index))) index++;
    return index;
  }

  /** The end of a path or URL that stands without quotes: up to a blank or what can't be part of it. */
  bareEnd(from: number): number {
    let index = from;
    for (; index < this.length; index++) {
      const code = this.text.charCodeAt(index);
      if (code <= BLANK || code === SEMICOLON || code === COMMA || code === CLOSE_PAREN || code === SINGLE_QUOTE) break;
      if (code >= 128 && isWideSpace(code)) break;
    }
    return index;
  }

  /** Reads a quoted token or comment of this mode whose inside goes on at `from`; returns its end. */
  finish(mode: number, from: number): number {
    this.form = mode;
    this.kind = MODE_KINDS[mode]!;
    if (mode === DOLLAR) return this.finishDollar(from);
    if (mode === BLOCK) return this.finishBlock(from);
    if (mode === BLOCK_NESTED) return this.finishNested(from);
    if (mode === LINE_CONTINUED) return this.finishLine(from);
    return QUOTE_RULES[mode]!.backslash ? this.finishEscaped(mode, from) : this.finishQuoted(mode, from);
  }

  private unfinished(mode: number, settled: number): number {
    this.mode = mode;
    this.settled = settled;
    return this.length;
  }

  private whole(end: number): number {
    this.mode = CLOSED;
    return end;
  }

  private finishQuoted(mode: number, from: number): number {
    const { quote, doubles } = QUOTE_RULES[mode]!;
    const code = quote.charCodeAt(0);
    let index = from;
    for (;;) {
      const found = this.text.indexOf(quote, index);
      if (found < 0) return this.unfinished(mode, this.length);
      index = found + 1;
      if (!doubles || this.at(index) !== code) return this.whole(index);
      index++;
    }
  }

  private finishEscaped(mode: number, from: number): number {
    const { text, length } = this;
    const code = QUOTE_RULES[mode]!.quote.charCodeAt(0);
    let index = from;
    while (index < length) {
      const at = text.charCodeAt(index);
      if (at === BACKSLASH) {
        if (index + 1 >= length) return this.unfinished(mode, index);
        index += 2;
      } else if (at === code) {
        if (this.at(index + 1) !== code) return this.whole(index + 1);
        index += 2;
      } else index++;
    }
    return this.unfinished(mode, length);
  }

  private finishDollar(from: number): number {
    const found = this.text.indexOf(this.tag, from);
    if (found >= 0) return this.whole(found + this.tag.length);
    return this.unfinished(DOLLAR, Math.max(from, this.length - this.tag.length + 1));
  }

  private finishBlock(from: number): number {
    const found = this.text.indexOf('*/', from);
    if (found >= 0) return this.whole(found + 2);
    return this.unfinished(BLOCK, Math.max(from, this.length - 1));
  }

  private finishNested(from: number): number {
    const { text, length } = this;
    let index = from;
    while (index < length - 1) {
      const code = text.charCodeAt(index);
      const next = text.charCodeAt(index + 1);
      if (code === STAR && next === SLASH) {
        index += 2;
        if (--this.depth === 0) return this.whole(index);
      } else if (code === SLASH && next === STAR) {
        index += 2;
        this.depth++;
      } else index++;
    }
    return this.unfinished(BLOCK_NESTED, index);
  }

  private finishLine(from: number): number {
    const { text, length } = this;
    const continues = this.lexicon.rules.commentContinues;
    for (let index = from; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code === RETURN) return this.whole(index);
      if (code !== NEWLINE) continue;
      if (!continues || text.charCodeAt(index - 1) !== BACKSLASH) return this.whole(index);
    }
    return this.unfinished(LINE_CONTINUED, length);
  }
}
