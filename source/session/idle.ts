import type { EngineName } from '../backends/base.js';
import type { ProfileSettings } from '../profiles/index.js';

// A Databricks session keeps its warehouse's attention and is forgotten by the server after a while anyway.
const DATABRICKS_MINUTES = 10;
const RELEASE_SECONDS = 5;

/**
 * Milliseconds without a statement after which a session is closed until the next one; 0: never.
 * `close_when_idle` (Databricks): minutes; `release_when_idle` (DuckDB files): true, or from code a number of seconds.
 */
export function idleLimit(engine: EngineName, settings: ProfileSettings): number {
  if (engine === 'databricks') return amount(settings['close_when_idle'] ?? true, DATABRICKS_MINUTES) * 60_000;
  if (engine === 'duckdb') return amount(settings['release_when_idle'] ?? false, RELEASE_SECONDS) * 1000;
  return 0;
}

function amount(value: unknown, usual: number): number {
  if (value === true || value === 'true') return usual;
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : 0;
}
