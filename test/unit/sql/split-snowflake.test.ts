import { describe, expect, it } from 'vitest';
import { eachIsOneStatement, pieces } from './one-statement.js';

describe('Snowflake: text that hides a semicolon', () => {
  eachIsOneStatement('snowflake', [
    `SELECT 'a;b', 'it''s; fine', 'back\\'slash;', '\\\\'`,
    `SELECT "a;b", "x"";"`,
    `SELECT $$a;b '"$$`,
    `SELECT 1 /* ; */ + 2 -- ;\n + 3 // ;\n + 4`,
    `SELECT /* not /* nested; */ 1`,
    `SELECT 'unicode ; 漢字 😀', "ü;"`,
    `SELECT src:vehicle[0].price::NUMBER, src['a;b'] FROM t`,
    `SELECT t.$1, $2, &var, &{other}, {{ x }} FROM @~/staged/a--b//c*.csv t`,
    `SELECT $1 FROM @"my db"."my schema"."my;stage"/path/ (FILE_FORMAT => 'ff', PATTERN => '.*;')`,
    `SHOW TABLES ->> SELECT "name" FROM $1 WHERE "name" = ';'`,
    `PUT file:///tmp/data/*.csv @~/x//y AUTO_COMPRESS = TRUE`,
    `PUT file://C:\\temp\\data.csv @%my_table`,
    `GET @%t/x--y/ file:///tmp/--data/`,
    `LIST @s/--c/*`,
    `COPY INTO @mystage/unload/ FROM (SELECT * FROM t) FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = ';')`,
    `SELECT PARSE_JSON('{"a": ";"}'):a`,
    `CREATE OR REPLACE FUNCTION js() RETURNS STRING LANGUAGE JAVASCRIPT AS $$ return 'a;' + "b"; $$`,
    `CREATE FUNCTION f() RETURNS STRING AS$$ 'a;' $$`,
    `CREATE OR REPLACE FUNCTION py() RETURNS INT LANGUAGE PYTHON HANDLER = 'h' AS 'def h():\n  return 1; '`,
    `EXECUTE IMMEDIATE $$\nBEGIN\n  SELECT 1;\n  RETURN 'x';\nEND;\n$$`,
  ]);
});

describe('Snowflake: scripting blocks', () => {
  eachIsOneStatement('snowflake', [
    `BEGIN\n  CREATE TABLE parent (id INTEGER);\n  CREATE TABLE child (id INTEGER);\n  RETURN 'Completed';\nEND`,
    `BEGIN BEGIN TRANSACTION; TRUNCATE TABLE child; COMMIT; RETURN ''; END`,
    `BEGIN BEGIN; INSERT INTO t VALUES (1); COMMIT; END`,
    `BEGIN BEGIN NAME t1; COMMIT; BEGIN WORK; ROLLBACK; END`,
    `BEGIN LET work := 1; work := 2; name := 3; END`,
    `BEGIN work := 1; RETURN work; END`,
    `DECLARE\n  profit NUMBER(38, 2) DEFAULT 0.0;\n  c1 CURSOR FOR SELECT price FROM invoices;\n  e EXCEPTION (-20001, 'x;');\nBEGIN\n  profit := 1;\nEND`,
    `DECLARE res RESULTSET DEFAULT (SELECT CASE WHEN a THEN 1 ELSE 2 END FROM t); BEGIN RETURN TABLE(res); END`,
    `DECLARE p PROCEDURE (a INT) RETURNS INT AS DECLARE x INT; BEGIN RETURN a; END; y INT; BEGIN CALL p(1); END`,
    `BEGIN IF (a = 1) THEN RETURN 1; ELSEIF (a = 2) THEN RETURN 2; ELSE IF (a = 3) THEN RETURN 3; END IF; END IF; END`,
    `BEGIN CASE (x) WHEN 'a' THEN RETURN 1; WHEN 'b' THEN BEGIN RETURN 2; END; ELSE RETURN 3; END; END`,
    `BEGIN CASE WHEN x = 1 THEN SELECT 1; ELSE SELECT 2; END CASE; END`,
    `BEGIN FOR r IN c1 DO total := total + r.price; END FOR; END`,
    `BEGIN FOR i IN REVERSE 1 TO 10 LOOP x := x + i; END LOOP; END`,
    `BEGIN FOR i IN 1 TO n DO IF (i > 5) THEN BREAK outer; END IF; END FOR outer; END`,
    `BEGIN WHILE (x < 10) DO x := x + 1; END WHILE; WHILE (y) LOOP NULL; END LOOP; END`,
    `BEGIN REPEAT x := x - 1; UNTIL (x > CASE WHEN y THEN 1 ELSE 2 END) END REPEAT; END`,
    `BEGIN LOOP x := x + 1; IF (x > 5) THEN BREAK; END IF; END LOOP my_label; END`,
    `BEGIN SELECT 1; EXCEPTION WHEN STATEMENT_ERROR THEN RETURN 1; WHEN OTHER THEN LET y := 2; RAISE; END`,
    `BEGIN LET x := CASE WHEN 1 = 1 THEN 'begin' ELSE 'end' END; RETURN x; END`,
    `BEGIN SELECT t.end, begin, case_id FROM t; SELECT end FROM u; END`,
    `BEGIN DECLARE x INT; BEGIN x := 1; END; RETURN 1; END`,
    `BEGIN CREATE PROCEDURE p() RETURNS INT LANGUAGE SQL AS BEGIN RETURN 1; END; CALL p(); END`,
    `BEGIN ASYNC (INSERT INTO t VALUES (1)); AWAIT ALL; LET r RESULTSET := ASYNC (SELECT 1); END`,
    `BEGIN BEGIN END; END`,
  ]);
});

