import { isBlank, isWord, nextGrapheme, previousGrapheme } from '../../ui/text/motion.js';
import type { EditorContext } from './actions.js';
import { lineAt, type Lines, type Position } from './buffer.js';
import { MOTIONS, moveRows } from './motions.js';
import type { Find } from './vi-state.js';

/** Where a motion leads, and what an operator takes on the way. */
export interface ViTarget {
  readonly to: Position;
  /** The character at the end is taken too. */
  readonly inclusive?: boolean;
  /** Whole lines are taken. */
  readonly linewise?: boolean;
}

export interface ViMotionInput {
  readonly lines: Lines;
  readonly caret: Position;
  /** 1 when none was typed; `counted` tells. */
  readonly count: number;
  readonly counted: boolean;
  readonly context: EditorContext;
}

type ViMotion = (input: ViMotionInput) => ViTarget | undefined;

/** The target of a motion by its name in the key table; `undefined` when it is no motion or leads nowhere. */
export function viTarget(action: string, input: ViMotionInput): ViTarget | undefined {
  return VI_MOTIONS[action]?.(input);
}

export function isViMotion(action: string): boolean {
  return VI_MOTIONS[action] !== undefined;
}

/** To a character on the caret's line; `undefined` when there is none (or fewer than the count). */
export function findTarget({ lines, caret, count }: ViMotionInput, find: Find): ViTarget | undefined {
  const line = lineAt(lines, caret.row);
  let at = caret.column;
  for (let left = count; left > 0; left -= 1) {
    at = find.forward ? line.indexOf(find.char, at + 1) : at > 0 ? line.lastIndexOf(find.char, at - 1) : -1;
    if (at < 0) return undefined;
  }
  if (find.till) at = find.forward ? previousGrapheme(line, at) : nextGrapheme(line, at);
  return { to: { row: caret.row, column: at }, inclusive: find.forward };
}

const VI_MOTIONS: Readonly<Record<string, ViMotion>> = {
  left: (input) => onLine(input, previousGrapheme),
  right: (input) => onLine(input, nextGrapheme),
  up: (input) => rows(input, -1),
  down: (input) => rows(input, 1),
  'line-start': ({ caret }) => ({ to: { row: caret.row, column: 0 } }),
  'vi-first': ({ lines, caret }) => ({ to: firstOf(lines, caret.row) }),
  'line-end': ({ lines, caret, count }) => {
    const row = Math.min(caret.row + count - 1, lines.length - 1);
    return { to: { row, column: lineAt(lines, row).length } };
  },
  'vi-top': ({ lines, count, counted }) => ({ to: firstOf(lines, counted ? count - 1 : 0), linewise: true }),
  'vi-bottom': ({ lines, count, counted }) => ({
    to: firstOf(lines, counted ? count - 1 : lines.length - 1),
    linewise: true,
  }),
  'buffer-start': ({ lines }) => ({ to: firstOf(lines, 0), linewise: true }),
  'buffer-end': ({ lines }) => ({ to: firstOf(lines, lines.length - 1), linewise: true }),
  bracket: ({ lines, caret, context }) => {
    // As vi does: from the caret on to the first bracket of the line.
    const line = lineAt(lines, caret.row);
    const ahead = line.slice(caret.column).search(/[()[\]{}]/);
    if (ahead < 0) return undefined;
    const from = { row: caret.row, column: caret.column + ahead };
    const to = MOTIONS['bracket']!(lines, from, context);
    return to === from ? undefined : { to, inclusive: true };
  },
  'word-left': (input) => words(input, 'back', classOf),
  'word-right': (input) => words(input, 'forward', classOf),
  'vi-word': (input) => words(input, 'forward', classOf),
  'vi-big-word': (input) => words(input, 'forward', bigClassOf),
  'vi-back': (input) => words(input, 'back', classOf),
  'vi-big-back': (input) => words(input, 'back', bigClassOf),
  'vi-end': (input) => ({ ...words(input, 'end', classOf), inclusive: true }),
  'vi-big-end': (input) => ({ ...words(input, 'end', bigClassOf), inclusive: true }),
};

