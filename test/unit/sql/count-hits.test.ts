import { describe, expect, test } from 'vitest';
import { countHits } from '../../../source/sql/index.js';

describe('countHits', () => {
  test.each([
    ['DELETE FROM t', 'SELECT count(*) FROM t'],
    [
      'delete from a.b."C d" where x = 1 and y in (select 1)',
      'SELECT count(*) FROM a.b."C d" where x = 1 and y in (select 1)',
    ],
    ['DELETE FROM t AS o WHERE o.x > 5 -- all', 'SELECT count(*) FROM t AS o WHERE o.x > 5 -- all'],
    ['DELETE FROM t /* here */ o WHERE o.x > 5', 'SELECT count(*) FROM t /* here */ o WHERE o.x > 5'],
    ["UPDATE t SET a = 1, b = 'where' WHERE c IS NULL", 'SELECT count(*) FROM t WHERE c IS NULL'],
    ['UPDATE t x SET a = (SELECT max(a) FROM u WHERE u.b = 1)', 'SELECT count(*) FROM t x'],
    ['TRUNCATE TABLE s.t', 'SELECT count(*) FROM s.t'],
    ['TRUNCATE t', 'SELECT count(*) FROM t'],
  ])('%s', (sql, count) => {
    for (const dialect of ['snowflake', 'databricks', 'duckdb'] as const) {
      const quoted = (text: string) => (dialect === 'databricks' ? text.replaceAll('"', '`') : text);
      expect(countHits(quoted(sql), { dialect })).toBe(quoted(count));
    }
  });

  test.each([
    'DELETE FROM t USING u WHERE t.a = u.a',
    'DELETE FROM t USING u',
    'UPDATE t SET a = u.a FROM u WHERE t.b = u.b',
    'DELETE FROM t WHERE a = :limit',
    'DELETE FROM t WHERE a = ?',
    'DELETE FROM t WHERE a = $1',
    'DELETE FROM t WHERE own_function(a)',
    'DELETE FROM t WHERE random() < 0.5',
    'DELETE FROM t WHERE a = 1 RETURNING *',
    'DELETE FROM t LIMIT 5',
    'DELETE FROM t WHERE a = 1; DROP TABLE u',
    'WITH c AS (SELECT 1) DELETE FROM t WHERE a IN (SELECT * FROM c)',
    'MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE',
    'TRUNCATE TABLE t PARTITION (day = 1)',
    'TRUNCATE TABLE IF EXISTS t',
    'DROP TABLE t',
    'DELETE',
    '',
  ])('is not sure of: %s', (sql) => {
    for (const dialect of ['snowflake', 'databricks', 'duckdb'] as const) {
      expect(countHits(sql, { dialect })).toBeUndefined();
    }
  });
});
