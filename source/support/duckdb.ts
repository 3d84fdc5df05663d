import { createRequire } from 'node:module';
import type * as DuckDB from '@duckdb/node-api';
import { ConfigError } from './errors.js';

export type DuckDBModule = typeof DuckDB;

let loaded: DuckDBModule | undefined;

/**
 * Embedded DuckDB, loaded when first needed (100 ms). It is the default engine and also what sorts, spills and
 * writes parquet for the others.
 * @throws ConfigError with the command that installs it.
 */
export async function loadDuckDB(): Promise<DuckDBModule> {
  try {
    // Its package is CommonJS: import() would first parse each of its files for what it exports, 150 ms more.
    return (loaded ??= createRequire(import.meta.url)('@duckdb/node-api') as DuckDBModule);
  } catch (cause) {
    throw new ConfigError('DuckDB is not installed beside smallex.', {
      hint: 'Install it with: npm install @duckdb/node-api@1.5.6-r.1',
      cause,
    });
  }
}
