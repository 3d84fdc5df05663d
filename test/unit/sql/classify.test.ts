import { describe, expect, it } from 'vitest';
import { classifyStatement, type Dialect } from '../../../source/sql/index.js';

type Expected = readonly [string, string, string, string?];

/** Each: the statement, its kind, its verb and its target's parts joined by `/`. A `+` behind the kind: it returns rows. */
function judges(dialect: Dialect, cases: readonly Expected[]): void {
  it.each(cases.map(([sql, kind, verb, target]) => ({ sql, kind, verb, target })))(
    '$sql',
    ({ sql, kind, verb, target }) => {
      const meaning = classifyStatement(sql, { dialect });
      const shown = `${meaning.kind}${meaning.returnsRows ? '+' : ''}`;
      expect([shown, meaning.verb, meaning.target?.parts.join('/')]).toEqual([kind, verb, target]);
    },
  );
}

describe('Snowflake', () => {
  judges('snowflake', [
    ['SELECT 1', 'reads+', 'SELECT'],
    ['(SELECT 1) UNION (SELECT 2)', 'reads+', 'SELECT'],
    ['WITH a AS (SELECT 1), b (x) AS (SELECT 2) SELECT * FROM a, b', 'reads+', 'SELECT'],
    ['WITH a AS (SELECT 1) DELETE FROM t WHERE x IN (SELECT * FROM a)', 'writes', 'DELETE', 't'],
    ['SELECT * FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY())', 'reads+', 'SELECT'],
    ['SELECT * FROM t PIVOT (SUM(a) FOR b IN (1, 2)) AS p (x, y)', 'reads+', 'SELECT'],
    [
      'SELECT t.a:b::VARCHAR(10), COUNT(*) OVER (PARTITION BY x) FROM t, LATERAL FLATTEN(input => t.a) f',
      'reads+',
      'SELECT',
    ],
    ['SELECT seq.NEXTVAL', 'writes+', 'SELECT'],
    ["SELECT SYSTEM$CANCEL_QUERY('x')", 'writes+', 'SELECT'],
    ['SELECT SYSTEM$TYPEOF(1)', 'reads+', 'SELECT'],
    ['SELECT my_udf(1)', 'unknown+', 'SELECT'],
    ['SELECT "lower"(x) FROM t', 'unknown+', 'SELECT'],
    ['SELECT db.s.lower(x) FROM t', 'unknown+', 'SELECT'],
    ['SELECT TOP 5 my_udf(1) FROM t', 'unknown+', 'SELECT'],
    ['SHOW TABLES', 'reads+', 'SHOW'],
    ['SHOW TABLES ->> SELECT * FROM $1', 'reads+', 'SHOW'],
    ['SHOW TABLES ->> DROP TABLE t', 'destroys', 'DROP TABLE', 't'],
    ['DROP TABLE t ->> SELECT 1', 'destroys+', 'DROP TABLE', 't'],
    ['DESC TABLE t', 'reads+', 'DESC'],
    ['LIST @s/x', 'reads+', 'LIST', '@s/x'],
    ['EXPLAIN USING TEXT DELETE FROM t', 'reads+', 'EXPLAIN'],
    ['USE ROLE r', 'session', 'USE ROLE', 'r'],
    ['USE SCHEMA a."B c"', 'session', 'USE SCHEMA', 'a/B c'],
    ['USE SECONDARY ROLES ALL', 'session', 'USE SECONDARY ROLES'],
    ['USE db', 'session', 'USE', 'db'],
    ['SET x = 1', 'session', 'SET'],
    ['SET x = (SELECT my_udf(1))', 'unknown', 'SET'],
    ["ALTER SESSION SET QUERY_TAG = 'x', TIMEZONE = 'UTC'", 'session', 'ALTER SESSION'],
    ['ALTER SESSION UNSET TIMEZONE', 'session', 'ALTER SESSION'],
    ['ALTER SESSION SET ENABLE_SOMETHING = TRUE', 'unknown', 'ALTER SESSION'],
    ['BEGIN', 'session', 'BEGIN'],
    ['BEGIN SELECT 1; END', 'reads+', 'BEGIN … END'],
    [
      'BEGIN LET x := CASE WHEN a THEN 1 ELSE 2 END; IF (x = 1) THEN DELETE FROM t; END IF; END',
      'destroys+',
      'BEGIN … END: DELETE',
      't',
    ],
    ['DECLARE x INT; BEGIN x := 1; RETURN x; END', 'reads+', 'DECLARE … END'],
    ['DECLARE x INT; BEGIN CALL p(); END', 'unknown+', 'DECLARE … END: CALL', 'p'],
    ['CALL p(1)', 'unknown+', 'CALL', 'p'],
    ['CALL SYSTEM$WAIT(1)', 'reads+', 'CALL', 'SYSTEM$WAIT'],
    ["EXECUTE IMMEDIATE 'SELECT ''a'''", 'reads+', 'EXECUTE IMMEDIATE: SELECT'],
    [
      'EXECUTE IMMEDIATE $$ BEGIN DROP TABLE t; END; $$',
      'destroys+',
      'EXECUTE IMMEDIATE: BEGIN … END: DROP TABLE',
      't',
    ],
    ['EXECUTE IMMEDIATE :x', 'unknown+', 'EXECUTE IMMEDIATE'],
    ['EXECUTE TASK t', 'writes', 'EXECUTE'],
    ['CREATE TABLE IF NOT EXISTS a.b (c INT)', 'writes', 'CREATE TABLE', 'a/b'],
    ['CREATE OR REPLACE TABLE t AS SELECT 1', 'destroys', 'CREATE OR REPLACE TABLE', 't'],
    ['CREATE OR REPLACE TEMPORARY TABLE t AS SELECT 1', 'writes', 'CREATE OR REPLACE TEMPORARY TABLE', 't'],
    ['CREATE OR ALTER TABLE t (a INT)', 'destroys', 'CREATE OR ALTER TABLE', 't'],
    ['CREATE FILE FORMAT ff TYPE = CSV', 'writes', 'CREATE FILE FORMAT', 'ff'],
    ['CREATE PROCEDURE p() RETURNS INT AS BEGIN DROP TABLE t; END', 'writes', 'CREATE PROCEDURE', 'p'],
    ['ALTER TABLE t ADD COLUMN c INT', 'writes', 'ALTER TABLE', 't'],
    ['ALTER TABLE IF EXISTS t DROP COLUMN c', 'destroys', 'ALTER TABLE', 't'],
    ['DROP DATABASE ROLE r', 'destroys', 'DROP DATABASE ROLE', 'r'],
    ["DROP TABLE IDENTIFIER('a.b')", 'destroys', 'DROP TABLE', 'a/b'],
    ['UNDROP SCHEMA s', 'writes', 'UNDROP SCHEMA', 's'],
    ['TRUNCATE TABLE IF EXISTS t', 'destroys', 'TRUNCATE', 't'],
    ['DELETE FROM t', 'destroys', 'DELETE', 't'],
    ['DELETE FROM t USING u WHERE t.a = u.a', 'writes', 'DELETE', 't'],
    ['UPDATE t SET a = (SELECT 1 FROM u WHERE b)', 'destroys', 'UPDATE', 't'],
    ['MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE', 'writes', 'MERGE', 't'],
    ['MERGE INTO t USING s ON TRUE WHEN MATCHED THEN DELETE', 'destroys', 'MERGE', 't'],
    ['INSERT INTO t (a) VALUES (1)', 'writes', 'INSERT', 't'],
    ['INSERT OVERWRITE INTO t SELECT 1', 'destroys', 'INSERT OVERWRITE', 't'],
    ['INSERT ALL INTO t1 INTO t2 SELECT 1', 'writes', 'INSERT', 't1'],
    ['COPY INTO t FROM @s', 'writes', 'COPY INTO', 't'],
    ['COPY INTO @s/x FROM t OVERWRITE = TRUE', 'destroys', 'COPY INTO', '@s/x'],
    ['PUT file:///a @~', 'writes+', 'PUT'],
    ['GET @~ file:///a', 'writes+', 'GET'],
    ['REMOVE @~/x', 'destroys+', 'REMOVE', '@~/x'],
    ['GRANT SELECT ON TABLE t TO ROLE r', 'writes', 'GRANT'],
    ['REVOKE SELECT ON TABLE t FROM ROLE r', 'writes', 'REVOKE'],
    ["COMMENT ON TABLE t IS 'x'", 'writes', 'COMMENT'],
    ['FROBNICATE t', 'unknown+', 'FROBNICATE'],
  ]);
});

