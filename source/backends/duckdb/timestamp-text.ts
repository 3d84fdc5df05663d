import type { DuckDBValue } from '@duckdb/node-api';
import type * as DuckDB from '@duckdb/node-api';
import { shortOffset, zoneOffset } from '../../support/zone.js';

const MICROS = 1_000_000n;
const DAY_SECONDS = 86_400n;

/** Writes a TIMESTAMPTZ in a zone as DuckDB does: `2024-07-01 14:00:00.5+02`. */
export function timestampTzWriter(zone: string): (value: DuckDBValue) => string {
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
