import { describe, expect, test } from 'vitest';
import { Variables } from '../../../source/meta/variables.js';

function filled(sql: string, engine: 'duckdb' | 'snowflake' | 'databricks', enabled = true): string {
  const variables = new Variables();
  variables.enabled = enabled;
  variables.set('name', 'O\'Hara "x"');
  variables.set('n', '7');
  variables.set('path', 'oops');
  variables.set('cast', 'oops');
  return variables.fill(sql, engine);
}

describe('SQL is sent as it was written', () => {
  test.each([
    "select 'a & b' where x = &n",
    'select {{ n }} from {{ ref("n") }}',
    'select src:path, src:path.n, v[0]:path, (x):path, "q":path from t',
    'select x::cast, 1::n, a ::n',
    'select $1, $n, ?',
    "select ':n', \":n\", $$ :n $$ -- :n\n/* :'n' */",
    'select :unknown',
    "copy into @stage:n/path from 's3://n'",
  ])('%s', (sql) => {
    for (const engine of ['duckdb', 'snowflake', 'databricks'] as const) {
      expect(filled(sql, engine, false)).toBe(sql);
    }
  });

  test.each([
    "select 'a & b' where x = &n",
    'select {{ n }} from {{ ref("n") }}',
    'select src:path, src:path.n, v[0]:path, (x):path, "q":path from t',
    'select x::cast, 1::n, a ::n',
    'select $1, $n, ?',
    "select ':n', \":n\" -- :n\n/* :'n' */",
    'select :unknown',
  ])('even when variables are on: %s', (sql) => {
    for (const engine of ['duckdb', 'snowflake', 'databricks'] as const) expect(filled(sql, engine)).toBe(sql);
  });
});

describe('variables that are on are filled in', () => {
  test.each([
    ['duckdb', `select 'O''Hara "x"', "O'Hara ""x""", 7 + 7`],
    ['snowflake', `select 'O''Hara "x"', "O'Hara ""x""", 7 + 7`],
    ['databricks', `select 'O\\'Hara "x"', \`O'Hara "x"\`, 7 + 7`],
  ] as const)('%s', (engine, sql) => {
    expect(filled(`select :'name', :"name", :n + :n`, engine)).toBe(sql);
  });
});
