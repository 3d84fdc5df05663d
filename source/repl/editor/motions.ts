import { bigWordLeft, nextGrapheme, previousGrapheme, wordLeft, wordRight } from '../../ui/text/motion.js';
import { matchingBrackets, type IsLiteral } from './brackets.js';
import { endOf, lineAt, type Lines, type Position } from './buffer.js';
import { columnsBefore, placeAtColumn, rowAfter, rowAround, rowBefore, type ScreenRow } from './layout.js';

export interface MotionContext {
  readonly isLiteral?: IsLiteral | undefined;
}

export type Motion = (lines: Lines, caret: Position, context: MotionContext) => Position;

/** Movements that need no screen, by their names in the key table. */
export const MOTIONS: Readonly<Record<string, Motion>> = {
  left: (lines, { row, column }) => {
    if (column > 0) return { row, column: previousGrapheme(lineAt(lines, row), column) };
    return row > 0 ? lineEnd(lines, row - 1) : { row, column };
  },
  right: (lines, { row, column }) => {
    const line = lineAt(lines, row);
    if (column < line.length) return { row, column: nextGrapheme(line, column) };
    return row < lines.length - 1 ? { row: row + 1, column: 0 } : { row, column };
  },
  'word-left': (lines, caret) => backOverLines(lines, caret, wordLeft),
  'word-right': (lines, caret) => {
    const line = lineAt(lines, caret.row);
    const column = wordRight(line, caret.column);
    const sawWord = column > caret.column && /[\p{L}\p{N}_$]/u.test(line.slice(caret.column, column));
    if (sawWord || caret.row === lines.length - 1) return { row: caret.row, column };
    return MOTIONS['word-right']!(lines, { row: caret.row + 1, column: 0 }, {});
  },
  'big-word-left': (lines, caret) => backOverLines(lines, caret, bigWordLeft),
  'line-start': (_, { row }) => ({ row, column: 0 }),
  'line-end': (lines, { row }) => lineEnd(lines, row),
  'buffer-start': () => ({ row: 0, column: 0 }),
  'buffer-end': endOf,
  bracket: (lines, caret, { isLiteral }) => matchingBrackets(lines, caret, isLiteral)?.[1] ?? caret,
};

function lineEnd(lines: Lines, row: number): Position {
  return { row, column: lineAt(lines, row).length };
}

/** To the start of the word before, on a line above when none is left on this one. */
function backOverLines(lines: Lines, caret: Position, step: (text: string, at: number) => number): Position {
  const line = lineAt(lines, caret.row);
  const column = step(line, caret.column);
  if (caret.row === 0 || /\S/.test(line.slice(column, caret.column))) return { row: caret.row, column };
  return backOverLines(lines, lineEnd(lines, caret.row - 1), step);
}

export interface VerticalMove {
  readonly caret: Position;
  /** The column of the screen to keep. */
  readonly goal: number;
}

/** Moves by rows of the screen; `undefined` when the first (last) row is reached at once. */
export function moveRows(
  lines: Lines,
  caret: Position,
  goal: number | undefined,
  by: number,
  width: number,
): VerticalMove | undefined {
  const line = lineAt(lines, caret.row);
  let place: ScreenPlace = { row: caret.row, screenRow: rowAround(line, caret.column, width) };
  const columns = goal ?? columnsBefore(line, place.screenRow, caret.column);
  let moved = false;
  for (let left = Math.abs(by); left > 0; left -= 1) {
    const next = by < 0 ? placeAbove(lines, place, width) : placeBelow(lines, place, width);
    if (next === undefined) break;
    place = next;
    moved = true;
  }
  if (!moved) return undefined;
  const column = placeAtColumn(lineAt(lines, place.row), place.screenRow, columns, width);
  return { caret: { row: place.row, column }, goal: columns };
}

/** A row of the screen within the text. */
export interface ScreenPlace {
  readonly row: number;
  readonly screenRow: ScreenRow;
}

export function placeAbove(lines: Lines, { row, screenRow }: ScreenPlace, width: number): ScreenPlace | undefined {
  const above = rowBefore(lineAt(lines, row), screenRow, width);
  if (above !== undefined) return { row, screenRow: above };
  if (row === 0) return undefined;
  const line = lineAt(lines, row - 1);
  return { row: row - 1, screenRow: rowAround(line, line.length, width) };
}

export function placeBelow(lines: Lines, { row, screenRow }: ScreenPlace, width: number): ScreenPlace | undefined {
  const below = rowAfter(lineAt(lines, row), screenRow, width);
  if (below !== undefined) return { row, screenRow: below };
  return row === lines.length - 1
    ? undefined
    : { row: row + 1, screenRow: rowAround(lineAt(lines, row + 1), 0, width) };
}
