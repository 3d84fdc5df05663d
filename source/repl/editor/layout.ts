import { terminalSafe } from '../../support/terminal-safe.js';
import { displayWidth, graphemes } from '../../support/width.js';

/** A row of the screen: the part `start`…`end` (UTF-16, half-open) of a line. */
export interface ScreenRow {
  readonly start: number;
  readonly end: number;
}

/** Tabs are drawn up to the next multiple of four, and stay tabs in the text. */
const TAB = 4;
/**
 * Lines are laid out in blocks that start a row of their own, so that a key in a line of 5 MB costs one block and not
 * the line. Only lines with other than ASCII text show it: a row now and then ends early.
 */
const BLOCK = 4096;
const ASCII = /^[\x20-\x7e]*$/;

/** The row of the screen that holds a column of a line. At a row's end the caret stands on the next row. */
export function rowAround(line: string, column: number, width: number): ScreenRow {
  const block = blockAround(line, column, width);
  let row: ScreenRow = { start: block.start, end: block.start };
  do row = rowFrom(line, row.end, block.end, width);
  while (row.end <= column && row.end < block.end);
  // A caret behind the last cell of a full row needs a row of its own.
  if (column === line.length && row.end === column && isFull(line, row, width)) return { start: column, end: column };
  return row;
}

export function rowBefore(line: string, row: ScreenRow, width: number): ScreenRow | undefined {
  if (row.start === 0) return undefined;
  const before = blockAround(line, row.start - 1, width);
  let found: ScreenRow = { start: before.start, end: before.start };
  do found = rowFrom(line, found.end, before.end, width);
  while (found.end < row.start);
  return found;
}

export function rowAfter(line: string, row: ScreenRow, width: number): ScreenRow | undefined {
  if (row.end < line.length) return rowFrom(line, row.end, blockAround(line, row.end, width).end, width);
  return row.start < row.end && isFull(line, row, width) ? { start: row.end, end: row.end } : undefined;
}

/** How many columns a place is from the left of its row. */
export function columnsBefore(line: string, row: ScreenRow, column: number): number {
  return shown(line.slice(row.start, Math.min(column, row.end))).reduce((sum, cell) => sum + cell.width, 0);
}

/** The place in a row at so many columns from its left, or before it where a wide character stands. */
export function placeAtColumn(line: string, row: ScreenRow, columns: number, width: number): number {
  let place = row.start;
  let used = 0;
  for (const cell of shown(line.slice(row.start, row.end))) {
    if (used + cell.width > columns) break;
    used += cell.width;
    place += cell.source.length;
  }
  // The end of a full row is the start of the next one.
  const last = place === row.end && row.end > row.start && (place < line.length || isFull(line, row, width));
  return last ? place - shown(line.slice(row.start, row.end)).at(-1)!.source.length : place;
}

/** A grapheme as the terminal may show it. */
export interface Cell {
  readonly source: string;
  readonly text: string;
  readonly width: number;
}

/** The cells of a part of a line that starts a row. */
export function shown(part: string): readonly Cell[] {
  let column = 0;
  return graphemes(part).map((source) => {
    const text = source === '\t' ? ' '.repeat(TAB - (column % TAB)) : terminalSafe(source);
    const width = displayWidth(text);
    column += width;
    return { source, text, width };
  });
}

function rowFrom(line: string, start: number, limit: number, width: number): ScreenRow {
  const part = line.slice(start, Math.min(limit, start + width * 8));
  if (ASCII.test(part)) return { start, end: Math.min(limit, start + width) };
  let used = 0;
  let end = start;
  for (const cell of shown(part)) {
    used += cell.width;
    // One cell is taken even where it is wider than the row: the layout has to move on.
    if (used > width && end > start) break;
    end += cell.source.length;
  }
  return { start, end };
}

function blockAround(line: string, column: number, width: number): ScreenRow {
  // A multiple of the width: plain text is cut where its rows end anyway.
  const size = Math.max(1, Math.floor(BLOCK / width)) * width;
  const index = Math.floor(Math.min(column, Math.max(0, line.length - 1)) / size);
  return { start: blockStart(line, index * size), end: blockStart(line, (index + 1) * size) };
}

/** Blocks never cut a grapheme that begins up to 64 units before. */
function blockStart(line: string, at: number): number {
  if (at <= 0 || at >= line.length) return Math.min(Math.max(at, 0), line.length);
  const around = line.slice(Math.max(0, at - 64), at + 64);
  if (ASCII.test(around)) return at;
  let place = Math.max(0, at - 64);
  for (const grapheme of graphemes(around)) {
    if (place + grapheme.length > at) return place === at ? at : place;
    place += grapheme.length;
  }
  return at;
}

function isFull(line: string, row: ScreenRow, width: number): boolean {
  return columnsBefore(line, row, row.end) >= width;
}
