import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type * as DuckDB from '@duckdb/node-api';
import { column, type Column, type Kind } from '../../results/column.js';
import { digitsOf, floatText, shortestFloat } from './float-text.js';
import { jsonWriter } from './json.js';
import { timestampTzWriter } from './timestamp-text.js';
import { TYPE } from './types.js';

const KINDS: Readonly<Record<number, Kind>> = {
  [TYPE.BOOLEAN]: 'boolean',
  [TYPE.TINYINT]: 'integer',
  [TYPE.SMALLINT]: 'integer',
  [TYPE.INTEGER]: 'integer',
  [TYPE.BIGINT]: 'integer',
  [TYPE.UTINYINT]: 'integer',
  [TYPE.USMALLINT]: 'integer',
  [TYPE.UINTEGER]: 'integer',
  [TYPE.UBIGINT]: 'integer',
  [TYPE.HUGEINT]: 'integer',
  [TYPE.UHUGEINT]: 'integer',
  [TYPE.BIGNUM]: 'integer',
  [TYPE.FLOAT]: 'float',
  [TYPE.DOUBLE]: 'float',
  [TYPE.DECIMAL]: 'decimal',
  [TYPE.DATE]: 'date',
  [TYPE.TIME]: 'time',
  [TYPE.TIME_NS]: 'time',
  [TYPE.TIME_TZ]: 'time',
  [TYPE.TIMESTAMP]: 'timestamp',
  [TYPE.TIMESTAMP_S]: 'timestamp',
  [TYPE.TIMESTAMP_MS]: 'timestamp',
  [TYPE.TIMESTAMP_NS]: 'timestamp',
  [TYPE.TIMESTAMP_TZ]: 'timestamptz',
  [TYPE.INTERVAL]: 'interval',
  [TYPE.BLOB]: 'binary',
  [TYPE.VARCHAR]: 'text',
  [TYPE.ENUM]: 'text',
  [TYPE.UUID]: 'text',
  [TYPE.BIT]: 'text',
  [TYPE.LIST]: 'json',
  [TYPE.STRUCT]: 'json',
  [TYPE.MAP]: 'json',
  [TYPE.ARRAY]: 'json',
  [TYPE.UNION]: 'json',
  [TYPE.VARIANT]: 'json',
};

/** Types whose text does not cast back by their own name. */
const STORED_AS_TEXT = new Set<number>([TYPE.ENUM, TYPE.SQLNULL, TYPE.GEOMETRY]);

/** What a result column is; nested types are JSON, in every format. */
export function columnOf(name: string, type: DuckDBType, zone: string): Column {
  const isJsonText = type.alias === 'JSON';
  const kind = isJsonText ? 'json' : (KINDS[type.typeId] ?? 'other');
  const typeName = type.alias ?? String(type);
  return column({
    name,
    kind,
    typeName,
    ...(isDecimal(type) && { precision: type.width, scale: type.scale }),
    ...(kind === 'timestamptz' && { zone }),
    storageType: kind === 'json' || STORED_AS_TEXT.has(type.typeId) ? 'VARCHAR' : String(type),
  });
}

function isDecimal(type: DuckDBType): type is DuckDB.DuckDBDecimalType {
  return type.typeId === (TYPE.DECIMAL as number);
}

/** Makes the text of a column's values (none of them null): the engine's own cast to text, JSON for nested types. */
export function cellWriter(type: DuckDBType, zone: string): (value: DuckDBValue) => string {
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
    case TYPE.BLOB:
      return (value) => blobText((value as DuckDB.DuckDBBlobValue).bytes);
    case TYPE.LIST:
    case TYPE.STRUCT:
    case TYPE.MAP:
    case TYPE.ARRAY:
    case TYPE.UNION:
    case TYPE.VARIANT:
      return jsonWriter(type, zone);
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
