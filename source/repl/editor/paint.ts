import type { Theme, TokenRole } from '../../ui/theme.js';
import { shown, type ScreenRow } from './layout.js';

/** A coloured part of a line: half-open UTF-16 offsets from the line's start, in order, not overlapping. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly role: TokenRole;
}

/**
 * One row of the screen as text with colours.
 *
 * @param marked columns of the line to show as matching brackets
 */
export function paintRow(
  line: string,
  row: ScreenRow,
  spans: readonly Span[],
  marked: readonly number[],
  theme: Theme,
): string {
  const cells = shown(line.slice(row.start, row.end));
  const relevant = spans.filter((span) => span.end > row.start && span.start < row.end);
  let painted = '';
  let run = '';
  let runRole: TokenRole | undefined;
  let at = row.start;
  let next = 0;
  const flush = (): void => {
    painted += runRole === undefined ? run : theme.token[runRole](run);
    run = '';
  };
  for (const cell of cells) {
    while (next < relevant.length && relevant[next]!.end <= at) next += 1;
    const span = relevant[next];
    const role = marked.includes(at) ? 'bracket-match' : span !== undefined && span.start <= at ? span.role : undefined;
    if (role !== runRole) {
      flush();
      runRole = role;
    }
    run += cell.text;
    at += cell.source.length;
  }
  flush();
  return painted;
}
