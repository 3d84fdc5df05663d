import type { Batch, Cell, Column } from '../../results/column.js';
import type { DriverOperation } from './driver.js';
import { doubleText, floatText } from './numbers.js';
import { dateText } from './timestamps.js';

const FETCH_ROWS = 10_000;

/**
 * Rows through the driver's public way, for results that aren't Arrow and for versions of the driver whose inner parts
 * aren't known. Columns of one name hold the last one's value, nested numbers may be
 * rounded: `inexactColumns` says so.
 */
export async function* readPublicRows(operation: DriverOperation, columns: readonly Column[]): AsyncGenerator<Batch> {
  do {
    const rows = (await operation.fetchChunk({ maxRows: FETCH_ROWS })) as readonly Readonly<Record<string, unknown>>[];
    if (rows.length > 0) yield rows.map((row) => columns.map((column) => publicText(row[column.name], column)));
  } while (await operation.hasMoreRows());
}

/** The columns with a sentence at those whose cells may have lost something on the public way. */
export function inexactColumns(columns: readonly Column[]): readonly Column[] {
  return columns.map((column) => {
    const twice = columns.filter(({ name }) => name === column.name).length > 1;
    const inexact = twice
      ? 'The driver gives only the last of several columns of this name.'
      : column.kind === 'json'
        ? 'The driver may have rounded numbers in it.'
        : undefined;
    return inexact === undefined ? column : { ...column, inexact };
  });
}

function publicText(value: unknown, { kind, typeName }: Column): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' && kind === 'float') return typeName === 'FLOAT' ? floatText(value) : doubleText(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex').toUpperCase();
  if (value instanceof Date) return dateText(value.getTime() / 86_400_000);
  if (typeof value === 'object') return JSON.stringify(value, jsonSafe);
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- only primitives are left here
  return String(value);
}

function jsonSafe(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value;
}