describe('Databricks', () => {
  judges('databricks', [
    ['SELECT transform(a, x -> x + 1) FROM t', 'reads+', 'SELECT'],
    ["SELECT http_request(conn => 'c')", 'writes+', 'SELECT'],
    ['FROM t SELECT a', 'reads+', 'FROM'],
    ['FROM t INSERT INTO u SELECT a', 'writes', 'INSERT', 'u'],
    ['TABLE t', 'reads+', 'TABLE'],
    ['DESCRIBE HISTORY t', 'reads+', 'DESCRIBE'],
    ['INSERT OVERWRITE TABLE t SELECT 1', 'destroys', 'INSERT OVERWRITE', 't'],
    ['INSERT INTO t REPLACE WHERE a = 1 SELECT 1', 'writes', 'INSERT REPLACE WHERE', 't'],
    ['INSERT INTO t REPLACE WHERE TRUE SELECT 1', 'destroys', 'INSERT REPLACE WHERE', 't'],
    ['CREATE OR REFRESH STREAMING TABLE t AS SELECT 1', 'writes', 'CREATE OR REFRESH STREAMING TABLE', 't'],
    ['CREATE OR REPLACE TEMP VIEW v AS SELECT 1', 'writes', 'CREATE OR REPLACE TEMP VIEW', 'v'],
    ['ALTER TABLE t REPLACE COLUMNS (a INT)', 'destroys', 'ALTER TABLE', 't'],
    ['DELETE FROM t WHERE 1 = 1', 'destroys', 'DELETE', 't'],
    ['DELETE FROM t WHERE (a = 1)', 'writes', 'DELETE', 't'],
    [
      'MERGE WITH SCHEMA EVOLUTION INTO t USING s ON t.a = s.a WHEN NOT MATCHED BY SOURCE THEN DELETE',
      'destroys',
      'MERGE',
      't',
    ],
    ['MERGE INTO t USING s ON t.a = s.a WHEN NOT MATCHED BY SOURCE AND t.b THEN DELETE', 'writes', 'MERGE', 't'],
    ['VACUUM t', 'destroys', 'VACUUM', 't'],
    ['OPTIMIZE delta.`/x` ZORDER BY (a)', 'writes+', 'OPTIMIZE', 'delta//x'],
    ['DECLARE VARIABLE x INT', 'session', 'DECLARE', 'x'],
    ['DROP TEMPORARY VARIABLE x', 'session', 'DROP TEMPORARY VARIABLE', 'x'],
    ['SET VAR x = 1', 'session', 'SET'],
    ['SET TAG ON TABLE t k = v', 'writes', 'SET TAG'],
    ['USE CATALOG c', 'session', 'USE CATALOG', 'c'],
    ['REFRESH TABLE t', 'session', 'REFRESH TABLE'],
    ['REFRESH MATERIALIZED VIEW v', 'writes', 'REFRESH'],
    ['lbl: BEGIN DROP TABLE t; END', 'destroys+', 'BEGIN … END: DROP TABLE', 't'],
    [
      'BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN DELETE FROM t; END; SELECT 1; END',
      'destroys+',
      'BEGIN … END: DELETE',
      't',
    ],
    ['EXECUTE IMMEDIATE "DROP TABLE t"', 'destroys+', 'EXECUTE IMMEDIATE: DROP TABLE', 't'],
  ]);
});

