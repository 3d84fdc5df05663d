import type { Dialect } from './dialect.js';
import { WORD, isTrivia } from './kinds.js';
import { lexiconOf } from './lexicon.js';
import { Scanner } from './scanner.js';

/** A token that is neither comment nor blank, as the meaning of a statement is read from. */
export interface Lexeme {
  /** see kinds.ts */
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  /** as it is written; words in upper case */
  readonly text: string;
}

const NOTHING: Lexeme = { kind: -1, start: -1, end: -1, text: '' };

/**
 * The tokens of one statement, read as far as somebody asks: what an INSERT of 10 MB does is known after five tokens.
 */
export class Lexemes {
  readonly sql: string;
  readonly dialect: Dialect;
  private readonly scanner: Scanner;
  private readonly seen: Lexeme[] = [];

  constructor(sql: string, dialect: Dialect) {
    this.sql = sql;
    this.dialect = dialect;
    this.scanner = new Scanner(lexiconOf(dialect));
    this.scanner.read(sql);
  }

  /** The token at `index`, or one of kind -1 and text '' behind the last. */
  at(index: number): Lexeme {
    while (this.seen.length <= index) {
      const lexeme = this.scan();
      if (!lexeme) return NOTHING;
      this.seen.push(lexeme);
    }
    return index < 0 ? NOTHING : this.seen[index]!;
  }

  /** The word at `index` in upper case; '' where no word stands. */
  word(index: number): string {
    const lexeme = this.at(index);
    return lexeme.kind === WORD ? lexeme.text : '';
  }

  /** What stands at `index`, when it is neither a word nor quoted: `(`, `;`, `->>`; '' otherwise. */
  sign(index: number): string {
    const lexeme = this.at(index);
    return lexeme.kind === WORD ? '' : lexeme.text;
  }

  private scan(): Lexeme | undefined {
    const { scanner } = this;
    while (scanner.next()) {
      const { kind, start, end } = scanner;
      if (isTrivia(kind)) continue;
      const text = this.sql.slice(start, end);
      return { kind, start, end, text: kind === WORD ? text.toUpperCase() : text };
    }
    return undefined;
  }
}
