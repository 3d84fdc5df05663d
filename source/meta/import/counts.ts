import type { Row } from '../../results/column.js';
import { QueryError } from '../../support/errors.js';
import type { ImportSource } from './source.js';

/** @throws QueryError when other rows arrived than the file has */
export function mustBeAll(arrived: number, rows: number): void {
  if (arrived === rows) return;
  throw new QueryError(`${count(arrived)} arrived, but the file has ${count(rows)}.`, {
    hint: 'Nothing was kept. The file may have changed meanwhile: try again.',
  });
}

/**
 * @param arrived, expected the number of rows, then for each column how many are not NULL
 * @throws QueryError naming the first column that lost values
 */
export function mustBeFilled({ columns }: ImportSource, arrived: Row, expected: Row): void {
  const lost = columns.findIndex((_, index) => arrived[index + 1] !== expected[index + 1]);
  if (lost < 0) return;
  throw new QueryError(`Values of the column ${columns[lost]!.name} are none of its type in the table.`, {
    hint: 'Nothing was kept. Import into a new table, or mend the file.',
  });
}

export function count(rows: number): string {
  return `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;
}
