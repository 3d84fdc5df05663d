import { createDocument, type Dialect, type SqlDocument, type TokenKind } from '../sql/index.js';
import { changeBetween, type Lines } from './editor/buffer.js';
import type { Span } from './editor/paint.js';
import { TOKEN_ROLES } from './highlight.js';

const LITERAL: ReadonlySet<TokenKind> = new Set(['string', 'quotedIdentifier', 'comment']);

/** Colours of the text being edited, read anew only from the edited line on. */
export class Highlighter {
  #dialect: Dialect | undefined;
  #document: SqlDocument | undefined;
  #lines: Lines = [];

  /** Follows the text; call it before `spans`. */
  update(lines: Lines, dialect: Dialect): void {
    if (this.#document === undefined || this.#dialect !== dialect) {
      this.#dialect = dialect;
      this.#document = createDocument(dialect);
      this.#document.update(lines);
    } else if (lines !== this.#lines) {
      const { from, removed, inserted } = changeBetween(this.#lines, lines);
      this.#document.edit(from, removed.length, inserted);
    }
    this.#lines = lines;
  }

  /** Whether a place is inside a string, a quoted name or a comment, where brackets mean nothing. */
  isLiteral(row: number, column: number): boolean {
    const token = (this.#document?.tokens(row) ?? []).find(({ start, end }) => start <= column && column < end);
    return token !== undefined && LITERAL.has(token.kind);
  }

  spans(row: number): readonly Span[] {
    const tokens = this.#document?.tokens(row) ?? [];
    return tokens.flatMap(({ kind, start, end }) => {
      const role = kind === 'comment' ? 'comment' : TOKEN_ROLES[kind];
      return role === undefined ? [] : [{ start, end, role }];
    });
  }
}
