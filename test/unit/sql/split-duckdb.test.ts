import { describe, expect, it } from 'vitest';
import { DUCKDB_HIDDEN } from './manual.js';
import { eachIsOneStatement, pieces } from './one-statement.js';

describe('DuckDB: text that hides a semicolon', () => {
  eachIsOneStatement('duckdb', DUCKDB_HIDDEN);
});

it('has no blocks: END is COMMIT', () => {
  const text =
    'BEGIN; INSERT INTO t VALUES (1); END; BEGIN TRANSACTION; SELECT CASE WHEN 1 THEN 2 END; END TRANSACTION';
  expect(pieces(text, 'duckdb')).toHaveLength(6);
});

it('takes BOM and blanks of other alphabets for blanks', () => {
  expect(pieces('\uFEFFSELECT 1;\u00A0\u3000;\u2003SELECT\u00A02', 'duckdb')).toEqual(['SELECT 1', 'SELECT\u00A02']);
});
