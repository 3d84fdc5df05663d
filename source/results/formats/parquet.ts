import type { BinaryFormat } from './format.js';

/** Typed columns, compressed; written through embedded DuckDB (results/parquet.ts). */
export const parquet: BinaryFormat = {
  name: 'parquet',
  extensions: ['parquet', 'pq'],
  many: false,
  binary: true,
  help: 'typed and compressed, to a file only (-o)',
};
