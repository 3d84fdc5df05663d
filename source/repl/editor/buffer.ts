/** A place in the text: row from 0, column in UTF-16 units, never inside a grapheme. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

/** The text as lines without their ends; there is always one. */
export type Lines = readonly string[];

/** `removed` lines from row `from` on were replaced by `inserted`: what undo keeps and a lexer needs. */
export interface LineChange {
  readonly from: number;
  readonly removed: Lines;
  readonly inserted: Lines;
}

export function linesOf(text: string): Lines {
  return text.replace(/\r\n?/g, '\n').split('\n');
}

export function textOf(lines: Lines): string {
  return lines.join('\n');
}

export function lineAt(lines: Lines, row: number): string {
  return lines[row] ?? '';
}

export function endOf(lines: Lines): Position {
  return { row: lines.length - 1, column: lineAt(lines, lines.length - 1).length };
}

function isBefore(a: Position, b: Position): boolean {
  return a.row < b.row || (a.row === b.row && a.column < b.column);
}

/** The two places in the order of the text. */
export function ordered(a: Position, b: Position): readonly [Position, Position] {
  return isBefore(b, a) ? [b, a] : [a, b];
}

/** UTF-16 offset of a place in `textOf(lines)`. */
export function offsetOf(lines: Lines, { row, column }: Position): number {
  let offset = column;
  for (let at = 0; at < row; at += 1) offset += lineAt(lines, at).length + 1;
  return offset;
}

/** The place of a UTF-16 offset; offsets outside the text give its start or end. */
export function positionAt(lines: Lines, offset: number): Position {
  let left = Math.max(0, offset);
  for (let row = 0; row < lines.length; row += 1) {
    const { length } = lineAt(lines, row);
    if (left <= length) return { row, column: left };
    left -= length + 1;
  }
  return endOf(lines);
}

export function textBetween(lines: Lines, from: Position, to: Position): string {
  if (from.row === to.row) return lineAt(lines, from.row).slice(from.column, to.column);
  return [
    lineAt(lines, from.row).slice(from.column),
    ...lines.slice(from.row + 1, to.row),
    lineAt(lines, to.row).slice(0, to.column),
  ].join('\n');
}

export interface Replaced {
  readonly lines: Lines;
  readonly change: LineChange;
  /** Where the new text ends. */
  readonly end: Position;
}

/** The text between two places (in order) replaced by another; rows that don't change are shared. */
export function replaceBetween(lines: Lines, from: Position, to: Position, text: string): Replaced {
  const inserted = text.includes('\n') ? text.split('\n') : [text];
  const last = inserted.length - 1;
  const end = {
    row: from.row + last,
    column: (last === 0 ? from.column : 0) + inserted[last]!.length,
  };
  inserted[0] = lineAt(lines, from.row).slice(0, from.column) + inserted[0]!;
  inserted[last] = inserted[last]! + lineAt(lines, to.row).slice(to.column);
  const change = { from: from.row, removed: lines.slice(from.row, to.row + 1), inserted };
  return { lines: applyChange(lines, change), change, end };
}

export function applyChange(lines: Lines, { from, removed, inserted }: LineChange): Lines {
  if (removed.length === 1 && inserted.length === 1) return lines.with(from, inserted[0]!);
  // Not splice(...inserted): a paste of 5 MB has more lines than a call may have arguments.
  return lines.slice(0, from).concat(inserted, lines.slice(from + removed.length));
}

/** What turns one text into another, as one change of lines: for lexers that read only what changed. */
export function changeBetween(before: Lines, after: Lines): LineChange {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let tail = 0;
  while (tail < shorter - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return {
    from,
    removed: before.slice(from, before.length - tail),
    inserted: after.slice(from, after.length - tail),
  };
}
