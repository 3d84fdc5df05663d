import { lineAt, type Lines, type Position } from './buffer.js';
import { rowAround } from './layout.js';
import { placeAbove, placeBelow, type ScreenPlace } from './motions.js';

/** The rows of the screen that are seen, and which of them has the caret. */
export interface EditorWindow {
  readonly places: readonly ScreenPlace[];
  readonly caretIndex: number;
}

/** The first seen row, kept between keys so that the text doesn't jump. */
export interface WindowTop {
  readonly row: number;
  readonly start: number;
}

export const TOP: WindowTop = { row: 0, start: 0 };

/**
 * The part of the text around the caret that fits in `height` rows. Only those rows (and as many above the caret) are
 * laid out, however long the text is.
 */
export function windowAround(
  lines: Lines,
  caret: Position,
  top: WindowTop,
  width: number,
  height: number,
): EditorWindow {
  const caretPlace = { row: caret.row, screenRow: rowAround(lineAt(lines, caret.row), caret.column, width) };
  const bounded = Math.min(top.row, lines.length - 1);
  const line = lineAt(lines, bounded);
  const first = { row: bounded, screenRow: rowAround(line, Math.min(top.start, line.length), width) };
  const downwards = from(lines, first, width, height);
  const seen = downwards.findIndex((place) => same(place, caretPlace));
  if (seen >= 0) return filledUp(lines, downwards, seen, width, height);
  const isAbove =
    caretPlace.row < first.row || (caretPlace.row === first.row && caretPlace.screenRow.start < first.screenRow.start);
  if (isAbove) return { places: from(lines, caretPlace, width, height), caretIndex: 0 };
  return filledUp(lines, [caretPlace], 0, width, height);
}

function from(lines: Lines, start: ScreenPlace, width: number, height: number): ScreenPlace[] {
  const places = [start];
  while (places.length < height) {
    const next = placeBelow(lines, places.at(-1)!, width);
    if (next === undefined) break;
    places.push(next);
  }
  return places;
}

/** No empty rows below the text while there is text above. */
function filledUp(
  lines: Lines,
  places: readonly ScreenPlace[],
  caretIndex: number,
  width: number,
  height: number,
): EditorWindow {
  const above: ScreenPlace[] = [];
  let next = places.length < height ? placeAbove(lines, places[0]!, width) : undefined;
  while (next !== undefined) {
    above.push(next);
    next = places.length + above.length < height ? placeAbove(lines, next, width) : undefined;
  }
  return { places: [...above.toReversed(), ...places], caretIndex: caretIndex + above.length };
}

function same(a: ScreenPlace, b: ScreenPlace): boolean {
  return a.row === b.row && a.screenRow.start === b.screenRow.start && a.screenRow.end === b.screenRow.end;
}
