import type * as DuckDB from '@duckdb/node-api';
import { ConfigError } from './errors.js';

export type DuckDBModule = typeof DuckDB;

let loaded: Promise<DuckDBModule> | undefined;

/**
 * Embedded DuckDB, imported when first needed (200 ms). It is the default engine and also what sorts, spills and
 * writes parquet for the others.
 * @throws ConfigError with the command that installs it.
 */
export function loadDuckDB(): Promise<DuckDBModule> {
  loaded ??= import('@duckdb/node-api').then(
    (module) => module.default as DuckDBModule,
    (cause: unknown) => {
      loaded = undefined;
      throw new ConfigError('DuckDB is not installed beside smallex.', {
        hint: 'Install it with: npm install @duckdb/node-api@1.5.6-r.1',
        cause,
      });
    },
  );
  return loaded;
}
