import type { DuckDBType } from '@duckdb/node-api';
import { sqlText } from '../../results/embedded.js';
import { floatText, shortestFloat, digitsOf } from './float-text.js';
import { isDecimal, TEMPORAL, TYPE, WHOLE } from './types.js';

/** Types whose values DuckDB casts to text byte for byte as `scalarWriter` writes them: a test holds each of them. */
const SAME_TEXT = new Set<number>([
  ...WHOLE,
  ...TEMPORAL,
  TYPE.VARCHAR,
  TYPE.ENUM,
  TYPE.UUID,
  TYPE.BLOB,
  TYPE.BIT,
  TYPE.SQLNULL,
]);

// The offset of any other zone is what Node's time zones say, and DuckDB's are of another year; it also leaves the
// seconds of local mean time out (+00:53 for +00:53:28), which is another instant.
const UTC = /^(?:UTC|GMT|Etc\/UTC|Etc\/GMT)$/;

/**
 * DuckDB 1.5.6 writes these wrong: 2^81 as 2^82, 2^91 as 2^92 and 2^807 as `A.070116948172427e+242`. Of all powers of
 * two, where its algorithm is at its limit, they are the only ones; the test looks at every one.
 */
const WRONG_DOUBLES = [2 ** 81, 2 ** 91, 2 ** 807];

/** Floats of which DuckDB's text is a digit shorter than the nearest of as many digits, which `shortestFloat` takes. */
const ODD_FLOATS = [2 ** -96, 2 ** 87, 2 ** 90];

/**
 * An SQL expression of the text that `scalarWriter` makes of `value`, an expression of that type; NULL stays NULL.
 * true: DuckDB's own cast to text is that text. null: there is no such expression.
 */
export function scalarSql(type: DuckDBType, value: string, zone: string): string | true | null {
  const { typeId } = type;
  if (SAME_TEXT.has(typeId)) return true;
  if (isDecimal(type)) return type.width === type.scale ? fractionSql(value) : true;
  if (typeId === (TYPE.DOUBLE as number)) return doubleSql(value);
  if (typeId === (TYPE.FLOAT as number)) return floatSql(value);
  if (typeId === (TYPE.TIMESTAMP_TZ as number)) return UTC.test(zone) ? true : null;
  return null;
}

/** Without a digit before the point DuckDB leaves the zero out: -.5 */
function fractionSql(value: string): string {
  return `replace(${value}::VARCHAR, '.', '0.')`;
}

function doubleSql(value: string): string {
  return `CASE ${exceptions(value, WRONG_DOUBLES, digitsOf)} ELSE ${value}::VARCHAR END`;
}

/**
 * DuckDB writes more digits than needed where a float's own decimal value ends soon (2547517.75 for 2547517.8), and then
 * it writes that value. Below 2^24 halves have no shorter text, nor quarters below 800,000: all others are looked at.
 * There the nearest decimal of 6 to 9 digits is found as `shortestFloat` finds it: exactly, in DOUBLE, since 24 binary
 * digits times a power of ten fit. Looking costs 0 to 0.2 µs a value, trying 6 to 9 digits of each 0.5.
 */
function floatSql(value: string): string {
  const double = `${value}::DOUBLE`;
  const text = `${value}::VARCHAR`;
  const isMultiple = (parts: number): string => `${double} * ${parts} = trunc(${double} * ${parts})`;
  const exponent = `floor(log10(abs(${double})))::INTEGER`;
  const rounded = (digits: number): string => `round(${double}, ${digits - 1} - ${exponent})`;
  const tries = [6, 7, 8].map((digits) => `WHEN ${rounded(digits)}::FLOAT = ${value} THEN ${rounded(digits)}::VARCHAR`);
  return (
    `CASE WHEN abs(${double}) < 16777216 AND ${isMultiple(2)} THEN ${text} ` +
    `WHEN abs(${double}) BETWEEN pow(2, -20) AND pow(2, 60) AND ${isMultiple(2 ** 20)} ` +
    `AND NOT (abs(${double}) < 800000 AND ${isMultiple(4)}) AND ${text}::DOUBLE = ${double} ` +
    `THEN CASE ${tries.join(' ')} ELSE ${rounded(9)}::VARCHAR END ` +
    `${exceptions(value, ODD_FLOATS, shortestFloat)} ELSE ${text} END`
  );
}

/** Branches of a CASE. A NaN may have a sign, which DuckDB shows (0 / 0 makes one). */
function exceptions(value: string, numbers: readonly number[], digits: (n: number) => string): string {
  const power = (number: number): string => `pow(2, ${Math.log2(number)})`;
  const isOne = `abs(${value}::DOUBLE) IN (${numbers.map(power).join(', ')})`;
  const cases = [-1, 1].flatMap((sign) =>
    numbers.map((n) => `WHEN ${sign} * ${power(n)} THEN ${sqlText(floatText(digits(sign * n)))}`),
  );
  return `WHEN isnan(${value}) THEN 'nan' WHEN ${isOne} THEN CASE ${value}::DOUBLE ${cases.join(' ')} END`;
}
