import type { Column, Row } from '../../results/column.js';
import { literal } from '../../results/formats/sql-insert.js';
import { formatByName, type FormatOptions, type TextFormat } from '../../results/formats/index.js';

export type CopyFormat = 'text' | 'csv' | 'json' | 'in';

type Dialect = NonNullable<FormatOptions['dialect']>;

/**
 * Rows as they go to the clipboard: exact values, without a last line end. `text` is tab-separated without names, and a
 * single value as it is; `in` is `IN (…)` with each value once and without NULL, quoted as the dialect wants.
 */
export function copyText(
  columns: readonly Column[],
  rows: readonly Row[],
  format: CopyFormat,
  dialect: Dialect,
): string {
  switch (format) {
    case 'text':
      return rows.map((row) => row.map((cell) => cell ?? '').join('\t')).join('\n');
    case 'in':
      return inList(columns, rows, dialect);
    case 'csv':
      return written('csv', columns, rows);
    case 'json':
      return columns.length === 1 ? jsonValues(columns[0]!, rows) : written('json', columns, rows);
  }
}

function written(name: string, columns: readonly Column[], rows: readonly Row[]): string {
  const writer = (formatByName(name) as TextFormat).writer({});
  const text = writer.start(columns) + writer.rows(rows) + writer.end();
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

function jsonValues(column: Column, rows: readonly Row[]): string {
  const values = rows.map(([cell]) => (cell === null || cell === undefined ? 'null' : column.toJson(cell)));
  return values.length === 1 ? values[0]! : `[${values.join(', ')}]`;
}

function inList(columns: readonly Column[], rows: readonly Row[], dialect: Dialect): string {
  const values = new Set<string>();
  for (const row of rows) {
    row.forEach((cell, index) => {
      if (cell !== null) values.add(literal(columns[index]!, cell, dialect));
    });
  }
  return `IN (${values.size === 0 ? 'NULL' : [...values].join(', ')})`;
}
