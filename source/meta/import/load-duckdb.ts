import { sqlName } from '../../results/embedded.js';
import type { Host } from '../host.js';
import { mustBeAll } from './counts.js';
import type { Loading } from './loading.js';
import { createTable, type ImportTarget } from './plan.js';
import type { ImportSource } from './source.js';
import { castOn } from './types.js';

/** DuckDB reads the file itself, in one transaction. */
export function loadDuckDB(source: ImportSource, { table, columns, exists }: ImportTarget): Loading {
  // A parquet file's columns keep the types they have there.
  const keeps = source.isTyped && !exists;
  const values = columns.map(({ from, typeName }) => (source.isTyped ? from : castOn('duckdb', from, typeName)));
  const insert =
    `INSERT INTO ${table} (${columns.map(({ to }) => to).join(', ')})\n` +
    `SELECT ${values.join(', ')}\nFROM ${source.from}`;
  const create = keeps
    ? `CREATE TABLE ${table} AS\nSELECT ${source.columns.map(({ name }) => sqlName(name)).join(', ')} FROM ${source.from} LIMIT 0`
    : createTable(table, columns);
  const statements = exists ? [insert] : [create, insert];
  return {
    statements,
    promise: 'All or nothing: it runs in one transaction.',
    async run(host: Host) {
      await host.execute('BEGIN TRANSACTION');
      try {
        let arrived = 0;
        for (const sql of statements) arrived = (await host.execute(sql, { waiting: 'importing' })).affected ?? 0;
        mustBeAll(arrived, source.rows);
        await host.execute('COMMIT');
        return arrived;
      } catch (error) {
        await host.execute('ROLLBACK', { cleansUp: true }).catch(() => undefined);
        throw error;
      }
    },
  };
}
