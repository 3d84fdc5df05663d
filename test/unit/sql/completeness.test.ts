import { expect, it } from 'vitest';
import { completeness, type Dialect } from '../../../source/sql/index.js';

const CASES: readonly (readonly [Dialect, string, string, string])[] = [
  ['snowflake', 'SELECT 1;', 'complete', '='],
  ['snowflake', 'SELECT 1; -- done', 'complete', '='],
  ['snowflake', '', 'statement', '='],
  ['snowflake', '-- only', 'statement', '='],
  ['snowflake', 'SELECT 1', 'semicolon', '-'],
  ['snowflake', "SELECT 'it''s;", 'quote', "'"],
  ['snowflake', 'SELECT "a;', 'quote', '"'],
  ['databricks', 'SELECT `a;', 'quote', '`'],
  ['databricks', 'SELECT "a;', 'quote', '"'],
  ['snowflake', 'CREATE PROCEDURE p() AS $$ SELECT 1;', 'dollar', '$'],
  ['duckdb', 'SELECT $t$ ; $$', 'dollar', '$'],
  ['duckdb', 'SELECT 1; /* ;', 'comment', '*'],
  ['databricks', '/* a /* b */', 'comment', '*'],
  ['duckdb', 'SELECT (1, [2', 'paren', '['],
  ['duckdb', 'SELECT (1, [2]', 'paren', '('],
  ['snowflake', 'BEGIN SELECT 1;', 'block', '-'],
  ['snowflake', 'DECLARE x INT;', 'block', '-'],
  ['snowflake', 'CREATE TASK t AS', 'block', '-'],
  ['snowflake', 'BEGIN SELECT (1', 'paren', '('],
  ['snowflake', 'BEGIN SELECT 1; END;', 'complete', '='],
  ['snowflake', 'BEGIN;', 'complete', '='],
  ['duckdb', 'BEGIN SELECT 1;', 'complete', '='],
  ['snowflake', 'SELECT 1; SELECT 2', 'semicolon', '-'],
];

it.each(CASES)('%s: %s waits for %s', (dialect, buffer, expected, mark) => {
  const { complete, waitingFor, mark: shown } = completeness(buffer, dialect);
  expect([complete ? 'complete' : waitingFor, shown]).toEqual([expected, mark]);
});

it('never lets a procedure typed line by line go early', () => {
  const lines = [
    'CREATE OR REPLACE PROCEDURE p()',
    'RETURNS STRING LANGUAGE SQL AS',
    '$$',
    'BEGIN',
    "  LET s := 'a;';",
    '  RETURN s;',
    'END;',
    '$$',
    ';',
  ];
  const states = lines.map((_, index) => completeness(lines.slice(0, index + 1).join('\n'), 'snowflake').complete);
  expect(states).toEqual([...lines.slice(1).map(() => false), true]);
});
