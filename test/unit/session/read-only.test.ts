// Attempts to write past a read-only session. On DuckDB in memory, where nothing but smallex refuses, each attempt is run
// and the world looked at afterwards; on the others the text alone is judged, and what isn't surely a read never leaves.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSession } from '../../../source/session/index.js';
import { refuseWrites } from '../../../source/session/guard.js';
import { temporaryFolder } from '../profiles/folder.js';

const onDuckdb = (dir: string): readonly string[] => [
  `SET log_query_path = '${dir}/log.txt'`,
  `SET "log_query_path" = '${dir}/log.txt'`,
  `SET GLOBAL log_query_path = '${dir}/log.txt'`,
  `SET enable_profiling = 'json'; SET profiling_output = '${dir}/profile.json'; SELECT 1`,
  `PRAGMA profiling_output = '${dir}/profile.json'`,
  `CALL enable_logging(storage = 'file', storage_path = '${dir}/log')`,
  `CALL enable_profiling('json', save_location = '${dir}/profile.json')`,
  `FROM enable_profiling('json', save_location = '${dir}/profile.json')`,
  `SET secret_directory = '${dir}/secrets'; CREATE PERSISTENT SECRET s (TYPE http)`,
  `SET extension_directory = '${dir}/extensions'; INSTALL json`,
  `LOAD '${dir}/any.duckdb_extension'`,
  `COPY t TO '${dir}/out.csv'`,
  `COPY (SELECT 1) TO '${dir}/out.parquet'`,
  `EXPORT DATABASE '${dir}/export'`,
  `ATTACH '${dir}/new.duckdb'`,
  `ATTACH '${dir}/new.duckdb' AS n; CREATE TABLE n.t AS SELECT 1`,
  'DELETE FROM t',
  'delete/**/from t',
  '/*+ hint */ DELETE FROM t',
  '-- read\nDELETE FROM t',
  'SELECT 1; DELETE FROM t',
  'SELECT 1;;\n-- one\nDELETE FROM t',
  'BEGIN; DELETE FROM t; COMMIT',
  'EXPLAIN ANALYZE DELETE FROM t',
  'EXPLAIN ANALYSE DELETE FROM t',
  'EXPLAIN (ANALYZE, FORMAT json) DELETE FROM t',
  'EXPLAIN (FORMAT json, ANALYSE) DELETE FROM t',
  'WITH x AS (SELECT 1 AS a) DELETE FROM t USING x WHERE t.a = x.a',
  'WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x',
  'WITH x AS MATERIALIZED (INSERT INTO t VALUES (2) RETURNING *) FROM x',
  'SELECT * FROM (DELETE FROM t RETURNING *)',
  'PREPARE p AS DELETE FROM t; EXECUTE p',
  "SELECT nextval('s')",
  `SELECT "nextval"('s')`,
  "SELECT 's'.nextval()",
  "SET VARIABLE v = (SELECT nextval('s'))",
  'CREATE TEMP TABLE z (a INT)',
  'MERGE INTO t USING t AS u ON t.a = u.a WHEN MATCHED THEN DELETE',
  'INSERT OR REPLACE INTO t VALUES (3)',
  'TRUNCATE t',
  'PIVOT (DELETE FROM t RETURNING *) ON a',
  "FROM query('DELETE FROM t')",
  "FROM query_table('t'); UPDATE t SET a = 5",
  'CHECKPOINT',
  "COMMENT ON TABLE t IS 'x'",
];

test('DuckDB in memory: nothing that was tried changes a table, a sequence or a file', async () => {
  const dir = join(temporaryFolder(), 'world');
  mkdirSync(dir);
  let tried = 0;
  for (const sql of onDuckdb(dir)) {
    const settings = { read_only: true, startup: [] };
    const session = await openSession({ engine: 'duckdb', connection: {} }, { settings });
    const own = async (text: string): Promise<string> => {
      const cells: string[] = [];
      for await (const batch of (await session.connection.execute(text)).batches()) cells.push(JSON.stringify(batch));
      return cells.join();
    };
    await own('CREATE TABLE t AS SELECT 1 AS a');
    await own('CREATE SEQUENCE s');
    const state = () =>
      own(
        'SELECT (SELECT list(a) FROM t), (SELECT count(*) FROM duckdb_tables()), (SELECT last_value FROM duckdb_sequences()), (SELECT list(database_name ORDER BY 1) FROM duckdb_databases()), (SELECT comment FROM duckdb_tables())',
      );
    const before = await state();
    for (const unsplit of [true, false]) {
      for await (const event of session.run(sql, { unsplit, onError: 'continue', confirm: () => undefined })) {
        expect(event.type).not.toBe('paused');
      }
    }
    await own('ROLLBACK').catch(() => undefined);
    expect({ sql, state: await state(), files: readdirSync(dir) }).toEqual({ sql, state: before, files: [] });
    await session.close();
    tried++;
  }
  expect(tried).toBe(onDuckdb(dir).length);
}, 60_000);