describe('Snowflake: bodies of CREATE and ALTER', () => {
  eachIsOneStatement('snowflake', [
    `CREATE OR REPLACE PROCEDURE p(a INT DEFAULT (1)) RETURNS TABLE (x INT) LANGUAGE SQL EXECUTE AS CALLER AS BEGIN RETURN 1; END`,
    `CREATE PROCEDURE p() RETURNS INT LANGUAGE SQL EXECUTE AS OWNER AS DECLARE x INT; BEGIN RETURN x; END`,
    `CREATE PROCEDURE p() RETURNS INT LANGUAGE SQL COMMENT = 'a;' AS -- body\nBEGIN RETURN 1; END`,
    `CREATE OR ALTER SECURE PROCEDURE p() RETURNS INT AS 'BEGIN RETURN 1; END'`,
    `CREATE FUNCTION f(x INT) RETURNS INT LANGUAGE SQL AS BEGIN RETURN x; END`,
    `CREATE TASK t WAREHOUSE = w SCHEDULE = '1 MINUTE' WHEN SYSTEM$STREAM_HAS_DATA('s') AS BEGIN INSERT INTO t SELECT 1; DELETE FROM u; END`,
    `CREATE TASK t EXECUTE AS USER u AS DECLARE a FLOAT; BEGIN a := 1; RETURN a; END`,
    `CREATE OR REPLACE TASK t AS INSERT INTO a SELECT CASE WHEN b THEN 1 END AS begin FROM c`,
    `CREATE TASK t AS EXECUTE IMMEDIATE $$ BEGIN SELECT 1; END; $$`,
    `ALTER TASK t MODIFY AS BEGIN SELECT 1; END`,
    `CREATE ALERT a WAREHOUSE = w SCHEDULE = '1 MINUTE' IF (EXISTS (SELECT CASE WHEN 1 THEN 2 END)) THEN BEGIN CALL p(); END`,
    `CREATE ALERT a IF (EXISTS (SELECT 1)) THEN INSERT INTO t VALUES (1)`,
    `ALTER ALERT a MODIFY ACTION BEGIN SELECT 1; END`,
    `DEFINE TASK db.s.t SCHEDULE = '1 MINUTE' AS BEGIN SELECT 1; END`,
    `WITH p AS PROCEDURE (a INT) RETURNS INT LANGUAGE SQL AS BEGIN RETURN a; END CALL p(1)`,
    `WITH begin AS (SELECT 1 AS end) SELECT * FROM begin`,
    `CREATE TABLE task (begin INT, "end" INT) AS SELECT 1, 2`,
    `CREATE VIEW v AS SELECT CASE WHEN a THEN b END AS case_end FROM t`,
  ]);
});

describe('Snowflake: what a transaction is', () => {
  it.each([
    'BEGIN',
    'begin transaction',
    'BEGIN WORK',
    'BEGIN NAME t1',
    'BEGIN TRANSACTION NAME "t 1"',
    'START TRANSACTION',
  ])('%s is a statement of its own', (begin) => {
    expect(pieces(`${begin};\nINSERT INTO t VALUES (1);\nCOMMIT;`, 'snowflake')).toEqual([
      begin,
      'INSERT INTO t VALUES (1)',
      'COMMIT',
    ]);
  });

  it('keeps an END without a block a statement', () => {
    expect(pieces('END; SELECT 1', 'snowflake')).toEqual(['END', 'SELECT 1']);
  });
});
