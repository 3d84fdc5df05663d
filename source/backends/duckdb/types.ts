import type { DuckDBDecimalType, DuckDBType } from '@duckdb/node-api';

/** The driver's type numbers (duckdb.h); a test holds them against the driver's own enum. */
export const TYPE = {
  BOOLEAN: 1,
  TINYINT: 2,
  SMALLINT: 3,
  INTEGER: 4,
  BIGINT: 5,
  UTINYINT: 6,
  USMALLINT: 7,
  UINTEGER: 8,
  UBIGINT: 9,
  FLOAT: 10,
  DOUBLE: 11,
  TIMESTAMP: 12,
  DATE: 13,
  TIME: 14,
  INTERVAL: 15,
  HUGEINT: 16,
  VARCHAR: 17,
  BLOB: 18,
  DECIMAL: 19,
  TIMESTAMP_S: 20,
  TIMESTAMP_MS: 21,
  TIMESTAMP_NS: 22,
  ENUM: 23,
  LIST: 24,
  STRUCT: 25,
  MAP: 26,
  UUID: 27,
  UNION: 28,
  BIT: 29,
  TIME_TZ: 30,
  TIMESTAMP_TZ: 31,
  UHUGEINT: 32,
  ARRAY: 33,
  BIGNUM: 35,
  SQLNULL: 36,
  TIME_NS: 39,
  GEOMETRY: 40,
  VARIANT: 41,
} as const;

/** TRUE and FALSE, and numbers without a point: their text is a JSON value, too. */
export const WHOLE: readonly number[] = [
  TYPE.BOOLEAN,
  TYPE.TINYINT,
  TYPE.SMALLINT,
  TYPE.INTEGER,
  TYPE.BIGINT,
  TYPE.UTINYINT,
  TYPE.USMALLINT,
  TYPE.UINTEGER,
  TYPE.UBIGINT,
  TYPE.HUGEINT,
  TYPE.UHUGEINT,
  TYPE.BIGNUM,
];

/** Types whose text stands in JSON as it is, without quotes. */
export const JSON_LITERAL = new Set<number>([...WHOLE, TYPE.DECIMAL]);

/** Dates, times and what is between them; not TIMESTAMP_TZ, whose text depends on the zone. */
export const TEMPORAL: readonly number[] = [
  TYPE.DATE,
  TYPE.TIME,
  TYPE.TIME_NS,
  TYPE.TIME_TZ,
  TYPE.TIMESTAMP,
  TYPE.TIMESTAMP_S,
  TYPE.TIMESTAMP_MS,
  TYPE.TIMESTAMP_NS,
  TYPE.INTERVAL,
];

export function isDecimal(type: DuckDBType): type is DuckDBDecimalType {
  return type.typeId === (TYPE.DECIMAL as number);
}
