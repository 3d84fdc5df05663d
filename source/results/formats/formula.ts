import type { Column } from '../column.js';

// OWASP, "CSV Injection": what makes a spreadsheet take a cell for a formula.
const FORMULA = /^[=+\-@\t\r]/;
const NUMBERS: ReadonlySet<string> = new Set(['integer', 'decimal', 'float']);

/** A `'` before text that a spreadsheet would run; numbers (-1) stay numbers. */
export function guardFormula(column: Pick<Column, 'kind'>, cell: string): string {
  return !NUMBERS.has(column.kind) && FORMULA.test(cell) ? `'${cell}` : cell;
}
