import type { ConnectionContext, EngineName } from '../../backends/base.js';
import type { Session } from '../../session/index.js';
import { loadDatabricks } from './load-databricks.js';
import { loadDuckDB } from './load-duckdb.js';
import { loadSnowflake } from './load-snowflake.js';
import type { Loading } from './loading.js';
import type { ImportTarget } from './plan.js';
import type { ImportSource } from './source.js';

type Loader = (source: ImportSource, target: ImportTarget, context: ConnectionContext) => Loading;

const LOADERS: Readonly<Record<EngineName, Loader>> = {
  duckdb: loadDuckDB,
  snowflake: loadSnowflake,
  databricks: loadDatabricks,
};

export function loadingOn({ engine, context }: Session, source: ImportSource, target: ImportTarget): Loading {
  return LOADERS[engine](source, target, context);
}
