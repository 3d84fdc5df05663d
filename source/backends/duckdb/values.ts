import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type * as DuckDB from '@duckdb/node-api';
import { column, type Column, type Kind } from '../../results/column.js';
import { shortOffset, zoneOffset } from '../../support/zone.js';

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

// What DuckDB keeps for `infinity` and, negated, for `-infinity`; the driver writes all but TIMESTAMP's as a far date.
const DATE_INFINITY = 2_147_483_647;
const TIMESTAMP_INFINITY = 9_223_372_036_854_775_807n;

function infinity<T extends number | bigint>(value: T, greatest: T): string | undefined {
  if (value === greatest) return 'infinity';
  return value === -greatest ? '-infinity' : undefined;
}

const SMALLEST_NORMAL_FLOAT = 2 ** -126;

/** JavaScript's text of a number, which drops the sign of a negative zero. */
function digitsOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The digits of the shortest decimal that reads back as the same 32-bit float. */
function shortestFloat(value: number): string {
  if (!Number.isFinite(value) || value === 0) return digitsOf(value);
  // Six digits always survive in a normal float, so a shorter one is found there, too; a denormal has fewer.
  for (let digits = Math.abs(value) < SMALLEST_NORMAL_FLOAT ? 1 : 6; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/**
 * Rewrites JavaScript's text of a number as DuckDB writes it: `1.0`, `1e+16`, `1e-05`, `inf`, `nan`. DuckDB (fmt's
 * shortest form) switches to an exponent below 1e-4 and from 1e16 on, JavaScript below 1e-6 and from 1e21 on.
 */
function floatText(text: string): string {
  if (text === 'NaN') return 'nan';
  if (text.endsWith('Infinity')) return text.startsWith('-') ? '-inf' : 'inf';
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const leading = (whole + fraction).length - digits.length;
  const exponent = Number(exponentText) + whole.length - 1 - leading;
  const significant = digits.replace(/0+$/, '') || '0';
  if (significant === '0') return `${sign}0.0`;
  if (exponent >= -4 && exponent < 16) return sign + fixed(significant, exponent);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  const mantissa = significant.length > 1 ? `${significant[0]!}.${significant.slice(1)}` : significant;
  return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
}

function fixed(significant: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${significant}`;
  const whole = significant.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${whole}.${significant.slice(exponent + 1) || '0'}`;
}

const MICROS = 1_000_000n;
const DAY_SECONDS = 86_400n;

function timestampTzWriter(zone: string): (value: DuckDBValue) => string {
  const offsetAt = zoneOffset(zone);
  return (value) => {
    const instant = value as DuckDB.DuckDBTimestampTZValue;
    if (!instant.isFinite) return instant.micros > 0n ? 'infinity' : '-infinity';
    const epochSeconds = floorDivide(instant.micros, MICROS);
    const offset = offsetAt(Number(epochSeconds));
    return timestampText(epochSeconds + BigInt(offset), instant.micros - epochSeconds * MICROS) + shortOffset(offset);
  };
}

/** `YYYY-MM-DD hh:mm:ss[.ffffff]`, zeros of the fraction cut, ` (BC)` as DuckDB writes it before the zone. */
function timestampText(seconds: bigint, micros: bigint): string {
  const days = floorDivide(seconds, DAY_SECONDS);
  const { year, month, day } = civil(days);
  const time = Number(seconds - days * DAY_SECONDS);
  const two = (n: number): string => String(n).padStart(2, '0');
  const fraction = micros === 0n ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`;
  const date = `${String(year > 0n ? year : 1n - year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  const clock = `${two(Math.floor(time / 3600))}:${two(Math.floor(time / 60) % 60)}:${two(time % 60)}${fraction}`;
  return `${date}${year > 0n ? '' : ' (BC)'} ${clock}`;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** Howard Hinnant's `civil_from_days`: a Date ends in the year 275760, DuckDB in 294247. */
function civil(days: bigint): { year: bigint; month: number; day: number } {
  const shifted = days + 719_468n;
  const era = floorDivide(shifted, 146_097n);
  const dayOfEra = Number(shifted - era * 146_097n);
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: BigInt(yearOfEra) + era * 400n + (month <= 2 ? 1n : 0n), month, day };
}

type JsonWriter = (value: DuckDBValue) => string;

const JSON_LITERAL = new Set<number>([
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
  TYPE.DECIMAL,
]);

/** JSON text of values of a type, nested to any depth; NaN and infinities are strings. */
function jsonWriter(type: DuckDBType, zone: string): JsonWriter {
  const write = presentWriter(type, zone);
  return (value) => (value === null ? 'null' : write(value));
}

function presentWriter(type: DuckDBType, zone: string): JsonWriter {
  switch (type.typeId as number) {
    case TYPE.LIST:
    case TYPE.ARRAY:
      return itemsWriter(jsonWriter((type as DuckDB.DuckDBListType).valueType, zone));
    case TYPE.STRUCT:
      return structWriter(type as DuckDB.DuckDBStructType, zone);
    case TYPE.MAP:
      return mapWriter(type as DuckDB.DuckDBMapType, zone);
    case TYPE.UNION:
      return unionWriter(type as DuckDB.DuckDBUnionType, zone);
    case TYPE.VARIANT:
      return (value) => variantJson(value as DuckDB.DuckDBVariantValue, zone);
    default:
      return scalarWriter(type, zone);
  }
}

function scalarWriter(type: DuckDBType, zone: string): JsonWriter {
  const write = cellWriter(type, zone);
  if (type.alias === 'JSON' || JSON_LITERAL.has(type.typeId)) return write;
  const isFloat = type.typeId === (TYPE.FLOAT as number) || type.typeId === (TYPE.DOUBLE as number);
  return (value) => (isFloat && Number.isFinite(value) ? write(value) : JSON.stringify(write(value)));
}

function itemsWriter(write: JsonWriter): JsonWriter {
  return (value) => `[${(value as DuckDB.DuckDBListValue).items.map(write).join(',')}]`;
}

function structWriter(type: DuckDB.DuckDBStructType, zone: string): JsonWriter {
  const fields = type.entryNames.map((name, index) => ({
    name,
    key: JSON.stringify(name),
    write: jsonWriter(type.entryTypes[index]!, zone),
  }));
  return (value) => {
    const { entries } = value as DuckDB.DuckDBStructValue;
    return `{${fields.map(({ name, key, write }) => `${key}:${write(entries[name] ?? null)}`).join(',')}}`;
  };
}

function mapWriter(type: DuckDB.DuckDBMapType, zone: string): JsonWriter {
  const writeKey = cellWriter(type.keyType, zone);
  const write = jsonWriter(type.valueType, zone);
  return (value) => {
    const { entries } = value as DuckDB.DuckDBMapValue;
    return `{${entries.map((entry) => `${JSON.stringify(writeKey(entry.key))}:${write(entry.value)}`).join(',')}}`;
  };
}

function unionWriter(type: DuckDB.DuckDBUnionType, zone: string): JsonWriter {
  const writers = new Map(type.memberTags.map((tag, index) => [tag, jsonWriter(type.memberTypes[index]!, zone)]));
  return (value) => {
    const { tag, value: member } = value as DuckDB.DuckDBUnionValue;
    return writers.get(tag)?.(member) ?? JSON.stringify(String(member));
  };
}

function variantJson(variant: DuckDB.DuckDBVariantValue, zone: string): string {
  if (variant.value === null) return 'null';
  if (variant.type) return jsonWriter(variant.type, zone)(variant.value);
  const { value } = variant;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return JSON.stringify(String(value));
}
