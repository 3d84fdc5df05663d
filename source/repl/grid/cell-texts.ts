import { cellText, isNumeric, styled, type CellOptions } from '../../results/cell-text.js';
import type { Column, Row } from '../../results/column.js';
import { cutToWidth, displayWidth } from '../../support/width.js';

// More than any column shows, even where a letter carries several marks.
const LONGEST = 800;

interface Measured {
  readonly text: string;
  readonly width: number;
}

/** Cells in words, each made and measured once while its row is at hand: measuring again takes most of a frame. */
export class CellTexts {
  readonly options: CellOptions;
  readonly #columns: readonly Column[];
  readonly #known = new WeakMap<Row, Map<number, Measured>>();

  constructor(columns: readonly Column[], options: CellOptions) {
    this.#columns = columns;
    this.options = { ...options, longest: LONGEST, onScreen: true };
  }

  width(row: Row, index: number): number {
    return this.#of(row, index).width;
  }

  /** The cell exactly as wide as asked for, in the colour of its kind unless `isPlain`. */
  fitted(row: Row, index: number, room: number, ellipsis: string, isPlain: boolean): string {
    const column = this.#columns[index]!;
    const { text, width } = this.#of(row, index);
    const shown = width <= room ? text : cutToWidth(text, room, ellipsis);
    const blanks = ' '.repeat(Math.max(0, room - (width <= room ? width : displayWidth(shown))));
    const drawn = isPlain ? shown : styled(column, row[index] ?? null, shown, this.options.style);
    return isNumeric(column) ? blanks + drawn : drawn + blanks;
  }

  #of(row: Row, index: number): Measured {
    let cells = this.#known.get(row);
    if (!cells) this.#known.set(row, (cells = new Map<number, Measured>()));
    const known = cells.get(index);
    if (known) return known;
    const text = cellText(this.#columns[index]!, row[index] ?? null, this.options);
    const measured = { text, width: displayWidth(text) };
    cells.set(index, measured);
    return measured;
  }
}
