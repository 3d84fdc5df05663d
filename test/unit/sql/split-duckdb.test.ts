import { describe, expect, it } from 'vitest';
import { eachIsOneStatement, pieces } from './one-statement.js';

describe('DuckDB: text that hides a semicolon', () => {
  eachIsOneStatement('duckdb', [
    `SELECT 'a;b', 'it''s;', 'no escape\\'`,
    `SELECT E'escape\\';', e'\\\\'`,
    `SELECT "a;b", "x"";"`,
    `SELECT $$a;b$$, $tag$ $$ ; $x$ $tag$, $é$;$é$`,
    `SELECT /* outer /* inner; */ still; */ 1 -- ;\n + 2`,
    `SELECT a->>'x;', a->'b', 7 // 2, x::INT, list[1:2] FROM t`,
    `FROM t SELECT a WHERE b = ';'`,
    `PIVOT cities ON year USING sum(population)`,
    `CREATE MACRO f(a, b) AS a + b`,
    `SELECT list_transform([1, 2], lambda x: x + 1), {'a': ';'}`,
    `SELECT $name, $1, ?, ?2`,
    `COPY (SELECT 1) TO 'x;.csv' (DELIMITER ';')`,
    `SELECT a$$b FROM t AS a$$b`,
  ]);
});

it('has no blocks: END is COMMIT', () => {
  const text =
    'BEGIN; INSERT INTO t VALUES (1); END; BEGIN TRANSACTION; SELECT CASE WHEN 1 THEN 2 END; END TRANSACTION';
  expect(pieces(text, 'duckdb')).toHaveLength(6);
});

it('takes BOM and blanks of other alphabets for blanks', () => {
  expect(pieces('\uFEFFSELECT 1;\u00A0\u3000;\u2003SELECT\u00A02', 'duckdb')).toEqual(['SELECT 1', 'SELECT\u00A02']);
});
