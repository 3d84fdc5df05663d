import { BlockTracker } from './blocks.js';
import { DOT, DOUBLE_QUOTE, SEMICOLON } from './codes.js';
import type { Dialect } from './dialect.js';
import {
  BLOCK_COMMENT,
  DOLLAR_STRING,
  OPERATOR,
  PUNCTUATION,
  QUOTED_IDENTIFIER,
  STAGE,
  STRING,
  WHITESPACE,
  WORD,
} from './kinds.js';
import { lexiconOf } from './lexicon.js';
import { CLOSED } from './modes.js';
import { Scanner } from './scanner.js';
import type { StatementText } from './split.js';

/** Splits text that arrives in pieces; offsets count from the start of the first piece. */
export interface Splitter {
  /** The statements that this piece completes. A piece may break anywhere, also inside a token. */
  push(chunk: string): StatementText[];
  /** The text is over: the statement that no `;` ended, if there is one. */
  end(): StatementText[];
}

/** An unfinished word longer than this is read again only once it has doubled, so that any chunks take linear time. */
const LONG_TOKEN = 4096;

/**
 * A splitter for text that arrives in pieces (stdin). It gives what `splitStatements` gives for the whole text, however
 * the text was cut; a statement is given as soon as its `;` has arrived. It keeps the unfinished statement only.
 */
export function createSplitter(dialect: Dialect): Splitter {
  return new StreamSplitter(dialect);
}

class StreamSplitter implements Splitter {
  private readonly scanner: Scanner;
  private readonly tracker: BlockTracker;
  private found: StatementText[] = [];
  private buffer = '';
  /** where the buffer stands in the whole text */
  private base = 0;
  private first = -1;
  private last = 0;
  private over = false;
  private lookAgainAt = 0;

  constructor(dialect: Dialect) {
    const lexicon = lexiconOf(dialect);
    this.scanner = new Scanner(lexicon);
    this.tracker = new BlockTracker(lexicon.rules);
  }

  push(chunk: string): StatementText[] {
    this.buffer += chunk;
    return this.buffer.length >= this.lookAgainAt ? this.advance() : [];
  }

  end(): StatementText[] {
    this.over = true;
    this.advance();
    this.emit();
    return this.found;
  }

  private advance(): StatementText[] {
    const { scanner } = this;
    this.found = [];
    scanner.text = this.buffer;
    scanner.length = this.buffer.length;
    this.lookAgainAt = 0;
    if (scanner.mode !== CLOSED) {
      scanner.resume(scanner.start, scanner.settled);
      if (!this.settle()) return this.forget();
    }
    while (scanner.next()) if (!this.settle()) break;
    return this.forget();
  }

  /** Takes the token at hand, unless the text to come could still change it. */
  private settle(): boolean {
    const { scanner } = this;
    if (!this.over && this.uncertain()) {
      return scanner.mode === CLOSED ? this.putBack() : false;
    }
    const { kind } = scanner;
    if (kind <= BLOCK_COMMENT && (kind !== BLOCK_COMMENT || scanner.mode === CLOSED)) return true;
    if (kind === PUNCTUATION && this.buffer.charCodeAt(scanner.start) === SEMICOLON) {
      if (this.tracker.semicolon()) this.emit();
      return true;
    }
    if (this.first < 0) this.first = scanner.start;
    this.last = scanner.end;
    if (!this.tracker.idle) this.tracker.take(scanner);
    return true;
  }

  /** Whether the text to come could still change the token at hand. */
  private uncertain(): boolean {
    const { kind, start, end, length, mode } = this.scanner;
    if (kind === WORD && length - end <= 2) return '://'.startsWith(this.buffer.slice(end));
    if (end < length) return (kind === STAGE || kind === OPERATOR) && this.inStageName(end);
    if (kind === PUNCTUATION) return this.buffer.charCodeAt(start) === DOT;
    return mode !== CLOSED || (kind !== WHITESPACE && kind !== BLOCK_COMMENT && kind !== DOLLAR_STRING);
  }

  /** `@db."my st` is one token only once the quote closes, which it does on its line. */
  private inStageName(end: number): boolean {
    if (!this.scanner.lexicon.rules.stages || this.buffer.charCodeAt(end) !== DOUBLE_QUOTE) return false;
    return !/["\n]/.test(this.buffer.slice(end + 1));
  }

  private putBack(): false {
    const { scanner } = this;
    if (scanner.kind === STRING || scanner.kind === QUOTED_IDENTIFIER) {
      scanner.reopen();
      return false;
    }
    scanner.position = scanner.start;
    const length = scanner.length - scanner.start;
    if (length > LONG_TOKEN) this.lookAgainAt = scanner.length + length;
    return false;
  }

  private emit(): void {
    if (this.first >= 0) {
      const { first, last, base } = this;
      this.found.push({ text: this.buffer.slice(first, last), start: base + first, end: base + last });
    }
    this.first = -1;
  }

  /** Lets go of the text before the statement at hand. */
  private forget(): StatementText[] {
    const { scanner } = this;
    const pending = scanner.mode === CLOSED ? scanner.position : scanner.start;
    // One character is kept: what `:`, `.` and digits mean depends on the one before.
    const cut = Math.max(0, (this.first >= 0 ? this.first : pending) - 1);
    if (cut > 0) {
      this.buffer = this.buffer.slice(cut);
      this.base += cut;
      this.last -= cut;
      scanner.start -= cut;
      scanner.position -= cut;
      scanner.settled -= cut;
      if (this.first >= 0) this.first -= cut;
      if (this.lookAgainAt > 0) this.lookAgainAt -= cut;
    }
    return this.found;
  }
}
