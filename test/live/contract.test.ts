// The contract suite through the real drivers against real engines; what these can't do is named in the skipped titles.
import { afterAll } from 'vitest';
import { databricksEngine, databricksSql } from '../contract/engines/databricks.js';
import { snowflakeEngine, SNOWFLAKE_SQL } from '../contract/engines/snowflake.js';
import type { TypeCase } from '../contract/engine.js';
import { describeContract } from '../contract/suite.js';
import { DATABRICKS_TYPES } from '../contract/types/databricks.js';
import { SNOWFLAKE_TYPES } from '../contract/types/snowflake.js';
import { countsOf as databricksCounts } from './engines/databricks/start.js';
import { countsOf as snowflakeCounts, startSnowflakeEngine } from './engines/snowflake/start.js';
import { liveEngines } from './engines.js';

const { databricks, python } = liveEngines();
// A server of its own: logins are counted, and other files use the shared one meanwhile.
const snowflake = await startSnowflakeEngine(python.snowflake, { syncSeconds: 1 });
afterAll(() => snowflake.stop());

const live = (types: readonly (TypeCase & { readonly live?: Partial<TypeCase> })[]): readonly TypeCase[] =>
  types.map(({ live: difference, ...type }) => ({ ...type, ...difference }));

describeContract(
  snowflakeEngine(
    'the Snowflake-protocol server',
    {
      account: snowflake.account,
      host: snowflake.host,
      port: snowflake.port,
      protocol: 'http',
      user: snowflake.user,
      password: snowflake.password,
    },
    {
      types: live(SNOWFLAKE_TYPES),
      sql: SNOWFLAKE_SQL,
      logins: async () => (await snowflakeCounts(snowflake.url))['login'] ?? 0,
      sent: async () => (await snowflakeCounts(snowflake.url))['query'] ?? 0,
      cannot: {
        'a run that is left': 'the server runs the statements of a session one after another',
        'first rows first': 'rows are counted by the double',
        'close when the server hangs': 'only the double hangs when told',
      },
    },
  ),
);

const sql = databricksSql(databricks.catalog);
describeContract(
  databricksEngine(
    'Spark behind the gateway',
    databricks.catalog,
    {
      server_hostname: databricks.host,
      port: databricks.port,
      http_path: databricks.path,
      access_token: databricks.token,
      ca_file: databricks.caFile,
    },
    {
      types: live(DATABRICKS_TYPES),
      sql: {
        ...sql,
        // 2 to 5 s: a statement that is cancelled or closed before Spark has begun its job is CANCELED for the client, but its
        // tasks keep both cores until they are done (seen in the thread dump), and the next one waits.
        endless: 'SELECT count(*) FROM range(500000000) WHERE id % 7 = 3',
        // Spark tells that a statement runs only after 5 s, by which a quiet machine has ended the one above.
        whileRunning: 'SELECT count(*) FROM range(5000000000) WHERE id % 7 = 3',
        // Spark has no Delta tables, and gives no counts (test/live/README.md).
        changes: sql.changes.filter(([text]) => !/^(?:UPDATE|DELETE)/.test(text)).map(([text]) => [text, null]),
        zones: {
          ...sql.zones,
          // The text of the session's zone, without an offset.
          cells: { 'America/New_York': '2023-11-14 17:13:20.5', 'Asia/Kolkata': '2023-11-15 03:43:20.5' },
        },
      },
      logins: async () => {
        const { warehouses = 0, refused = 0 } = await databricksCounts(databricks);
        return warehouses + refused;
      },
      sent: async () => (await databricksCounts(databricks))['ExecuteStatement'] ?? 0,
      cannot: {
        'a run that is left': 'the statement holds all cores of the local Spark, and the next one waits for them',
        'a result by its id': 'Databricks keeps results for the session that ran the statement',
        'first rows first': 'rows are counted by the double',
        'close when the server hangs': 'only the double hangs when told',
      },
    },
  ),
);
