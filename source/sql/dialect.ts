import { databricks } from './dialects/databricks.js';
import { duckdb } from './dialects/duckdb.js';
import { snowflake } from './dialects/snowflake.js';
import type { DialectRules } from './dialects/rules.js';

/** The engines whose SQL this room reads; the same names the backends have. */
export type Dialect = 'snowflake' | 'databricks' | 'duckdb';

export const DIALECTS: Readonly<Record<Dialect, DialectRules>> = { snowflake, databricks, duckdb };
