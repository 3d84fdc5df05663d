// The doubles of the soak in a process of their own: they keep every request, which would hide what the program keeps.
import { startDatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble } from '../doubles/snowflake.js';

const snowflake = await startSnowflakeDouble({ syncMs: 100 });
const databricks = await startDatabricksDouble();
const numbers = (count: number) => ({ count, make: (index: number) => [index] });
const fixed = [{ name: 'N', type: 'fixed' }];
const bigint = [{ name: 'n', type: 'bigint' }];

snowflake.answer('select small', { columns: fixed, rows: numbers(3) });
snowflake.answer('select slow', { columns: fixed, rows: numbers(3), delayMs: 150 });
snowflake.answer('select big', { columns: fixed, rows: numbers(20_000), chunks: 4 });
snowflake.answer(/^insert/, { affected: 1, verb: 'inserted' });
databricks.answer('select small', { columns: bigint, rows: numbers(3) });
databricks.answer('select slow', { columns: bigint, rows: numbers(3), delayMs: 150 });
databricks.answer('select big', { columns: bigint, rows: numbers(20_000), chunks: 4 });
databricks.answer(/^insert/, { affected: 1, verb: 'inserted' });

process.on('disconnect', () => process.exit(0));
process.send!({
  snow: {
    engine: 'snowflake',
    connection: {
      account: snowflake.account,
      host: snowflake.host,
      port: snowflake.port,
      protocol: 'http',
      user: 'fake',
      password: 'snow',
      warehouse: 'W1',
      database: 'DEMO',
    },
  },
  bricks: {
    engine: 'databricks',
    connection: {
      server_hostname: databricks.host,
      port: databricks.port,
      http_path: databricks.path,
      ca_file: databricks.caFile,
      access_token: databricks.token,
    },
  },
});
