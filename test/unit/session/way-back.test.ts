import { expect, test } from 'vitest';
import { openSession } from '../../../source/session/index.js';
import { WayBack, wayBack } from '../../../source/session/way-back.js';
import { classifyStatement } from '../../../source/sql/index.js';
import { startSnowflakeDouble } from '../../doubles/snowflake.js';
import { optionsFor } from '../backends/snowflake/connect.js';

test.each([
  ['snowflake', 'DROP TABLE a.t', 'Way back: UNDROP TABLE a.t; while Time Travel keeps it.'],
  ['snowflake', 'DROP SCHEMA IF EXISTS s', 'Way back: UNDROP SCHEMA s; while Time Travel keeps it.'],
  ['snowflake', 'DROP VIEW v', null],
  [
    'snowflake',
    'DELETE FROM t WHERE a = 1',
    "Way back: SELECT * FROM t BEFORE(STATEMENT => '01b-7'); has it as it was.",
  ],
  ['snowflake', 'UPDATE t SET a = 1', "Way back: SELECT * FROM t BEFORE(STATEMENT => '01b-7'); has it as it was."],
  ['snowflake', 'TRUNCATE TABLE t', "Way back: SELECT * FROM t BEFORE(STATEMENT => '01b-7'); has it as it was."],
  [
    'snowflake',
    'CREATE OR REPLACE TABLE t (a INT)',
    'Way back: ALTER TABLE t RENAME TO …; then UNDROP TABLE t; while Time Travel keeps it.',
  ],
  ['snowflake', 'CREATE OR REPLACE VIEW v AS SELECT 1', null],
  ['snowflake', 'INSERT INTO t VALUES (1)', null],
  ['databricks', 'DROP TABLE t', 'Way back: UNDROP TABLE t; for 7 days, if Unity Catalog manages it.'],
  [
    'databricks',
    'DELETE FROM t WHERE a = 1',
    'Way back: RESTORE TABLE t TO VERSION AS OF n; n stands in DESCRIBE HISTORY t; (Delta tables).',
  ],
  [
    'databricks',
    'CREATE OR REPLACE TABLE t AS SELECT 1',
    'Way back: RESTORE TABLE t TO VERSION AS OF n; n stands in DESCRIBE HISTORY t; (Delta tables).',
  ],
  ['duckdb', 'DROP TABLE t', null],
  ['duckdb', 'DELETE FROM t', null],
] as const)('%s: %s', (engine, sql, line) => {
  const meaning = classifyStatement(sql, { dialect: engine });
  expect(wayBack({ engine, meaning, queryId: '01b-7', inTransaction: false })).toBe(line);
});

test('in an open transaction of DuckDB it is ROLLBACK, and that it is', async () => {
  const session = await openSession({ engine: 'duckdb', connection: {} });
  const lines: (string | null)[] = [];
  const run = async (sql: string): Promise<void> => {
    const follow = new WayBack('duckdb', () => session.context.inTransaction === true);
    for await (const event of session.run(sql)) {
      const line = follow.take(event);
      if (event.type === 'done') lines.push(line);
    }
  };
  await run(
    'create table t as select 1 as a; delete from t; insert into t values (1); begin; delete from t; drop table t; rollback',
  );
  const open = 'Way back: ROLLBACK; the transaction is still open.';
  expect(lines).toEqual([null, null, null, null, open, open, null]);
  await session.close();
});

test('on Snowflake it names the query id that the server gave', async () => {
  const double = await startSnowflakeDouble();
  double.answer('delete from t where a = 1', { affected: 3, verb: 'deleted' });
  double.answer('delete from t where a = 2', { affected: 0, verb: 'deleted' });
  const session = await openSession({ engine: 'snowflake', connection: optionsFor(double) });
  const lines: (string | null)[] = [];
  let id = '';
  const follow = new WayBack('snowflake', () => session.context.inTransaction === true);
  for await (const event of session.run('delete from t where a = 1; delete from t where a = 2')) {
    if (event.type === 'query-id' && id === '') id = event.queryId;
    const line = follow.take(event);
    if (event.type === 'done') lines.push(line);
  }
  expect(lines).toEqual([`Way back: SELECT * FROM t BEFORE(STATEMENT => '${id}'); has it as it was.`, null]);
  await session.close();
  await double.stop();
});
