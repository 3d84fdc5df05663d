import type { EngineName } from '../../backends/base.js';
import type { StatementText } from '../events.js';
import type { Asleep } from '../reconnector.js';

/** What is going on in the session when a listing is wanted. */
export interface Doing {
  readonly engine: EngineName;
  /** Statements or commands are being run. */
  readonly busy: boolean;
  /** A result was paused at the row limit; the engine still holds it. */
  readonly open: boolean;
  readonly inTransaction: boolean;
  /** Why nothing is connected now: asking for names would be what connects. */
  readonly asleep: Asleep | undefined;
  /** The statement that ran last. */
  readonly last: StatementText | undefined;
}

// What answers with a result that people read on with RESULT_SCAN(LAST_QUERY_ID()). A script may end in one, too.
const SCANNABLE = /^(?:SHOW|DESC|DESCRIBE|CALL|LIST|LS|EXECUTE|BEGIN|DECLARE)\b/;
const SCANS = /\b(?:last_query_id|result_scan)\b/i;

const ASLEEP: Readonly<Record<EngineName, string>> = {
  snowflake: 'Not connected: the next statement connects, and \\refresh does.',
  databricks: 'Not connected, and connecting starts the warehouse: the next statement does that, and \\refresh.',
  duckdb: 'The file is closed, for others to use: the next statement opens it, and \\refresh does.',
};

/**
 * Why no listing may be sent now, as a full sentence; undefined when one may.
 *
 * A listing is a statement of its own: between two statements of a person it would end an open result (DuckDB,
 * Databricks), join their transaction, or become what LAST_QUERY_ID() means (Snowflake).
 */
export function whyHeld({ engine, busy, open, inTransaction, asleep, last }: Doing): string | undefined {
  if (busy) return 'Names are listed when the statement has ended.';
  if (open) return 'A result is still open, and listing names would end it; the next statement closes it.';
  if (asleep === 'unopened') return 'Nothing is connected yet: names are listed once it is.';
  if (asleep !== undefined) return ASLEEP[engine];
  if (engine === 'duckdb') return undefined;
  if (inTransaction) return 'Nothing is listed inside a transaction; \\refresh lists anyway.';
  if (engine === 'snowflake' && last !== undefined && isScannable(last)) {
    return 'Not listed anew (\\refresh does), so that RESULT_SCAN still finds your last result.';
  }
  return undefined;
}

function isScannable({ sql, meaning }: StatementText): boolean {
  if (SCANS.test(sql)) return true;
  const { verb, transaction } = meaning;
  return transaction === undefined && SCANNABLE.test(verb);
}