describe('DuckDB', () => {
  judges('duckdb', [
    ['FROM t', 'reads+', 'FROM'],
    ['PIVOT t ON x', 'reads+', 'PIVOT'],
    ['SUMMARIZE t', 'reads+', 'SUMMARIZE'],
    ["SELECT nextval('s')", 'writes+', 'SELECT'],
    ['SELECT list_transform([1], lambda x: x + 1)', 'reads+', 'SELECT'],
    ['SELECT a.lower().my_macro() FROM t', 'unknown+', 'SELECT'],
    ["COPY t TO 'x.csv'", 'writes', 'COPY TO', 'x.csv'],
    ["COPY (SELECT 1) TO 'x.parquet'", 'writes', 'COPY TO', 'x.parquet'],
    ["COPY t FROM 'x.csv'", 'writes', 'COPY', 't'],
    ["ATTACH 'x.db'", 'writes', 'ATTACH'],
    ['INSTALL httpfs', 'writes', 'INSTALL'],
    ['LOAD httpfs', 'session', 'LOAD'],
    ["PRAGMA table_info('t')", 'reads+', 'PRAGMA TABLE_INFO'],
    ['PRAGMA threads = 4', 'session', 'PRAGMA THREADS'],
    ['PRAGMA frobnicate', 'unknown+', 'PRAGMA FROBNICATE'],
    ['EXPLAIN DELETE FROM t', 'reads+', 'EXPLAIN'],
    ['EXPLAIN ANALYZE DELETE FROM t', 'destroys+', 'EXPLAIN ANALYZE DELETE', 't'],
    ['EXPLAIN (ANALYZE, FORMAT json) SELECT 1', 'reads+', 'EXPLAIN ANALYZE SELECT'],
    ['INSERT INTO t VALUES (1) RETURNING *', 'writes+', 'INSERT', 't'],
    ["INSERT INTO t VALUES ('returning')", 'writes', 'INSERT', 't'],
    ['DELETE FROM t RETURNING a', 'destroys+', 'DELETE', 't'],
    ['CALL duckdb_tables()', 'reads+', 'CALL', 'duckdb_tables'],
    ['CREATE MACRO f(a) AS a', 'writes', 'CREATE MACRO', 'f'],
    ['EXECUTE p(1)', 'unknown+', 'EXECUTE'],
    ['WITH x AS (SELECT 1) INSERT INTO t FROM x', 'writes', 'INSERT', 't'],
  ]);
});

