import { describe, expect, it } from 'vitest';
import { eachIsOneStatement, pieces } from './one-statement.js';

describe('Databricks: text that hides a semicolon', () => {
  eachIsOneStatement('databricks', [
    `SELECT 'a;b', 'it''s;', 'back\\'slash;', "double;\\"quoted"`,
    `SELECT r'raw \\', R"raw;\\", 'next;'`,
    'SELECT `a;b`, `x``;` FROM delta.`/mnt/a;b`',
    `SELECT 1 /* outer /* inner; */ still; */ + 2`,
    `SELECT 1 -- ; with 'quote\n + 2`,
    `SELECT 1 -- goes on \\\n; still the comment\n + 2`,
    `SELECT raw:owner.name, raw:items[0]::INT, :param, ? FROM t LIMIT :n`,
    `ADD JAR s3://bucket/path--with/dashes.jar`,
    `CREATE FUNCTION greet(s STRING) RETURNS STRING LANGUAGE PYTHON AS $$\n  x = 1; return s\n$$`,
    `CREATE FUNCTION greet(s STRING) RETURNS STRING LANGUAGE PYTHON AS $py$ a = "$$;" $py$`,
    `CREATE FUNCTION area(x DOUBLE) RETURNS DOUBLE RETURN CASE WHEN x > 0 THEN x ELSE 0 END`,
    `CREATE FUNCTION t(x INT) RETURNS TABLE (a INT) RETURN SELECT a FROM u WHERE b = x`,
    `SELECT /*+ BROADCAST(t) */ * FROM t@v1 |> WHERE a = ';'`,
    `SELECT 2024_sales.a, 1L, 1e5, 10BD FROM 2024_sales`,
    `DECLARE OR REPLACE VARIABLE x INT DEFAULT 5`,
  ]);
});

describe('Databricks: compound statements', () => {
  eachIsOneStatement('databricks', [
    `BEGIN SELECT 1; SELECT 2; END`,
    `BEGIN NOT ATOMIC INSERT INTO t VALUES (1); END`,
    `BEGIN ATOMIC INSERT INTO t VALUES (1); INSERT INTO u VALUES (2); END`,
    `BEGIN END`,
    `BEGIN\n  BEGIN\n  END;\nEND`,
    `BEGIN DECLARE x INT DEFAULT CASE WHEN 1 THEN 2 END; SET x = 1; VALUES (x); END`,
    `BEGIN DECLARE c CONDITION FOR SQLSTATE '45000'; DECLARE EXIT HANDLER FOR c BEGIN SELECT 1; END; SIGNAL c; END`,
    `BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION, NOT FOUND SET x = 1; SELECT 1; END`,
    `BEGIN DECLARE cur ASENSITIVE CURSOR FOR SELECT 1; OPEN cur; FETCH cur INTO x; CLOSE cur; END`,
    `BEGIN IF x = 1 THEN SELECT 1; ELSEIF x = 2 THEN SELECT 2; ELSE SELECT 3; END IF; END`,
    `BEGIN CASE x WHEN 1 THEN SELECT 1; ELSE SELECT CASE WHEN y THEN 1 ELSE 2 END; END CASE; END`,
    `BEGIN CASE WHEN a AND CASE WHEN b THEN c END THEN SELECT 1; END CASE; END`,
    `BEGIN lbl: LOOP SET x = x + 1; IF x > 5 THEN LEAVE lbl; END IF; ITERATE lbl; END LOOP lbl; END`,
    'BEGIN `my label`: WHILE x < 3 DO SET x = x + 1; END WHILE `my label`; END',
    `BEGIN REPEAT SET x = x + 1; UNTIL x > 10 END REPEAT; END`,
    `BEGIN l: FOR row AS SELECT a FROM t DO SELECT row.a; END FOR l; END`,
    `BEGIN FOR SELECT CASE WHEN a THEN 1 END FROM t DO SELECT 1; END FOR; END`,
    `BEGIN outer_l: BEGIN inner_l: BEGIN SELECT 1; END inner_l; END outer_l; END`,
    `lbl: BEGIN SELECT 1; END lbl`,
    `CREATE OR REPLACE PROCEDURE p(IN a INT, OUT b INT) LANGUAGE SQL SQL SECURITY INVOKER AS BEGIN SET b = a; END`,
    `CREATE PROCEDURE p() LANGUAGE SQL AS BEGIN NOT ATOMIC DECLARE x INT; SELECT x; END`,
  ]);
});

it('ends a transaction at its semicolon', () => {
  expect(pieces('BEGIN TRANSACTION; INSERT INTO t VALUES (1); COMMIT;', 'databricks')).toHaveLength(3);
});
