import type { Style } from '../../support/style.js';
import { terminalSafe } from '../../support/terminal-safe.js';
import { cutToWidth, displayWidth, padRight } from '../../support/width.js';
import type { Column, Row } from '../column.js';
import { figureOf, numericColumns, numericNamed } from './figures.js';

export interface SparkOptions {
  /** The widest that a line may be, in terminal columns. */
  readonly width: number;
  readonly style: Style;
  /** Names or places (from 1) of columns of numbers; none: all of them. */
  readonly only: readonly string[];
}

const STEPS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const WIDEST_NAME = 24;

/** A figure and the exact text it came from. */
interface Seen {
  readonly figure: number;
  readonly text: string;
}

/**
 * A line a column of numbers: its course over the rows, least and greatest. Where there are more rows than room, a
 * step stands for the mean of several; a blank for rows without a figure.
 * @throws ValueError when a column that was asked for is missing or holds no numbers
 */
export function sparkLines(columns: readonly Column[], rows: readonly Row[], options: SparkOptions): readonly string[] {
  const { only, style, width } = options;
  const indexes = only.length > 0 ? only.map((name) => numericNamed(columns, name)) : numericColumns(columns);
  const names = indexes.map((index) =>
    cutToWidth(terminalSafe(columns[index]!.name) || `column ${index + 1}`, WIDEST_NAME),
  );
  const nameWidth = names.reduce((most, name) => Math.max(most, displayWidth(name)), 1);
  const ends = indexes.map((index) => endsOf(rows, index));
  const words = ends.map((end) => (end ? `${cut(end.least.text)} … ${cut(end.most.text)}` : 'no figures'));
  const wordsWidth = words.reduce((most, text) => Math.max(most, displayWidth(text)), 1);
  const room = Math.max(8, width - nameWidth - wordsWidth - 7);
  return indexes.map((index, at) => {
    const course = ends[at] ? courseOf(rows, index, ends[at], Math.min(room, rows.length)) : '';
    const parts = [style.header(padRight(names[at]!, nameWidth)), style.number(padRight(course, room)), words[at]!];
    return ` ${parts.join(style.frame(' │ '))}`;
  });
}

function cut(text: string): string {
  return cutToWidth(terminalSafe(text), WIDEST_NAME);
}

function endsOf(rows: readonly Row[], index: number): { least: Seen; most: Seen } | null {
  let [least, most]: [Seen | null, Seen | null] = [null, null];
  for (const row of rows) {
    const text = row[index] ?? null;
    const figure = figureOf(text);
    if (figure === null || text === null) continue;
    if (!least || figure < least.figure) least = { figure, text };
    if (!most || figure > most.figure) most = { figure, text };
  }
  return least && most && { least, most };
}

function courseOf(rows: readonly Row[], index: number, { least, most }: { least: Seen; most: Seen }, steps: number) {
  // In halves: the distance of two doubles may be no double any more.
  const span = most.figure / 2 - least.figure / 2;
  let course = '';
  for (let step = 0; step < steps; step++) {
    const [from, to] = [Math.floor((step * rows.length) / steps), Math.floor(((step + 1) * rows.length) / steps)];
    const mean = meanOf(rows, index, from, to);
    const height =
      mean === null || span === 0 ? 0 : Math.round(((mean / 2 - least.figure / 2) / span) * (STEPS.length - 1));
    course += mean === null ? ' ' : STEPS[height]!;
  }
  return course;
}

function meanOf(rows: readonly Row[], index: number, from: number, to: number): number | null {
  const figures: number[] = [];
  for (let at = from; at < to; at++) {
    const figure = figureOf(rows[at]![index] ?? null);
    if (figure !== null) figures.push(figure);
  }
  return figures.length === 0 ? null : figures.reduce((mean, figure) => mean + figure / figures.length, 0);
}
