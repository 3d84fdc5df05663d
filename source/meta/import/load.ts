import type { EngineName } from '../../backends/base.js';
import type { Host } from '../host.js';
import { loadDatabricks } from './load-databricks.js';
import { loadDuckDB } from './load-duckdb.js';
import { loadSnowflake } from './load-snowflake.js';
import type { ImportTarget } from './plan.js';
import type { ImportSource } from './source.js';

/** How a file gets into a table of an engine. */
export interface Loading {
  /** The statements, as they are shown before anything runs. */
  readonly statements: readonly string[];
  /** What becomes of the table when a row fails, as a sentence. */
  readonly promise: string;
  /** @returns the number of rows that arrived. @throws SmallexError; the table is then as before */
  run(host: Host): Promise<number>;
}

const LOADERS: Readonly<Record<EngineName, (source: ImportSource, target: ImportTarget) => Loading>> = {
  duckdb: loadDuckDB,
  snowflake: loadSnowflake,
  databricks: loadDatabricks,
};

export function loadingOn(engine: EngineName, source: ImportSource, target: ImportTarget): Loading {
  return LOADERS[engine](source, target);
}
