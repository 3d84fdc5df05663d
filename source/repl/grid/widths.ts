import type { Column, Row } from '../../results/column.js';
import { terminalSafe } from '../../support/terminal-safe.js';
import { displayWidth } from '../../support/width.js';
import type { CellTexts } from './cell-texts.js';

// A text column starts no wider: three or four of them fit on a screen. `+` makes it wider.
const WIDEST_TEXT = 40;
const WIDEST = 200;
const NARROWEST = 3;
const SAMPLE = 60;
const CUT_KINDS: ReadonlySet<string> = new Set(['text', 'json', 'binary', 'other']);

/** How wide each column is: by its first rows, wider when what is seen needs it, or as the person wants. */
export class ColumnWidths {
  readonly #columns: readonly Column[];
  readonly #texts: CellTexts;
  readonly #widths = new Map<number, number>();
  readonly #chosen = new Map<number, number>();
  #sample: readonly Row[] = [];

  constructor(columns: readonly Column[], texts: CellTexts) {
    this.#columns = columns;
    this.#texts = texts;
  }

  /** The rows to measure by; once there are some, they are not replaced. */
  measureBy(rows: readonly Row[]): void {
    if (this.#sample.length > 0 || rows.length === 0) return;
    this.#sample = rows.slice(0, SAMPLE);
    this.#widths.clear();
  }

  of(index: number): number {
    const chosen = this.#chosen.get(index);
    if (chosen !== undefined) return chosen;
    const known = this.#widths.get(index) ?? this.#measure(index, this.#sample);
    this.#widths.set(index, known);
    return known;
  }

  /** Makes room for what is seen of a column; it never gets narrower by itself. */
  grow(index: number, rows: readonly Row[]): void {
    this.#widths.set(index, Math.max(this.of(index), this.#measure(index, rows)));
  }

  /** Wide enough for the name of its type, too. */
  ofTyped(index: number): number {
    const type = displayWidth(terminalSafe(this.#columns[index]!.typeName));
    return this.#chosen.get(index) ?? Math.max(this.of(index), Math.min(type, WIDEST_TEXT));
  }

  /** Wider or narrower than it is, by so much. */
  change(index: number, by: number): void {
    this.#chosen.set(index, Math.min(WIDEST, Math.max(NARROWEST, this.of(index) + by)));
  }

  #measure(index: number, rows: readonly Row[]): number {
    const column = this.#columns[index]!;
    // Two more for the sign of the order it may be sorted in.
    const title = Math.min(displayWidth(terminalSafe(column.name)) + 2, WIDEST_TEXT);
    const most = CUT_KINDS.has(column.kind) ? WIDEST_TEXT : WIDEST;
    let width = title;
    for (const row of rows) {
      width = Math.max(width, Math.min(most, this.#texts.width(row, index)));
    }
    return Math.max(NARROWEST, width);
  }
}