function onLine({ lines, caret, count }: ViMotionInput, step: (text: string, at: number) => number): ViTarget {
  const line = lineAt(lines, caret.row);
  let { column } = caret;
  for (let left = count; left > 0; left -= 1) column = step(line, column);
  return { to: { row: caret.row, column } };
}

function rows({ lines, caret, count, context }: ViMotionInput, direction: 1 | -1): ViTarget | undefined {
  const move = moveRows(lines, caret, undefined, direction * count, context.width);
  return move && { to: move.caret, linewise: true };
}

export function firstOf(lines: Lines, row: number): Position {
  const bounded = Math.min(Math.max(row, 0), lines.length - 1);
  const line = lineAt(lines, bounded);
  const column = line.search(/\S/);
  return { row: bounded, column: column < 0 ? Math.max(0, line.length - 1) : column };
}

type CharClass = 'blank' | 'word' | 'sign';
type Classify = (char: string) => CharClass;

function classOf(char: string): CharClass {
  return char === '' || isBlank(char) ? 'blank' : isWord(char) ? 'word' : 'sign';
}

function bigClassOf(char: string): CharClass {
  return char === '' || isBlank(char) ? 'blank' : 'word';
}

function words(input: ViMotionInput, how: 'forward' | 'back' | 'end', classify: Classify): ViTarget {
  const { lines, count } = input;
  const step = { forward: wordForward, back: wordBack, end: wordEnd }[how];
  let place = input.caret;
  for (let left = count; left > 0; left -= 1) place = step(lines, place, classify);
  return { to: place };
}

function wordForward(lines: Lines, from: Position, classify: Classify): Position {
  const start = classify(charAt(lines, from));
  let place = from;
  while (place.row === from.row && start !== 'blank' && classify(charAt(lines, place)) === start) {
    place = after(lines, place) ?? endOfLine(lines, place);
    if (atEnd(lines, place)) break;
  }
  while (classify(charAt(lines, place)) === 'blank') {
    const next = after(lines, place);
    if (next === undefined) return endOfLine(lines, place);
    place = next;
    // An empty line counts as a word.
    if (lineAt(lines, place.row) === '') break;
  }
  return place;
}

function wordBack(lines: Lines, from: Position, classify: Classify): Position {
  let place = before(lines, from);
  while (place !== undefined && classify(charAt(lines, place)) === 'blank' && lineAt(lines, place.row) !== '') {
    place = before(lines, place);
  }
  if (place === undefined) return { row: 0, column: 0 };
  const kind = classify(charAt(lines, place));
  const line = lineAt(lines, place.row);
  let { column } = place;
  while (column > 0 && kind !== 'blank') {
    const previous = previousGrapheme(line, column);
    if (classify(line.slice(previous, column)) !== kind) break;
    column = previous;
  }
  return { row: place.row, column };
}

function wordEnd(lines: Lines, from: Position, classify: Classify): Position {
  let place = after(lines, from);
  while (place !== undefined && classify(charAt(lines, place)) === 'blank') place = after(lines, place);
  if (place === undefined) return from;
  const kind = classify(charAt(lines, place));
  const line = lineAt(lines, place.row);
  let { column } = place;
  for (;;) {
    const next = nextGrapheme(line, column);
    if (next >= line.length || classify(line.slice(next, nextGrapheme(line, next))) !== kind) break;
    column = next;
  }
  return { row: place.row, column };
}

function charAt(lines: Lines, { row, column }: Position): string {
  const line = lineAt(lines, row);
  return line.slice(column, nextGrapheme(line, column));
}

/** The next place in the text; the end of a line counts as one, so that words never join over it. */
function after(lines: Lines, { row, column }: Position): Position | undefined {
  const line = lineAt(lines, row);
  if (column < line.length) return { row, column: nextGrapheme(line, column) };
  return row < lines.length - 1 ? { row: row + 1, column: 0 } : undefined;
}

function before(lines: Lines, { row, column }: Position): Position | undefined {
  if (column > 0) return { row, column: previousGrapheme(lineAt(lines, row), column) };
  return row > 0 ? { row: row - 1, column: lineAt(lines, row - 1).length } : undefined;
}

function endOfLine(lines: Lines, { row }: Position): Position {
  return { row, column: lineAt(lines, row).length };
}

function atEnd(lines: Lines, { row, column }: Position): boolean {
  return column >= lineAt(lines, row).length;
}
