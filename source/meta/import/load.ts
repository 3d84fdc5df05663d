import type { EngineName } from '../../backends/base.js';
import { loadDatabricks } from './load-databricks.js';
import { loadDuckDB } from './load-duckdb.js';
import { loadSnowflake } from './load-snowflake.js';
import type { Loading } from './loading.js';
import type { ImportTarget } from './plan.js';
import type { ImportSource } from './source.js';

const LOADERS: Readonly<Record<EngineName, (source: ImportSource, target: ImportTarget) => Loading>> = {
  duckdb: loadDuckDB,
  snowflake: loadSnowflake,
  databricks: loadDatabricks,
};

export function loadingOn(engine: EngineName, source: ImportSource, target: ImportTarget): Loading {
  return LOADERS[engine](source, target);
}
