import type { Dialect } from './dialect.js';
import { lexiconOf } from './lexicon.js';
import { BLOCK_NESTED, CLOSED, DOLLAR, LINE_CONTINUED } from './modes.js';
import { Scanner } from './scanner.js';
import { tokenAt, type Token } from './tokens.js';

/** What the next line starts in the middle of; null in nothing. */
interface LineState {
  readonly mode: number;
  readonly depth: number;
  readonly tag: string;
}

interface Line {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly after: LineState | null;
}

/** The lines whose tokens an edit changed: half-open, in numbers of lines after the edit. */
export interface ChangedLines {
  readonly from: number;
  readonly to: number;
}

/** Text by lines with its tokens, kept up to date edit by edit. */
export interface SqlDocument {
  readonly lineCount: number;
  /** All lines anew. */
  update(lines: readonly string[]): ChangedLines;
  /** Puts `lines` in the place of `removed` lines from `from` on; only lines whose meaning changes are read again. */
  edit(from: number, removed: number, lines: readonly string[]): ChangedLines;
  /** The tokens of a line; offsets count from the line's start. A token over many lines is there in pieces. */
  tokens(line: number): readonly Token[];
}

/** A document for an editor: after a keystroke it reads the edited line, and on only while a quote or comment moved. */
export function createDocument(dialect: Dialect): SqlDocument {
  return new LexedDocument(dialect);
}

class LexedDocument implements SqlDocument {
  private lines: Line[] = [];
  private readonly scanner: Scanner;
  private readonly dialect: Dialect;

  constructor(dialect: Dialect) {
    this.dialect = dialect;
    this.scanner = new Scanner(lexiconOf(dialect));
  }

  get lineCount(): number {
    return this.lines.length;
  }

  update(lines: readonly string[]): ChangedLines {
    return this.edit(0, this.lines.length, lines);
  }

  edit(from: number, removed: number, lines: readonly string[]): ChangedLines {
    let state = this.after(from - 1);
    let before = this.after(from + removed - 1);
    const made = lines.map((text) => {
      const line = this.lex(text, state);
      state = line.after;
      return line;
    });
    // Not splice(...made): a pasted 5 MB has more lines than a call may have arguments.
    this.lines = this.lines.slice(0, from).concat(made, this.lines.slice(from + removed));
    let to = from + made.length;
    while (to < this.lines.length && !same(before, state)) {
      const old = this.lines[to]!;
      const line = this.lex(old.text, state);
      this.lines[to++] = line;
      state = line.after;
      before = old.after;
    }
    return { from, to };
  }

  tokens(line: number): readonly Token[] {
    return this.lines[line]?.tokens ?? [];
  }

  private after(line: number): LineState | null {
    return this.lines[line]?.after ?? null;
  }

  private lex(text: string, state: LineState | null): Line {
    const { scanner } = this;
    const tokens: Token[] = [];
    scanner.read(text);
    if (state) {
      scanner.mode = state.mode;
      scanner.depth = state.depth;
      scanner.tag = state.tag;
      scanner.resume(0, 0);
      const rest = tokenAt(scanner, this.dialect);
      // A comment that goes on may end before the first sign of its next line: that line is a lone CR.
      if (rest.end > rest.start) tokens.push(rest);
    }
    while (scanner.next()) tokens.push(tokenAt(scanner, this.dialect));
    return { text, tokens, after: this.stateAtEnd() };
  }

  private stateAtEnd(): LineState | null {
    const { mode, depth, tag, text, lexicon } = this.scanner;
    if (mode === CLOSED) return null;
    if (mode === LINE_CONTINUED && !(lexicon.rules.commentContinues && text.endsWith('\\'))) return null;
    return { mode, depth: mode === BLOCK_NESTED ? depth : 0, tag: mode === DOLLAR ? tag : '' };
  }
}

function same(one: LineState | null, other: LineState | null): boolean {
  if (one === null || other === null) return one === other;
  return one.mode === other.mode && one.depth === other.depth && one.tag === other.tag;
}