describe('beyond kind and verb', () => {
  it.each([
    ['snowflake', 'BEGIN TRANSACTION', 'begin'],
    ['snowflake', 'START TRANSACTION', 'begin'],
    ['databricks', 'COMMIT', 'commit'],
    ['duckdb', 'END', 'commit'],
    ['duckdb', 'ABORT', 'rollback'],
  ] as const)('%s: %s is a transaction statement', (dialect, sql, transaction) => {
    expect(classifyStatement(sql, { dialect }).transaction).toBe(transaction);
  });

  it('says what changes in the catalog', () => {
    const changeOf = (sql: string) => classifyStatement(sql, { dialect: 'snowflake' }).catalogChange;
    expect(changeOf('CREATE DYNAMIC TABLE t AS SELECT 1')).toEqual({ action: 'create', object: 'dynamic table' });
    expect(changeOf('DROP FILE FORMAT f')).toEqual({ action: 'drop', object: 'file format' });
    expect(changeOf('ALTER WAREHOUSE w SUSPEND')).toEqual({ action: 'alter', object: 'warehouse' });
    expect(changeOf('USE WAREHOUSE w')).toEqual({ action: 'use', object: 'warehouse' });
    expect(changeOf('SELECT 1')).toBeUndefined();
  });

  it('says that nothing narrows a change down, and why a query is no reading one', () => {
    expect(classifyStatement('DELETE FROM t', { dialect: 'duckdb' })).toMatchObject({ unconditional: true });
    expect(classifyStatement('DELETE FROM t WHERE a', { dialect: 'duckdb' }).unconditional).toBeUndefined();
    expect(classifyStatement('SELECT f(1)', { dialect: 'duckdb' }).reason).toBe(
      'It calls F, which is not known to only read.',
    );
  });

  it('judges a deep nest at once and calls it unknown', () => {
    const nested = `${'EXPLAIN ANALYZE '.repeat(5000)}SELECT 1`;
    expect(classifyStatement(nested, { dialect: 'duckdb' }).kind).toBe('unknown');
  });
});
