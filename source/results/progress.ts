/** How much of a file is written. */
export interface Progress {
  readonly rows: number;
  /** Bytes written, after compression. */
  readonly bytes: number;
}

/**
 * How far writing is: `1,234,000 rows · 85.2 MB · 14.2 MB/s`; the rate since the start, `ms` ago. An engine that writes
 * by itself tells no rows.
 */
export function progressText({ rows, bytes }: Progress, ms: number): string {
  const parts = rows === 0 && bytes > 0 ? [] : [`${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`];
  if (bytes > 0) parts.push(bytesText(bytes));
  if (bytes > 0 && ms > 0) parts.push(`${bytesText((bytes * 1000) / ms)}/s`);
  return parts.join(' · ');
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size in powers of 1000: `512 B`, `85.2 MB`. */
export function bytesText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.95 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]!}`;
}
