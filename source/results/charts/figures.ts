import { ValueError } from '../../support/errors.js';
import { isNumeric } from '../cell-text.js';
import type { Cell, Column } from '../column.js';

/** What is drawn of a cell; null: it has no place on an axis (NULL, NaN, an infinity, text that is no number). */
export function figureOf(cell: Cell): number | null {
  if (cell === null || cell.trim() === '') return null;
  const figure = Number(cell);
  return Number.isFinite(figure) ? figure : null;
}

/**
 * The column that a person means: by its name, capitals aside, or by its place from 1 where no name is that number.
 * @throws ValueError that names the columns there are
 */
export function columnNamed(columns: readonly Column[], wanted: string): number {
  const exact = columns.findIndex(({ name }) => name === wanted);
  if (exact >= 0) return exact;
  const alike = columns.findIndex(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (alike >= 0) return alike;
  const place = /^[1-9]\d{0,5}$/.test(wanted) ? Number(wanted) - 1 : -1;
  if (place >= 0 && place < columns.length) return place;
  throw new ValueError(`The result has no column "${wanted}".`, { hint: `It has ${namesOf(columns)}.` });
}

/** @throws ValueError that names the columns of numbers */
export function numericNamed(columns: readonly Column[], wanted: string): number {
  const index = columnNamed(columns, wanted);
  if (isNumeric(columns[index]!)) return index;
  throw noNumbers(columns, `The column "${wanted}" has no numbers.`);
}

/** The columns of numbers, by their places. @throws ValueError where there are none */
export function numericColumns(columns: readonly Column[], but?: number): readonly number[] {
  const found = columns.flatMap((column, index) => (isNumeric(column) && index !== but ? [index] : []));
  if (found.length > 0) return found;
  throw noNumbers(columns, 'The result has no column of numbers to draw.');
}

function noNumbers(columns: readonly Column[], message: string): ValueError {
  const numeric = columns.filter(isNumeric);
  const hint =
    numeric.length > 0 ? `Columns of numbers are ${namesOf(numeric)}.` : 'Select a count, a sum or a number.';
  return new ValueError(message, { hint });
}

const MOST_NAMES = 10;

function namesOf(columns: readonly Column[]): string {
  const names = columns.slice(0, MOST_NAMES).map(({ name }, index) => name || `column ${index + 1}`);
  const more = columns.length > MOST_NAMES ? ` and ${columns.length - MOST_NAMES} more` : '';
  return names.join(', ') + more;
}
