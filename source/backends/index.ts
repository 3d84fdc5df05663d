import { nearest } from '../support/nearest.js';
import { ValueError } from '../support/errors.js';
import type { BaseDatabaseBackend, EngineName } from './base.js';
import { DatabricksBackend } from './databricks/backend.js';
import { DuckDBBackend } from './duckdb/backend.js';
import { SnowflakeBackend } from './snowflake/backend.js';

// A backend object is cheap: its driver is imported when it logs in.
const BACKENDS: Readonly<Record<EngineName, () => BaseDatabaseBackend>> = {
  snowflake: () => new SnowflakeBackend(),
  databricks: () => new DatabricksBackend(),
  duckdb: () => new DuckDBBackend(),
};

/** The engines that `getBackend` knows, in the order in which people are shown them. */
export function listBackends(): readonly EngineName[] {
  return Object.keys(BACKENDS) as EngineName[];
}

/**
 * Makes the backend of an engine.
 * @param engine its identifier as configuration files have it: `snowflake`, `databricks` or `duckdb`
 * @returns a new backend; its driver is imported when it logs in
 * @throws ValueError naming the known engines, and the nearest one, when the engine is unknown.
 */
export function getBackend(engine: string): BaseDatabaseBackend {
  const known = listBackends();
  const name = known.find((candidate) => candidate === engine);
  if (name) return BACKENDS[name]();
  const hint = `Known engines: ${known.join(', ')}.`;
  // A configuration file may name none, or a number.
  if (typeof engine !== 'string') throw new ValueError('No engine is named: it must be a text.', { hint });
  const guess = nearest(engine, known);
  throw new ValueError(`Unknown engine "${engine}".${guess ? ` Did you mean "${guess}"?` : ''}`, { hint });
}
