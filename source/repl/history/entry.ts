/** How a statement ended; `not-run`: it was cleared with Ctrl-C before it was sent. */
export type HistoryOutcome = 'done' | 'failed' | 'cancelled' | 'paused' | 'not-run';

/** A whole statement as it was run. */
export interface HistoryEntry {
  readonly sql: string;
  /** When it was sent: milliseconds since 1970. */
  readonly time: number;
  /** How long it took; absent when it didn't run. */
  readonly ms?: number;
  readonly outcome: HistoryOutcome;
  /** Rows of its result, where it had one. */
  readonly rows?: number;
}

/** One line of the file, its end included. */
export function lineOfEntry(entry: HistoryEntry): string {
  return `${JSON.stringify({ ...entry, time: new Date(entry.time).toISOString() })}\n`;
}

/** `undefined` for a line that is none: cut by a crash, or written by something else. */
export function entryOfLine(line: string): HistoryEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { sql, time, ms, outcome, rows } = value as Record<string, unknown>;
  const sent = typeof time === 'string' ? Date.parse(time) : NaN;
  if (typeof sql !== 'string' || sql === '' || Number.isNaN(sent)) return undefined;
  return {
    sql,
    time: sent,
    outcome: isOutcome(outcome) ? outcome : 'done',
    ...(typeof ms === 'number' ? { ms } : {}),
    ...(typeof rows === 'number' ? { rows } : {}),
  };
}

function isOutcome(value: unknown): value is HistoryOutcome {
  return ['done', 'failed', 'cancelled', 'paused', 'not-run'].includes(String(value));
}
