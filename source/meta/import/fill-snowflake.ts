import type { Host } from '../host.js';
import { mustBeAll } from './counts.js';
import { createTable, type ImportTarget } from './plan.js';
import type { ImportSource } from './source.js';

/**
 * Fills a table in one transaction; DDL commits there, so a new table is dropped on failure.
 * @param fill gives how many rows arrived
 * @throws QueryError when these are not all
 */
export async function fillSnowflake(
  host: Host,
  source: ImportSource,
  { table, columns, exists }: ImportTarget,
  fill: () => Promise<number>,
): Promise<number> {
  if (!exists) await host.execute(createTable(table, columns));
  try {
    await host.execute('BEGIN');
    const arrived = await fill();
    mustBeAll(arrived, source.rows);
    await host.execute('COMMIT');
    return arrived;
  } catch (error) {
    await host.execute('ROLLBACK', { cleansUp: true }).catch(() => undefined);
    if (!exists) await host.execute(`DROP TABLE IF EXISTS ${table}`, { cleansUp: true }).catch(() => undefined);
    throw error;
  }
}
