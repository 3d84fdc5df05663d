import { PLAIN_STYLE } from '../../support/style.js';
import { terminalSafe } from '../../support/terminal-safe.js';
import { displayWidth } from '../../support/width.js';
import { cellText, type CellOptions } from '../cell-text.js';
import type { Batch, Column, Row } from '../column.js';
import { TableLines } from '../table-lines.js';
import type { FormatOptions, TextFormat, Writer } from './format.js';

/** The aligned table with everything in it, for pipes and files. For eyes: controls are shown as symbols. */
export const table: TextFormat = {
  name: 'table',
  extensions: ['txt'],
  many: true,
  binary: false,
  forEyes: true,
  help: 'an aligned table; fitted to the width on a terminal, complete in a pipe',
  writer,
};

// Widths are taken from so many rows, then rows are printed as they come: the first long before the last is fetched.
const ROWS_MEASURED = 1_000;

/** Widths come from the first rows; a wider cell that comes later pushes its line to the right and is never cut. */
function writer(options: FormatOptions): Writer {
  const { nullText = 'NULL', style = PLAIN_STYLE, digitGroups = false } = options;
  const cells: CellOptions = { style, nullText, digitGroups };
  let known: readonly Column[] = [];
  let waiting: Row[] = [];
  let lines: TableLines | null = null;
  let results = 0;
  const open = () => {
    lines = new TableLines(slotsFor(known, waiting, cells, options), null, options.border ?? 'light', style);
    const opening = known.length === 0 ? [] : lines.head(options.types ?? false);
    const text = opening.map((line) => `${line}\n`).join('') + print(lines, known, waiting, cells);
    waiting = [];
    return text;
  };
  return {
    start(columns) {
      [known, waiting, lines] = [columns, [], null];
      return results++ > 0 ? '\n' : '';
    },
    rows(batch) {
      if (lines) return print(lines, known, batch, cells);
      waiting = waiting.concat(batch);
      return waiting.length >= ROWS_MEASURED ? open() : '';
    },
    end: () => (lines ? '' : open()),
  };
}

function print(lines: TableLines, columns: readonly Column[], batch: Batch, cells: CellOptions): string {
  let text = '';
  for (const row of batch) {
    const words = columns.map((column, index) => cellText(column, row[index] ?? null, cells));
    text += `${lines.row(row, words, false)}\n`;
  }
  return text;
}

function slotsFor(columns: readonly Column[], rows: readonly Row[], cells: CellOptions, { types }: FormatOptions) {
  return columns.map((column, index) => {
    const words = [terminalSafe(column.name), ...(types ? [terminalSafe(column.typeName)] : [])];
    const measured = rows.slice(0, ROWS_MEASURED).map((row) => cellText(column, row[index] ?? null, cells));
    return { column, width: [...words, ...measured].reduce((most, text) => Math.max(most, displayWidth(text)), 1) };
  });
}
