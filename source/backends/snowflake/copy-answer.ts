import type { DriverStatement } from './driver.js';
import { cellOf } from './values.js';

/** What a COPY INTO a table answered: a row for each file. */
export interface CopyAnswer {
  readonly loaded: number;
  readonly message: string;
}

const NEEDED = ['file', 'status', 'rows_loaded', 'errors_seen'];
const MOST_FILES = 50;

/** True for the columns in which COPY INTO a table answers. */
export function isCopyAnswer(driver: DriverStatement): boolean {
  const names = new Set((driver.getColumns() ?? []).map((column) => column.getName().toLowerCase()));
  return NEEDED.every((name) => names.has(name));
}

/** Reads it: how much of each file was loaded, and the first thing that was wrong with it. */
export async function copyAnswer(driver: DriverStatement): Promise<CopyAnswer> {
  const names = (driver.getColumns() ?? []).map((column) => column.getName().toLowerCase());
  const lines: string[] = [];
  let loaded = 0;
  let files = 0;
  for await (const row of driver.streamRows()) {
    const cells = row as readonly unknown[];
    const at = (name: string): string | null => cellOf(cells[names.indexOf(name)], undefined);
    files += 1;
    loaded += Number(at('rows_loaded') ?? 0);
    if (lines.length < MOST_FILES) lines.push(fileLine(at));
  }
  const rest = files > lines.length ? [`… and ${files - lines.length} more files.`] : [];
  const total = `${loaded} ${loaded === 1 ? 'row' : 'rows'} copied from ${files} ${files === 1 ? 'file' : 'files'}.`;
  return { loaded, message: [total, ...lines, ...rest].join('\n') };
}

function fileLine(at: (name: string) => string | null): string {
  const errors = Number(at('errors_seen') ?? 0);
  const of = at('rows_parsed');
  const rows = of === null ? `${at('rows_loaded') ?? '0'} rows` : `${at('rows_loaded') ?? '0'} of ${of} rows`;
  const line = `${at('file') ?? ''}: ${(at('status') ?? '').toLowerCase()}, ${rows}`;
  if (errors === 0) return line;
  const place = at('first_error_line') === null ? '' : ` (line ${at('first_error_line')!})`;
  return `${line}, ${errors} ${errors === 1 ? 'error' : 'errors'}, the first: ${at('first_error') ?? ''}${place}`;
}
