import type { Style } from '../support/style.js';
import { terminalSafe } from '../support/terminal-safe.js';
import { cutToWidth, displayWidth } from '../support/width.js';
import { isNumeric, styled } from './cell-text.js';
import type { Cell, Column } from './column.js';

export type Border = 'light' | 'none';

/** One column of a table whose width is settled. */
export interface Slot {
  readonly column: Column;
  readonly width: number;
}

const LEFT_OUT = '…';

/** Draws the lines of a table: names, a rule, rows. `gapAt`: the slot before which the `…` of left-out columns stands. */
export class TableLines {
  readonly #slots: readonly Slot[];
  readonly #gapAt: number | null;
  readonly #border: Border;
  readonly #style: Style;

  constructor(slots: readonly Slot[], gapAt: number | null, border: Border, style: Style) {
    this.#slots = slots;
    this.#gapAt = gapAt;
    this.#border = border;
    this.#style = style;
  }

  /** The lines above the rows. */
  head(types: boolean): string[] {
    const names = this.#slots.map(({ column }) => terminalSafe(column.name));
    const lines = [this.#line(names, (_, text) => this.#style.header(text))];
    if (types) {
      const words = this.#slots.map(({ column }) => terminalSafe(column.typeName));
      lines.push(this.#line(words, (_, text) => this.#style.dim(text)));
    }
    return [...lines, this.#rule()];
  }

  /** One row; `texts` are the cells in words, in the order of the slots. Wider text is cut when `cut` is set. */
  row(cells: readonly Cell[], texts: readonly string[], cut: boolean): string {
    return this.#line(texts, (slot, text) => styled(this.#slots[slot]!.column, cells[slot]!, text, this.#style), cut);
  }

  #line(texts: readonly string[], paint: (slot: number, text: string) => string, cut = true): string {
    let line = this.#border === 'light' ? ' ' : '';
    const between = this.#border === 'light' ? this.#style.frame(' │ ') : '  ';
    const last = this.#slots.length - 1;
    for (let slot = 0; slot <= last; slot++) {
      const { column, width } = this.#slots[slot]!;
      if (slot === this.#gapAt) line += this.#style.dim(LEFT_OUT) + between;
      const text = cut ? cutToWidth(texts[slot]!, width) : texts[slot]!;
      const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
      const painted = paint(slot, text);
      if (isNumeric(column)) line += blanks + painted;
      else line += slot === last && this.#gapAt !== slot + 1 ? painted : painted + blanks;
      if (slot < last) line += between;
    }
    if (this.#gapAt === last + 1) line += between + this.#style.dim(LEFT_OUT);
    return line;
  }

  #rule(): string {
    const light = this.#border === 'light';
    const widths = this.#slots.map(({ width }) => width);
    if (this.#gapAt !== null) widths.splice(this.#gapAt, 0, 1);
    const parts = widths.map((width) => '─'.repeat(width + (light ? 2 : 0)));
    // The last cell has no blank after it, nor has the rule.
    const rule = light ? parts.join('┼').slice(0, -1) : parts.join('  ');
    return this.#style.frame(rule);
  }
}

/** The line that stands for rows that were left out. */
export function moreRows(hidden: number, width: number): string {
  const words = hidden === 1 ? '1 more row' : `${hidden.toLocaleString('en-US')} more rows`;
  return cutToWidth(` ${LEFT_OUT} ${words} ${LEFT_OUT}`, width);
}
