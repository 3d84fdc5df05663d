import { appendFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expandTilde, appPaths } from './paths.js';
import { redactValue } from './redact.js';
import { makeFolder } from './make-folder.js';

// One older file is kept: enough to look back at yesterday, never more than 10 MB.
const ROTATE_AT = 5 * 1024 * 1024;

/** Where the log goes: null unless SMALLEX_LOG is set, to `1` for the usual place or to a path. */
export function logFile(env: NodeJS.ProcessEnv = process.env): string | null {
  const wanted = env['SMALLEX_LOG'];
  if (!wanted || wanted === '0') return null;
  return wanted === '1' ? join(appPaths({ env }).state, 'smallex.jsonl') : expandTilde(wanted);
}

/**
 * Adds one line of JSON to the log: time, process id, the event and its fields, secrets masked. Does nothing unless
 * SMALLEX_LOG is set. Never throws: a full disk must not end a query.
 */
export function log(event: string, fields: Readonly<Record<string, unknown>> = {}): void {
  const file = logFile();
  if (file === null) return;
  const line = { time: new Date().toISOString(), pid: process.pid, event, ...(redactValue(plain(fields)) as object) };
  try {
    makeFolder(dirname(file));
    rotate(file);
    appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  } catch {
    // Nobody can be told: the log is the place where it would be said.
  }
}

/** Errors have no own enumerable message: JSON would write `{}`. */
function plain(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value,
    ]),
  );
}

function rotate(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > ROTATE_AT) renameSync(file, `${file}.1`);
}