const REFUSED = {
  snowflake: [
    'SELECT 1; DROP TABLE t',
    'SELECT seq.NEXTVAL',
    'SET x = (SELECT seq.NEXTVAL)',
    'SELECT SYSTEM$CANCEL_ALL_QUERIES(1)',
    'SELECT own_function(1)',
    'SELECT * FROM TABLE(own_db.own_schema.own_function())',
    'CALL p()',
    'WITH p AS PROCEDURE () RETURNS INT LANGUAGE SQL AS $$ BEGIN DELETE FROM t; RETURN 1; END $$ CALL p()',
    'EXECUTE IMMEDIATE $x',
    "EXECUTE IMMEDIATE 'DROP TABLE t'",
    "EXECUTE IMMEDIATE 'BEGIN -- \\n DROP TABLE t; END'",
    "EXECUTE IMMEDIATE 'SELECT 1 /* \\x2a/ ; DROP TABLE t'",
    'EXECUTE IMMEDIATE $$ BEGIN DROP TABLE t; END $$',
    "EXECUTE IMMEDIATE FROM '@stage/file.sql'",
    'BEGIN DELETE FROM t WHERE a = 1; RETURN 1; END',
    'DECLARE x INT; BEGIN DELETE FROM t; END',
    'SHOW TABLES ->> DELETE FROM t',
    'SELECT 1 ->> INSERT INTO t SELECT * FROM $1',
    'INSERT INTO t SELECT 1 ->> SELECT 1',
    'CREATE TEMPORARY TABLE t (a INT)',
    'COPY INTO @stage FROM t',
    'COPY INTO t FROM @stage',
    'GET @stage file:///tmp/',
    'PUT file:///tmp/x @stage',
    'REMOVE @stage',
    'USE SECONDARY ROLES ALL',
    'ALTER SESSION SET TIMEZONE = $$UTC$$ SOMETHING_NEW = TRUE',
    'ALTER USER u SET DEFAULT_ROLE = r',
    'GRANT ROLE r TO USER u',
    'UNDROP TABLE t',
    'SELECT 1 // a comment\n; DROP TABLE t',
    "SELECT ';' ; /* ; */ DROP TABLE t",
  ],
  databricks: [
    'WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x',
    'FROM t INSERT INTO u SELECT *',
    'FROM t INSERT OVERWRITE u SELECT *',
    "EXECUTE IMMEDIATE 'DROP ' || 'TABLE t'",
    "EXECUTE IMMEDIATE 'WITH x AS (SELECT 1) ' || 'INSERT INTO t SELECT * FROM x'",
    "EXECUTE IMMEDIATE 'SELECT 1' 'x'",
    "EXECUTE IMMEDIATE 'SELECT 1 /\\u002a */ ' USING 1",
    'EXECUTE IMMEDIATE q',
    'BEGIN DELETE FROM t; END',
    'a: BEGIN DELETE FROM t; END a',
    'BEGIN ATOMIC DELETE FROM t; END',
    'IF TRUE THEN DELETE FROM t; END IF',
    "SELECT reflect('java.lang.System', 'exit', 1)",
    "SELECT java_method('java.lang.System', 'exit', 1)",
    "SELECT http_request(conn => 'c', method => 'POST', path => '/')",
    'SELECT own_function(1)',
    'SET VAR x = (SELECT own_function(1))',
    'CALL p()',
    'OPTIMIZE t',
    'VACUUM t',
    'RESTORE TABLE t TO VERSION AS OF 1',
    'ADD JAR /tmp/x.jar',
    'REFRESH MATERIALIZED VIEW v',
    "LOAD DATA INPATH 'x' INTO TABLE t",
    'SELECT /*+ BROADCAST(t) */ 1; DROP TABLE t',
    "GET '/Volumes/a/b/c' TO '/tmp/c'",
  ],
} as const;

describe.each(['snowflake', 'databricks'] as const)('%s', (engine) => {
  test.each(REFUSED[engine])('refused: %s', (sql) => {
    expect(() => refuseWrites({ sql, number: 1, of: 1 }, engine)).toThrow('This session is read-only:');
  });

  test.each([
    'SELECT 1',
    'SELECT a.b, count(*) FROM t JOIN u ON t.a = u.a GROUP BY 1',
    'SHOW TABLES',
    'DESCRIBE TABLE t',
    'EXPLAIN SELECT 1',
    'USE SCHEMA a.b',
    ...(engine === 'snowflake'
      ? [
          'LIST @stage',
          'USE ROLE r',
          'USE SECONDARY ROLES NONE',
          "ALTER SESSION SET TIMEZONE = 'UTC'",
          'SHOW TABLES ->> SELECT * FROM $1',
          "EXECUTE IMMEDIATE 'SELECT ''a'''",
        ]
      : ["EXECUTE IMMEDIATE 'SELECT ?' USING 1", 'SET spark.sql.shuffle.partitions = 4', 'DESCRIBE HISTORY t']),
  ])('passes: %s', (sql) => {
    expect(() => refuseWrites({ sql, number: 1, of: 1 }, engine)).not.toThrow();
  });
});

test('DuckDB: what only reads or sets the session passes', () => {
  for (const sql of [
    'FROM t',
    'SET threads = 2',
    "SET search_path = 'a'",
    'LOAD json',
    'PRAGMA table_info(t)',
    'SUMMARIZE t',
    'SET VARIABLE v = 1',
    'SET catalog_error_max_schemas = 5',
  ])
    expect(() => refuseWrites({ sql, number: 1, of: 1 }, 'duckdb')).not.toThrow();
});
