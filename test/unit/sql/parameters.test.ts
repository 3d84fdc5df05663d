import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindNamed, placeholders } from '../../../source/sql/index.js';
import { sqlLike } from './texts.js';

describe('bindNamed on Snowflake', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['SELECT :a, t:a, x::a FROM t WHERE c = :a', 'SELECT ?, t:a, x::a FROM t WHERE c = ?', ['a', 'a']],
    ['SELECT :other, :a', 'SELECT :other, ?', ['a']],
    ['SELECT \':a\', ":a", $$:a$$ -- :a\n, :a', 'SELECT \':a\', ":a", $$:a$$ -- :a\n, ?', ['a']],
    ['SELECT src :a FROM t', 'SELECT src :a FROM t', []],
    ['SELECT t.limit :a FROM t LIMIT :b', 'SELECT t.limit :a FROM t LIMIT ?', ['b']],
    ['CALL p(:a, :b)', 'CALL p(?, ?)', ['a', 'b']],
    ["SELECT {'k': :a, 'l'::a}", "SELECT {'k': ?, 'l'::a}", ['a']],
    ['SELECT :a::INT, ARRAY[:b]', 'SELECT ?::INT, ARRAY[?]', ['a', 'b']],
    ['BEGIN LET x := :a; RETURN :b; END', 'BEGIN LET x := :a; RETURN :b; END', []],
    ['CREATE PROCEDURE p() AS BEGIN RETURN :a; END', 'CREATE PROCEDURE p() AS BEGIN RETURN :a; END', []],
  ];
  it.each(cases)('%s', (sql, expected, order) => {
    const bound = bindNamed(sql, 'snowflake', ['a', 'b']);
    expect([bound.sql, bound.order]).toEqual([expected, order]);
  });

  it('maps every offset back to the character it came from', () => {
    const sql = 'SELECT :first, :b, wrong FROM t';
    const bound = bindNamed(sql, 'snowflake', ['first', 'b']);
    expect(bound.sql).toBe('SELECT ?, ?, wrong FROM t');
    for (const mark of ['SELECT', '?', 'wrong', 'FROM']) {
      const back = bound.mapOffset(bound.sql.indexOf(mark));
      expect(sql.slice(back)).toMatch(new RegExp(`^(${mark === '?' ? ':first' : mark})`));
    }
    expect(bound.mapOffset(bound.sql.length)).toBe(sql.length);
  });

  it('binds the same text again to nothing, and keeps offsets in order', () => {
    fc.assert(
      fc.property(sqlLike, (text) => {
        const bound = bindNamed(text, 'snowflake', ['name']);
        expect(bindNamed(bound.sql, 'snowflake', ['name']).order).toEqual([]);
        let last = -1;
        for (let offset = 0; offset <= bound.sql.length; offset++) {
          const back = bound.mapOffset(offset);
          expect(back).toBeGreaterThan(last);
          last = back;
        }
        expect(last).toBe(text.length);
      }),
    );
  });
});

it('leaves the text of the other engines, which take names, as it is', () => {
  expect(bindNamed('SELECT :a', 'databricks', ['a'])).toMatchObject({ sql: 'SELECT :a', order: [] });
  expect(bindNamed('SELECT $a', 'duckdb', ['a'])).toMatchObject({ sql: 'SELECT $a', order: [] });
});

it('names the parameters of a statement once, in order', () => {
  expect(placeholders("SELECT $b, $a, $b, '$c', $1, ?, a$d -- $e", 'duckdb')).toEqual(['b', 'a', '1']);
  expect(placeholders("SELECT :b, t:x, :a::INT, ':c' LIMIT :n", 'databricks')).toEqual(['b', 'a', 'n']);
  expect(placeholders('SELECT :b, src:x, $session, :a', 'snowflake')).toEqual(['b', 'a']);
});
