const DAY_US = 86_400_000_000n;
const QUARTER_HOUR_S = 900;

/** `2024-02-29`; years beyond 9999 get a sign, as in ISO 8601. `days` since 1970-01-01, proleptic Gregorian. */
export function dateText(days: number): string {
  const date = new Date(days * 86_400_000);
  const year = date.getUTCFullYear();
  const digits = String(Math.abs(year)).padStart(4, '0');
  const sign = year < 0 ? '-' : year > 9999 ? '+' : '';
  return `${sign}${digits}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
}

/** `2024-02-29 12:34:56.123456`, trailing zeros of the fraction left out as Spark does. Microseconds since 1970. */
export function timestampText(microseconds: bigint): string {
  let days = microseconds / DAY_US;
  let rest = microseconds % DAY_US;
  if (rest < 0n) [days, rest] = [days - 1n, rest + DAY_US];
  const ofDay = Number(rest);
  const seconds = Math.floor(ofDay / 1_000_000);
  const fraction = String(ofDay % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const time = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return `${dateText(Number(days))} ${time}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Writes instants in one zone, with their offset: `2024-02-29 13:34:56+01:00`. An unknown zone counts as UTC. */
export function zonedWriter(zone: string): (microseconds: bigint) => string {
  const offsetAt = offsetReader(zone);
  return (microseconds) => {
    const offset = offsetAt(microseconds);
    return timestampText(microseconds + BigInt(offset) * 1_000_000n) + offsetText(offset);
  };
}

/** Seconds east of UTC at an instant. Zones change their offset on quarter hours, so these are remembered. */
function offsetReader(zone: string): (microseconds: bigint) => number {
  const fixed = fixedOffset(zone);
  if (fixed !== undefined) return () => fixed;
  const format = formatOf(zone);
  if (!format) return () => 0;
  const known = new Map<number, number>();
  return (microseconds) => {
    const quarter = Math.floor(Number(microseconds / 1_000_000n) / QUARTER_HOUR_S);
    const remembered = known.get(quarter);
    if (remembered !== undefined) return remembered;
    if (known.size > 10_000) known.clear();
    const offset = offsetOf(format, quarter * QUARTER_HOUR_S * 1000);
    known.set(quarter, offset);
    return offset;
  };
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (/^(?:UTC|Z|GMT|UT|Etc\/(?:UTC|GMT|UCT|Zulu))$/i.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}

/** Out of `GMT`, `GMT+05:45` or `GMT+00:53:28`. The other parts would follow the Julian calendar before 1582. */
function offsetOf(format: Intl.DateTimeFormat, milliseconds: number): number {
  const name = format.formatToParts(milliseconds).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return fixedOffset(name) ?? 0;
}

/** Seconds of `+05:45`, `GMT-8`, `UTC+00:53:28`; undefined for anything else. */
function fixedOffset(text: string): number | undefined {
  const fixed = /^(?:UTC|GMT|UT)?([+-])(\d{1,2}):?(\d{2})?(?::?(\d{2}))?$/i.exec(text);
  if (!fixed) return undefined;
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = fixed;
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -size : size;
}

function offsetText(seconds: number): string {
  const size = Math.abs(seconds);
  const rest = size % 60 === 0 ? '' : `:${pad(size % 60)}`;
  return `${seconds < 0 ? '-' : '+'}${pad(Math.floor(size / 3600))}:${pad(Math.floor(size / 60) % 60)}${rest}`;
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
