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
const BLOCK = 1024;
const ASCII = /^[\x20-\x7e]*$/;
const PLAIN = /[\x20-\x7e]/;

/** The row of the screen that holds a column of a line. At a row's end the caret stands on the next row. */
export function rowAround(line: string, column: number, width: number): ScreenRow {
  const rows = blockRows(line, column, width);
  const row = rows.find((each) => each.end > column) ?? rows.at(-1)!;
  // A caret behind the last cell of a full row needs a row of its own.
  if (column === line.length && row.end === column && isFull(line, row, width)) return { start: column, end: column };
  return row;
}

export function rowBefore(line: string, row: ScreenRow, width: number): ScreenRow | undefined {
  return row.start === 0 ? undefined : blockRows(line, row.start - 1, width).findLast((each) => each.start < row.start);
}

export function rowAfter(line: string, row: ScreenRow, width: number): ScreenRow | undefined {
  if (row.end < line.length) return blockRows(line, row.end, width).find((each) => each.start >= row.end);
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
    if (source.length === 1 && PLAIN.test(source)) {
      column += 1;
      return { source, text: source, width: 1 };
    }
    const text = source === '\t' ? ' '.repeat(TAB - (column % TAB)) : terminalSafe(source);
    const width = displayWidth(text);
    column += width;
    return { source, text, width };
  });
}

/** Rows of blocks laid out lately: a frame asks for the same ones many times. */
const known = new Map<string, readonly number[]>();
const KNOWN_LIMIT = 500;

function blockRows(line: string, column: number, width: number): readonly ScreenRow[] {
  const block = blockAround(line, column, width);
  const text = line.slice(block.start, block.end);
  const key = `${width} ${text}`;
  let ends = known.get(key);
  if (ends === undefined) {
    if (known.size >= KNOWN_LIMIT) known.clear();
    ends = rowEnds(text, width);
    known.set(key, ends);
  }
  return ends.map((end, index) => ({ start: block.start + (ends[index - 1] ?? 0), end: block.start + end }));
}

/** Where each row of a block ends; an empty block has one empty row. */
function rowEnds(text: string, width: number): readonly number[] {
  if (ASCII.test(text)) {
    const rows = Math.max(1, Math.ceil(text.length / width));
    return Array.from({ length: rows }, (_, row) => Math.min((row + 1) * width, text.length));
  }
  const ends: number[] = [];
  let start = 0;
  while (start < text.length) {
    const end = start + fitting(text.slice(start), width);
    ends.push(end);
    start = end;
  }
  return ends;
}

/** How much of a part fits in a row. One cell is taken even where it is wider: the layout has to move on. */
function fitting(part: string, width: number): number {
  // As many units as a row of ordinary text could need; the whole part where that was too few (piled marks).
  const near = part.slice(0, width * 3 + 64);
  for (const text of near.length < part.length ? [near, part] : [part]) {
    let used = 0;
    let end = 0;
    for (const cell of shown(text)) {
      used += cell.width;
      if (used > width && end > 0) return end;
      end += cell.source.length;
    }
  }
  return part.length;
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
