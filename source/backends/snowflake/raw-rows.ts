import { guardChunks } from './chunks.js';
import type { DriverColumn } from './driver.js';

/**
 * The version whose columns were read and are under contract test: each column object has its own `_getRowValue` and
 * `_getRowValueAsString`, called with a row whose `values` are the texts that the server sent.
 */
const RAW_ROWS_VERSION = '3.3.0';

interface Row {
  readonly values: unknown[];
  readonly _arrayProcessedColumns: unknown[];
}
interface RawColumn extends DriverColumn {
  _getRowValue: (row: Row) => unknown;
  _getRowValueAsString: (row: Row) => unknown;
}

/**
 * Makes the columns of one result hand out what the server sent instead of converting it: exact where the driver
 * rounds, and 9 to 33 µs a timestamp faster. False, and nothing changed, where the driver isn't the known version.
 */
export function readRaw(columns: readonly DriverColumn[], driverVersion: string | null): boolean {
  if (driverVersion !== RAW_ROWS_VERSION || !columns.every(isRawColumn)) return false;
  guardChunks();
  for (const column of columns) {
    const index = column.getIndex();
    column._getRowValue = column._getRowValueAsString = (row) => row.values[index];
  }
  return true;
}

/** What the session says of a column of dates or times, as this very result carries it. */
export interface SessionFormat {
  /** The session's TIMEZONE; of TIMESTAMP_LTZ alone. */
  readonly zone?: string | undefined;
  /** The `…_OUTPUT_FORMAT` of the column's type; TIME's the driver doesn't give away. */
  readonly format?: string | undefined;
}

const WITH_FORMAT = /^(?:date|timestamp_)/;

/**
 * Asks a column before `readRaw`: the driver keeps these inside the column, and its table of parameters is one for all
 * connections of the process.
 */
export function sessionFormatOf(column: DriverColumn, driverVersion: string | null): SessionFormat {
  const type = column.getType();
  if (driverVersion !== RAW_ROWS_VERSION || !isRawColumn(column) || !WITH_FORMAT.test(type)) return {};
  const values: unknown[] = [];
  values[column.getIndex()] = type === 'timestamp_tz' ? '0 1440' : '0';
  const value = column._getRowValue({ values, _arrayProcessedColumns: [] }) as {
    getTimezone?: () => unknown;
    getFormat?: () => unknown;
  };
  const [zone, format] = [value.getTimezone?.(), value.getFormat?.()];
  return {
    zone: type === 'timestamp_ltz' && typeof zone === 'string' ? zone : undefined,
    format: typeof format === 'string' ? format : undefined,
  };
}

function isRawColumn(column: DriverColumn): column is RawColumn {
  const { _getRowValue, _getRowValueAsString } = column as Partial<RawColumn>;
  return typeof _getRowValue === 'function' && typeof _getRowValueAsString === 'function';
}
