import { describe, expect, test } from 'vitest';
import type { EngineName } from '../../../source/backends/base.js';
import { FRESH_STATE, heldText, noteStatement } from '../../../source/session/session-state.js';
import { classifyStatement } from '../../../source/sql/index.js';

function after(engine: EngineName, ...statements: readonly string[]) {
  return statements.reduce(
    (state, sql) => noteStatement(state, sql, classifyStatement(sql, { dialect: engine }), engine),
    FRESH_STATE,
  );
}

const settings = (engine: EngineName, ...statements: readonly string[]) =>
  after(engine, ...statements).settings.map(({ sql }) => sql);
const held = (engine: EngineName, ...statements: readonly string[]) =>
  after(engine, ...statements).held.map(({ kind, name }) => `${kind} ${name}`);

describe('settings that are sent again', () => {
  test('the last one of each, in the order of the last', () => {
    const texts = ["ALTER SESSION SET TIMEZONE = 'UTC'", 'set x = 5', "alter session set timezone='Asia/Tokyo'"];
    expect(settings('snowflake', ...texts)).toEqual(['set x = 5', "alter session set timezone='Asia/Tokyo'"]);
    expect(settings('databricks', 'SET ansi_mode = false', "SET TIME ZONE 'UTC'", 'SET ansi_mode = true')).toEqual([
      "SET TIME ZONE 'UTC'",
      'SET ansi_mode = true',
    ]);
    expect(settings('duckdb', 'SET threads = 2', 'RESET threads', "PRAGMA memory_limit='1GB'")).toEqual([
      'RESET threads',
      "PRAGMA memory_limit='1GB'",
    ]);
  });

  test('10,000 of them stay few', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `SET x = ${index}`);
    expect(settings('snowflake', ...many)).toEqual(['SET x = 9999']);
  });

  test('what was attached comes before what uses it; DETACH ends it', () => {
    const texts = ["ATTACH 'dir/other.db'", 'USE other', "ATTACH IF NOT EXISTS 'dir/other.db'", "ATTACH 'x.db' AS y"];
    expect(settings('duckdb', ...texts, 'DETACH y')).toEqual(["ATTACH IF NOT EXISTS 'dir/other.db'", 'USE other']);
  });

  test('a computed variable is none of them, and ends the written one', () => {
    expect(settings('snowflake', 'SET x = 5', 'SET x = (SELECT MAX(id) FROM t)')).toEqual([]);
    expect(held('snowflake', 'SET x = 5', 'SET x = (SELECT MAX(id) FROM t)')).toEqual(['variable x']);
    expect(settings('snowflake', 'SET x = -5', 'SET y = 1', 'UNSET x')).toEqual(['SET y = 1']);
  });

  test('USE is known from the context, but for secondary roles and on DuckDB', () => {
    expect(settings('snowflake', 'USE ROLE r', 'USE SECONDARY ROLES NONE')).toEqual(['USE SECONDARY ROLES NONE']);
    expect(settings('databricks', 'USE CATALOG main', 'USE sales')).toEqual([]);
    expect(settings('duckdb', 'USE a', 'USE a.b')).toEqual(['USE a.b']);
  });
});

describe('what would be lost', () => {
  test.each<[EngineName, readonly string[], readonly string[]]>([
    ['snowflake', ['CREATE OR REPLACE TEMP TABLE db.s.t (a int)'], ['temporary table t']],
    ['snowflake', ['create temporary table "T x" as select 1', 'drop table "T x"'], []],
    ['databricks', ['create or replace temporary view v as select 1'], ['temporary view v']],
    ['databricks', ['DECLARE x INT DEFAULT 1', 'SET VAR x = 3'], ['variable x']],
    ['databricks', ['DECLARE x INT', 'DROP TEMPORARY VARIABLE x'], []],
    ['duckdb', ['create temp macro m(a) as a', 'prepare p as select 1'], ['temporary macro m', 'prepared statement p']],
    ['duckdb', ['prepare p as select 1', 'deallocate p', "attach ':memory:' as mem"], ['database in memory mem']],
    ['duckdb', ['create table t (a int)', 'insert into t values (1)'], []],
  ])('%s: %s', (engine, statements, expected) => {
    expect(held(engine, ...statements)).toEqual(expected);
  });

  test('is said as a person would', () => {
    const { held: things } = after(
      'snowflake',
      'create temp table a (x int)',
      'create temp table b (x int)',
      'set v = f()',
    );
    expect(heldText(things, true)).toBe('the open transaction, 2 temporary tables (a, b) and the variable v');
    expect(heldText([], false)).toBe('');
  });
});
