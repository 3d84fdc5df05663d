// The doubles, in a process of their own: what they need is not smallex's time or memory.
import { startDatabricksDouble } from '../../test/doubles/databricks.js';
import { startSnowflakeDouble } from '../../test/doubles/snowflake.js';

export const QUERY = 'select the_rows';

/** Started as a child: tells where it listens, and goes on until it is ended. */
export async function serve(count: number): Promise<void> {
  const snowflake = await startSnowflakeDouble();
  snowflake.answer(QUERY, {
    columns: [
      { name: 'ID', type: 'fixed' },
      { name: 'NAME', type: 'text' },
      { name: 'PRICE', type: 'fixed', scale: 2 },
      { name: 'AT', type: 'timestamp_ntz', scale: 9 },
      { name: 'OK', type: 'boolean' },
      { name: 'NOTE', type: 'text' },
    ],
    rows: { count, make },
    chunks: Math.ceil(count / 20_000),
  });
  const databricks = await startDatabricksDouble();
  databricks.answer(QUERY, {
    columns: [
      { name: 'id', type: 'bigint' },
      { name: 'name', type: 'string' },
      { name: 'price', type: 'decimal(12,2)' },
      { name: 'at', type: 'timestamp_ntz' },
      { name: 'ok', type: 'boolean' },
      { name: 'note', type: 'string' },
    ],
    rows: { count, make },
  });
  const { url, port } = snowflake;
  const { host, path, token, caFile } = databricks;
  process.send?.({ snowflake: { url, port }, databricks: { host, port: databricks.port, path, token, caFile } });
}

const MS_2026 = Date.UTC(2026, 0, 1);

function make(index: number): readonly unknown[] {
  const at = new Date(MS_2026 + index * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const note = index % 7 === 0 ? 'with, "quotes"' : 'plain words here';
  return [index, `name ${index}`, (index * 1.25).toFixed(2), `${at}.123456`, index % 2 === 0, note];
}
