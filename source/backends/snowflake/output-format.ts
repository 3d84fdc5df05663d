/** What Snowflake starts every session with: nobody asked for it, and ISO 8601 says more. */
const USUAL: ReadonlySet<string> = new Set([
  '',
  'AUTO',
  'YYYY-MM-DD',
  'HH24:MI:SS',
  'YYYY-MM-DD HH24:MI:SS.FF3',
  'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM',
]);

/** The parts of a cell: `2024-02-29 12:34:56.5+05:30`, `2024-02-29`, `12:34:56`. */
const CELL = /^(?:(-?\d+)-(\d\d)-(\d\d))?[ T]?(?:(\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?(?:([+-])(\d\d):(\d\d))?$/;

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const AT_LEAST_MILLISECONDS = 3;
const NANOSECONDS = 9;

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: string;
  readonly second: string;
  /** Nine digits. */
  readonly fraction: string;
  /** How many of them are there. */
  readonly digits: number;
  readonly sign: string;
  readonly offsetHours: string;
  readonly offsetMinutes: string;
}

type Write = (parts: Parts) => string;

/** https://docs.snowflake.com/en/sql-reference/date-time-input-output, the longest of those that begin alike first. */
const ELEMENTS: readonly (readonly [name: string, write: Write])[] = [
  ['YYYY', ({ year }) => padded(year, 4)],
  ['UUUU', ({ year }) => padded(year, 4)],
  ['YY', ({ year }) => padded(Math.abs(year) % 100, 2)],
  ['MMMM', ({ month }) => MONTHS[month - 1] ?? ''],
  ['MON', ({ month }) => MONTHS[month - 1]?.slice(0, 3) ?? ''],
  ['MM', ({ month }) => padded(month, 2)],
  ['MI', ({ minute }) => minute],
  ['DD', ({ day }) => padded(day, 2)],
  ['DY', weekday],
  ['HH24', ({ hour }) => padded(hour, 2)],
  ['HH12', ({ hour }) => padded(hour % 12 === 0 ? 12 : hour % 12, 2)],
  ['AM', ({ hour }) => (hour < 12 ? 'AM' : 'PM')],
  ['PM', ({ hour }) => (hour < 12 ? 'AM' : 'PM')],
  ['SS', ({ second }) => second],
  ['TZH', ({ sign, offsetHours }) => sign + offsetHours],
  ['TZM', ({ offsetMinutes }) => offsetMinutes],
];

/**
 * How the session wants a column's dates and times on the screen, from its `…_OUTPUT_FORMAT`; undefined where that is
 * what every session has. What is no element of a format stands as it is.
 */
export function screenFormat(format: string | undefined): ((cell: string) => string) | undefined {
  if (format === undefined || USUAL.has(format.toUpperCase())) return undefined;
  const writes = parse(format);
  return (cell) => {
    const parts = partsOf(cell);
    return parts ? writes.map((write) => write(parts)).join('') : cell;
  };
}

/** The same for BINARY_OUTPUT_FORMAT: cells are upper-case hex, which is what every session has. */
export function binaryFormat(format: string | undefined): ((cell: string) => string) | undefined {
  if (format?.toUpperCase() !== 'BASE64') return undefined;
  return (cell) => Buffer.from(cell, 'hex').toString('base64');
}

function parse(format: string): Write[] {
  const writes: Write[] = [];
  let rest = format;
  while (rest !== '') {
    const quoted = /^"([^"]*)"/.exec(rest);
    const fraction = /^FF(\d?)/i.exec(rest);
    const upper = rest.toUpperCase();
    const element = ELEMENTS.find(([name]) => upper.startsWith(name));
    if (quoted) writes.push(() => quoted[1]!);
    else if (fraction) writes.push(fractionOf(fraction[1] === '' ? undefined : Number(fraction[1])));
    else if (element) writes.push(element[1]);
    else {
      const sign = rest[0]!;
      writes.push(() => sign);
    }
    rest = rest.slice(quoted?.[0].length ?? fraction?.[0].length ?? element?.[0].length ?? 1);
  }
  return writes;
}

function fractionOf(digits: number | undefined): Write {
  return (parts) => parts.fraction.slice(0, digits ?? Math.max(parts.digits, AT_LEAST_MILLISECONDS));
}

function partsOf(cell: string): Parts | null {
  const match = CELL.exec(cell);
  if (!match) return null;
  const [, year = '1970', month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = ''] = match;
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute,
    second,
    fraction: fraction.padEnd(NANOSECONDS, '0'),
    digits: fraction.length,
    sign: match[8] ?? '+',
    offsetHours: match[9] ?? '00',
    offsetMinutes: match[10] ?? '00',
  };
}

function weekday({ year, month, day }: Parts): string {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return DAYS[date.getUTCDay()] ?? '';
}

function padded(number: number, digits: number): string {
  return (number < 0 ? '-' : '') + String(Math.abs(number)).padStart(digits, '0');
}
