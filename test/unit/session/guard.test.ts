import { describe, expect, test } from 'vitest';
import type { EngineName } from '../../../source/backends/base.js';
import type { ProfileSettings } from '../../../source/profiles/index.js';
import { openSession, productionQuestions, type ProductionQuestion } from '../../../source/session/index.js';

const ENGINES = ['snowflake', 'databricks', 'duckdb'] as const;

function asked(sql: string, engine: EngineName = 'snowflake', more: ProfileSettings = {}): string[] {
  const settings = { environment: 'production' as const, ...more };
  const session = { name: 'live', engine, settings, warehouse: 'WH' };
  return productionQuestions({ sql, number: 1, of: 1 }, session).map(({ answer }) => answer);
}

describe('production questions', () => {
  test.each([
    ['DROP TABLE a.t', 'a.t'],
    ['TRUNCATE TABLE t', 't'],
    ['DELETE FROM t', 't'],
    ['DELETE FROM t WHERE 1 = 1', 't'],
    ['UPDATE t SET a = 1', 't'],
    ['CREATE OR REPLACE TABLE t (a INT)', 't'],
    ['INSERT OVERWRITE INTO t SELECT 1', 't'],
    ['MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET b = 1', 'yes'],
    ['GRANT SELECT ON TABLE t TO ROLE r', 'yes'],
    ['REVOKE SELECT ON TABLE t FROM ROLE r', 'yes'],
    ['ALTER WAREHOUSE w SET WAREHOUSE_SIZE = LARGE', 'yes'],
    ['ALTER USER u SET DISABLED = TRUE', 'yes'],
    ["ALTER ACCOUNT SET TIMEZONE = 'UTC'", 'yes'],
    ['CALL p()', 'yes'],
    ['EXECUTE TASK t', 'yes'],
    ['EXECUTE IMMEDIATE $x', 'yes'],
    ['COPY INTO t FROM @s', 'yes'],
    ['BEGIN INSERT INTO t VALUES (1); GRANT SELECT ON t TO ROLE r; END', 'yes'],
    ['INSERT INTO t VALUES (1) ->> GRANT SELECT ON t TO ROLE r', 'yes'],
  ])('%s takes %s', (sql, answer) => {
    expect(asked(sql)).toEqual([answer]);
  });

  test.each([
    'SELECT 1',
    'INSERT INTO t VALUES (1)',
    'UPDATE t SET a = 1 WHERE b = 2',
    'DELETE FROM t WHERE b = 2',
    'CREATE TABLE t (a INT)',
    'ALTER TABLE t ADD COLUMN b INT',
    'BEGIN',
    'COMMIT',
    'USE ROLE r',
  ])('%s simply runs', (sql) => {
    expect(asked(sql)).toEqual([]);
    expect(asked(sql, 'duckdb', { environment: 'staging' })).toEqual([]);
  });

  test('with confirm_changes what a condition narrows down is asked about, too', () => {
    expect(asked('DELETE FROM t WHERE b = 2', 'duckdb', { confirm_changes: true })).toEqual(['yes']);
    expect(asked('UPDATE t SET a = 1 WHERE b = 2', 'databricks', { confirm_changes: true })).toEqual(['yes']);
    expect(asked('INSERT INTO t VALUES (1)', 'duckdb', { confirm_changes: true })).toEqual([]);
  });

  test('an arrow of JSON in DuckDB is no chain', () => {
    expect(asked("UPDATE t SET a = b ->> 'x' WHERE c = 1", 'duckdb')).toEqual([]);
  });

  test.each(ENGINES)('%s: what is sent as one text is asked about statement by statement', (engine) => {
    expect(asked('SELECT 1; DROP TABLE t; SELECT 2', engine)).toEqual(['t']);
  });

  test('a name that nobody can type is answered with yes', () => {
    expect(asked('DROP TABLE "a\u0007b"')).toEqual(['yes']);
    expect(asked(`DROP TABLE "${'long '.repeat(40)}"`)).toEqual(['yes']);
  });

  test('number, verb and target stand in the question; c names the warehouse that it would use', () => {
    const settings = { environment: 'production' as const };
    const session = { name: 'live', engine: 'snowflake' as const, settings, warehouse: 'COMPUTE_WH' };
    const [question] = productionQuestions({ sql: 'DELETE FROM shop.orders', number: 2, of: 3 }, session);
    expect(question).toMatchObject({
      message: 'This is production (live), statement 2 of 3: DELETE shop.orders, every row of it.',
      hint: 'Type shop.orders to run it; Enter alone does not. c counts the rows first on the warehouse COMPUTE_WH.',
      count: 'SELECT count(*) FROM shop.orders',
    });
  });
});

test('a whole text is asked about before its first statement runs, and one no stops all of it', async () => {
  const session = await openSession({ engine: 'duckdb', connection: {} }, { settings: { environment: 'production' } });
  try {
    const text =
      'create table t(a int); insert into t values (1); drop table t; create or replace table t as select 2 as a';
    const questions: ProductionQuestion[] = [];
    const seen: string[] = [];
    const confirm = (question: ProductionQuestion): void => {
      questions.push(question);
      if (questions.length === 2) throw new Error('no');
    };
    for await (const event of session.run(text, { confirm, onError: 'continue' })) seen.push(event.type);
    expect(questions.map(({ statement }) => statement.number)).toEqual([3, 4]);
    expect(seen).not.toContain('done');
    const agreed: string[] = [];
    const all: number[] = [];
    for await (const event of session.run(text, { confirm: (question) => void all.push(question.statement.number) })) {
      if (event.type === 'done') agreed.push('done');
    }
    expect(all).toEqual([3, 4]);
    expect(agreed).toHaveLength(4);
    const [question] = session.questions([{ sql: 'delete from t', number: 1, of: 1 }]);
    expect(await session.count(question!)).toBe('1');
  } finally {
    await session.close();
  }
});
