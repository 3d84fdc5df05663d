import { createDocument, type Dialect, type SqlDocument } from '../sql/index.js';
import { changeBetween, type Lines } from './editor/buffer.js';
import type { Span } from './editor/paint.js';
import { TOKEN_ROLES } from './highlight.js';

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

  spans(row: number): readonly Span[] {
    const tokens = this.#document?.tokens(row) ?? [];
    return tokens.flatMap(({ kind, start, end }) => {
      const role = kind === 'comment' ? 'comment' : TOKEN_ROLES[kind];
      return role === undefined ? [] : [{ start, end, role }];
    });
  }
}
