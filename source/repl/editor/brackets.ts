import { lineAt, type Lines, type Position } from './buffer.js';

const PAIRS: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
const OPENERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Farther away a bracket is on no screen, and a key must not read 5 MB. */
const REACH = 100_000;

/** Whether a place is inside a string or comment, where brackets mean nothing. */
export type IsLiteral = (position: Position) => boolean;

/**
 * The bracket under the caret, or before it, and its partner.
 *
 * @returns `undefined` when there is no bracket, or no partner within 100,000 characters
 */
export function matchingBrackets(
  lines: Lines,
  caret: Position,
  isLiteral: IsLiteral = () => false,
): readonly [Position, Position] | undefined {
  const before = { row: caret.row, column: caret.column - 1 };
  const at = [caret, before].find((place) => isBracket(charAt(lines, place)) && !isLiteral(place));
  if (at === undefined) return undefined;
  const partner = partnerOf(lines, at, isLiteral);
  return partner && [at, partner];
}

function partnerOf(lines: Lines, at: Position, isLiteral: IsLiteral): Position | undefined {
  const bracket = charAt(lines, at);
  const step = PAIRS[bracket] === undefined ? -1 : 1;
  const partner = PAIRS[bracket] ?? OPENERS[bracket]!;
  let depth = 0;
  let place: Position | undefined = at;
  for (let read = 0; place !== undefined && read < REACH; read += 1) {
    const char = charAt(lines, place);
    if ((char === bracket || char === partner) && !isLiteral(place)) {
      depth += char === bracket ? 1 : -1;
      if (depth === 0) return place;
    }
    place = neighbour(lines, place, step);
  }
  return undefined;
}

function neighbour(lines: Lines, { row, column }: Position, step: 1 | -1): Position | undefined {
  const next = column + step;
  if (next >= 0 && next < lineAt(lines, row).length) return { row, column: next };
  for (let other = row + step; other >= 0 && other < lines.length; other += step) {
    const { length } = lineAt(lines, other);
    if (length > 0) return { row: other, column: step > 0 ? 0 : length - 1 };
  }
  return undefined;
}

function charAt(lines: Lines, { row, column }: Position): string {
  return lineAt(lines, row).charAt(column);
}

function isBracket(char: string): boolean {
  return PAIRS[char] !== undefined || OPENERS[char] !== undefined;
}
