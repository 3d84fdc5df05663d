import { column, type Cell, type Column, type Kind } from '../../results/column.js';
import { longOffset, zoneOffset } from '../../support/zone.js';
import type { DriverColumn } from './driver.js';
import { compactJson } from './json-text.js';
import type { SessionFormat } from './raw-rows.js';

/** Makes the cell of a value as the server sent it: `1700000000.5` → `2023-11-14 22:13:20.5`. Never throws. */
export type CellReader = (raw: string) => string;

/** A cell from a row's value: text as the server sent it, or the numbers in what the driver makes itself (PUT's report). */
export function cellOf(raw: unknown, read: CellReader | undefined): Cell {
  if (raw === null || raw === undefined) return null;
  const text = typeof raw === 'string' ? raw : JSON.stringify(raw);
  return read ? read(text) : text;
}

const KINDS: Readonly<Record<string, Kind>> = {
  fixed: 'integer',
  real: 'float',
  decfloat: 'decimal',
  text: 'text',
  boolean: 'boolean',
  date: 'date',
  time: 'time',
  timestamp_ntz: 'timestamp',
  timestamp_ltz: 'timestamptz',
  timestamp_tz: 'timestamptz',
  binary: 'binary',
  variant: 'json',
  object: 'json',
  array: 'json',
  map: 'json',
  vector: 'json',
  geography: 'json',
  geometry: 'json',
};

const NAMES: Readonly<Record<string, string>> = { fixed: 'NUMBER', real: 'FLOAT', text: 'VARCHAR' };

/**
 * A column of results from what the driver knows of it.
 * @param zone the session's TIMEZONE; only TIMESTAMP_LTZ is written in it.
 * @param onScreen how the session wants cells of this type on the screen.
 */
export function columnOf(from: DriverColumn, zone: string | undefined, onScreen?: SessionFormat['onScreen']): Column {
  const type = from.getType();
  const scale = from.getScale() ?? undefined;
  const precision = from.getPrecision() || undefined; // 0 stands beside times, which have none
  const kind = type === 'fixed' && scale ? 'decimal' : (KINDS[type] ?? 'other');
  const storageType = storageTypeOf(type, scale);
  return column({
    name: from.getName(),
    kind,
    typeName: typeName(type, precision, scale),
    ...(precision !== undefined && { precision }),
    ...(scale !== undefined && { scale }),
    ...(type === 'timestamp_ltz' && zone !== undefined && { zone }),
    ...(storageType !== undefined && { storageType }),
    ...(onScreen && { onScreen }),
  });
}

function typeName(type: string, precision: number | undefined, scale: number | undefined): string {
  const name = NAMES[type] ?? type.toUpperCase();
  if (type === 'fixed' && precision !== undefined) return `${name}(${precision},${scale ?? 0})`;
  return type.startsWith('time') && scale !== undefined ? `${name}(${scale})` : name;
}

// DuckDB's TIMESTAMP ends at microseconds, and its TIMESTAMP_NS in the year 2262, before the 9999-12-31 that many
// tables hold: timestamps of scale 7 to 9 (Snowflake's default) are stored as text, which sorts the same.
function storageTypeOf(type: string, scale = 9): string | undefined {
  if (type === 'timestamp_ntz' && scale <= 6) return 'TIMESTAMP';
  if (type === 'timestamp_ltz' && scale <= 6) return 'TIMESTAMPTZ';
  if (type === 'time' && scale <= 6) return 'TIME';
  return undefined;
}

/**
 * How a column's raw values become text. The rules, where they aren't plain digits:
 * times and timestamps have as many digits of a second as are there, without trailing zeros; TIMESTAMP_LTZ has the
 * session's offset at that instant, TIMESTAMP_TZ its own, both `+02:00`; BINARY is upper-case hex; nested is compact JSON.
 */
export function cellReader(type: string, zone: string | undefined): CellReader {
  switch (type) {
    case 'boolean':
      return (raw) => (raw === '1' || raw.toLowerCase() === 'true' ? 'true' : 'false');
    case 'date':
      return (raw) => dateOfDay(Number(raw));
    case 'time':
      return timeText;
    case 'timestamp_ntz':
      return (raw) => timestampText(raw, 0, '');
    case 'timestamp_ltz':
      return ltzReader(zone ?? 'UTC');
    case 'timestamp_tz':
      return tzText;
    case 'variant':
    case 'object':
    case 'array':
    case 'map':
    case 'vector':
    case 'geography':
    case 'geometry':
      return compactJson;
    default:
      return same;
  }
}

/** For text that the driver made itself, where raw rows can't be had: dates and times are as the session formats them. */
export function convertedReader(type: string): CellReader {
  if (type === 'boolean') return (text) => text.toLowerCase();
  return KINDS[type] === 'json' ? compactJson : same;
}

const same = (raw: string): string => raw;
const SECONDS_PER_DAY = 86_400;

function timeText(raw: string): string {
  const { seconds, fraction } = split(raw);
  return clock(seconds) + fraction;
}

function ltzReader(zone: string): CellReader {
  const offsetAt = zoneOffset(zone);
  return (raw) => {
    // Local mean time has offsets with seconds; ISO 8601 can't write them.
    const offset = Math.trunc(offsetAt(split(raw).seconds) / 60) * 60;
    return timestampText(raw, offset, longOffset(offset));
  };
}

// `1700000000.000000000 1560`: seconds, and minutes east of UTC plus one day.
function tzText(raw: string): string {
  const [instant = '', minutes] = raw.split(' ');
  if (minutes === undefined) return raw;
  const offset = (Number(minutes) - 1440) * 60;
  return timestampText(instant, offset, longOffset(offset));
}

function timestampText(raw: string, offset: number, suffix: string): string {
  const { seconds, fraction } = split(raw);
  const local = seconds + offset;
  const day = Math.floor(local / SECONDS_PER_DAY);
  return `${dateOfDay(day)} ${clock(local - day * SECONDS_PER_DAY)}${fraction}${suffix}`;
}

/** `-1.5` is half a second after 23:59:58: seconds are rounded down, and the fraction counts up from there. */
function split(raw: string): { readonly seconds: number; readonly fraction: string } {
  const point = raw.indexOf('.');
  if (point < 0) return { seconds: Number(raw), fraction: '' };
  const seconds = Number(raw.slice(0, point));
  const digits = trimZeros(raw.slice(point + 1));
  if (digits === '') return { seconds, fraction: '' };
  if (!raw.startsWith('-')) return { seconds, fraction: `.${digits}` };
  const rest = (10n ** BigInt(digits.length) - BigInt(digits)).toString().padStart(digits.length, '0');
  return { seconds: seconds - 1, fraction: `.${trimZeros(rest)}` };
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1;
  return digits.slice(0, end);
}

function clock(secondOfDay: number): string {
  return `${two(Math.floor(secondOfDay / 3600))}:${two(Math.floor(secondOfDay / 60) % 60)}:${two(secondOfDay % 60)}`;
}

let lastDay = Number.NaN;
let lastDate = '';

/** The proleptic Gregorian date of a day counted from 1970-01-01 (Howard Hinnant's civil_from_days). */
export function dateOfDay(day: number): string {
  if (day === lastDay) return lastDate;
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const yearText = (year < 0 ? '-' : '') + String(Math.abs(year)).padStart(4, '0');
  lastDay = day;
  lastDate = `${yearText}-${two(month)}-${two(dayOfMonth)}`;
  return lastDate;
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}
