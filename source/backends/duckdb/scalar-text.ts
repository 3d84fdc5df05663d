import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type * as DuckDB from '@duckdb/node-api';
import { digitsOf, floatText, shortestFloat } from './float-text.js';
import { geometryText } from './geometry-text.js';
import { timestampTzWriter } from './timestamp-text.js';
import { TYPE } from './types.js';

/** Makes the text of values (none of them null) of a type that holds no others: the engine's own cast to text. */
export function scalarWriter(type: DuckDBType, zone: string): (value: DuckDBValue) => string {
  switch (type.typeId as number) {
    case TYPE.VARCHAR:
    case TYPE.ENUM:
      return (value) => value as string;
    case TYPE.FLOAT:
      return (value) => floatText(shortestFloat(value as number));
    case TYPE.DOUBLE:
      return (value) => floatText(digitsOf(value as number));
    case TYPE.TIMESTAMP_TZ:
      return timestampTzWriter(zone);
    case TYPE.DATE:
      return (value) => infinity((value as DuckDB.DuckDBDateValue).days, DATE_INFINITY) ?? String(value);
    case TYPE.TIMESTAMP_S:
      return (value) =>
        infinity((value as DuckDB.DuckDBTimestampSecondsValue).seconds, TIMESTAMP_INFINITY) ?? String(value);
    case TYPE.TIMESTAMP_MS:
      return (value) =>
        infinity((value as DuckDB.DuckDBTimestampMillisecondsValue).millis, TIMESTAMP_INFINITY) ?? String(value);
    case TYPE.TIMESTAMP_NS:
      return (value) =>
        infinity((value as DuckDB.DuckDBTimestampNanosecondsValue).nanos, TIMESTAMP_INFINITY) ?? String(value);
    case TYPE.GEOMETRY:
      return (value) => geometryText((value as DuckDB.DuckDBGeometryValue).bytes);
    case TYPE.BLOB:
      return (value) => blobText((value as DuckDB.DuckDBBlobValue).bytes);
    default:
      return String;
  }
}

/**
 * DuckDB's own text of bytes. The driver's leaves a backslash as it is: `\\x41` would then be the text of four bytes, and
 * of one.
 */
function blobText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replace(NOT_PLAIN, (byte) => `\\x${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

const NOT_PLAIN = /[\x00-\x1f"'\\\x7f-\xff]/g;

// What DuckDB keeps for `infinity` and, negated, for `-infinity`; the driver writes all but TIMESTAMP's as a far date.
const DATE_INFINITY = 2_147_483_647;
const TIMESTAMP_INFINITY = 9_223_372_036_854_775_807n;

function infinity<T extends number | bigint>(value: T, greatest: T): string | undefined {
  if (value === greatest) return 'infinity';
  return value === -greatest ? '-infinity' : undefined;
}
