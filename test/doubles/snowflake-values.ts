// Values as Snowflake's JSON result format writes them: every value is text, or null.

const DAY_MS = 86_400_000;
const MINUTES_PER_DAY = 1440;
const TIME = /^(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.(\d{1,9}))?$/;
const TIMESTAMP =
  /^(-?\d{4,})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?(?:\.(\d{1,9}))?(?: ?([+-])(\d\d):?(\d\d)|Z)?$/;

/**
 * The wire text of a value. Dates, times and timestamps may be given as people write them
 * (`2024-02-29`, `12:34:56.5`, `2024-02-29 12:34:56.123456789 +02:00`); what looks different is sent as it is.
 */
export function wireValue(type: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? '1' : '0';
  const plain = value as string | number | bigint | object;
  const text = typeof plain === 'object' ? JSON.stringify(plain, null, 2) : String(plain);
  if (type === 'boolean') return /^true$/i.test(text) ? '1' : /^false$/i.test(text) ? '0' : text;
  if (type === 'date' && /^-?\d{4,}-\d\d-\d\d$/.test(text)) return String(Date.parse(`${text}T00:00:00Z`) / DAY_MS);
  if (type === 'time') return timeOf(text) ?? text;
  if (type.startsWith('timestamp')) return timestampOf(type, text) ?? text;
  return text;
}

function timeOf(text: string): string | undefined {
  const [, hours, minutes, seconds = '0', fraction = ''] = TIME.exec(text) ?? [];
  if (hours === undefined) return undefined;
  return `${Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)}.${fraction.padEnd(9, '0')}`;
}

/** Seconds since 1970 with nine decimals; TIMESTAMP_TZ adds minutes east of UTC plus one day. */
function timestampOf(type: string, text: string): string | undefined {
  const found = TIMESTAMP.exec(text);
  if (!found) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second = '00',
    fraction = '',
    sign = '+',
    zoneHours = '0',
    zoneMinutes = '0',
  ] = found;
  const east = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -1 : 1);
  const local = Date.parse(`${year!}-${month!}-${day!}T${hour!}:${minute!}:${second}Z`) / 1000;
  const wire = negativeSafe(local - east * 60, fraction.padEnd(9, '0'));
  return type === 'timestamp_tz' ? `${wire} ${east + MINUTES_PER_DAY}` : wire;
}

/** Before 1970 the fraction counts away from zero: half a second before is -0.500000000. */
function negativeSafe(seconds: number, fraction: string): string {
  const nanos = BigInt(seconds) * 1_000_000_000n + BigInt(fraction);
  const size = nanos < 0n ? -nanos : nanos;
  const digits = size.toString().padStart(10, '0');
  return `${nanos < 0n ? '-' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

export interface SnowflakeColumn {
  readonly name: string;
  /** As on the wire: fixed real text boolean date time timestamp_ntz timestamp_ltz timestamp_tz binary variant object array … */
  readonly type: string;
  readonly precision?: number;
  readonly scale?: number;
  readonly length?: number;
  readonly nullable?: boolean;
}

const MAX_TEXT = 16_777_216;
const MAX_BINARY = 8_388_608;

/** One entry of `rowtype`. */
export function wireColumn(column: SnowflakeColumn): object {
  const { name, type, nullable = true } = column;
  const bytes = type === 'text' ? MAX_TEXT : type === 'binary' ? MAX_BINARY : null;
  const temporal = type === 'time' || type.startsWith('timestamp');
  const precision = column.precision ?? (type === 'fixed' ? 38 : temporal ? 0 : null);
  const scale = column.scale ?? (type === 'fixed' ? 0 : temporal ? 9 : null);
  const place = { database: '', schema: '', table: '' };
  const length = column.length ?? bytes;
  return { name, ...place, type, nullable, precision, scale, byteLength: bytes, length, collation: null };
}
