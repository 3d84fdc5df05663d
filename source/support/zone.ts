/** The offset from UTC, in seconds east, that a zone has at an instant (seconds since 1970). */
export type ZoneOffset = (epochSeconds: number) => number;

// Offsets change at whole quarters of an hour in every zone since 1972; before that local mean time counts seconds,
// and then a quarter whose start is in another offset is wrong only within that quarter.
const BUCKET_SECONDS = 900;
const CACHED_BUCKETS = 4096;
const LAST_DATE_SECONDS = 8.64e12;

const zones = new Map<string, ZoneOffset>();

/**
 * The offset function of an IANA zone name (`Europe/Berlin`), from the ICU data of Node.
 * An unknown name, and instants outside of what a Date can hold, count as UTC.
 */
export function zoneOffset(zone: string): ZoneOffset {
  let offset = zones.get(zone);
  if (!offset) {
    offset = makeZoneOffset(zone);
    zones.set(zone, offset);
  }
  return offset;
}

function makeZoneOffset(zone: string): ZoneOffset {
  const format = formatOf(zone);
  if (!format || /^(?:UTC|GMT|Etc\/UTC|Etc\/GMT|Z)$/i.test(zone)) return () => 0;
  const cache = new Map<number, number>();
  return (epochSeconds) => {
    const bucket = Math.floor(epochSeconds / BUCKET_SECONDS);
    const known = cache.get(bucket);
    if (known !== undefined) return known;
    if (cache.size >= CACHED_BUCKETS) cache.clear();
    const offset = Math.abs(epochSeconds) > LAST_DATE_SECONDS ? 0 : read(format, bucket * BUCKET_SECONDS);
    cache.set(bucket, offset);
    return offset;
  };
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}

function read(format: Intl.DateTimeFormat, epochSeconds: number): number {
  const name = format.formatToParts(epochSeconds * 1000).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const match = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name.replace('\u2212', '-'));
  if (!match) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -seconds : seconds;
}

/** `+05:30`, `-03`, `+00`: hours, then minutes and seconds only where there are any, as DuckDB and Postgres write it. */
export function shortOffset(seconds: number): string {
  const size = Math.abs(seconds);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60].map((n) => String(n).padStart(2, '0'));
  const used = size % 60 ? 3 : size % 3600 ? 2 : 1;
  return (seconds < 0 ? '-' : '+') + parts.slice(0, used).join(':');
}

/** `+05:30`, `-03:00`: as ISO 8601 and Snowflake write it. */
export function longOffset(seconds: number): string {
  const short = shortOffset(seconds);
  return short.length === 3 ? `${short}:00` : short;
}
