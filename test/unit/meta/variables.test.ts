import { describe, expect, test } from 'vitest';
import { UnsetVariable } from '../../../source/meta/unset-variable.js';
import { classifyStatement } from '../../../source/sql/index.js';
import { QueryError, type QueryErrorDetails } from '../../../source/support/errors.js';
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

describe('a variable that is not set is named where the engine met it', () => {
  const failure = (sql: string, details: QueryErrorDetails, message: string): string | undefined => {
    const variables = new Variables();
    variables.enabled = true;
    variables.set('n', '7');
    const unset = new UnsetVariable(variables, 'snowflake');
    const meaning = classifyStatement(sql, { dialect: 'snowflake' });
    unset.take({ type: 'statement', statement: { sql, start: 0, end: sql.length, number: 1, of: 1, meaning } });
    const event = unset.take({ type: 'failed', error: new QueryError(message, details), elapsedMs: 1 });
    return event.type === 'failed' ? event.error.hint : undefined;
  };
  test.each<readonly [string, QueryErrorDetails, string]>([
    ['select :n, :who', { position: 11 }, 'syntax error'],
    ["select :'who'", { position: 7 }, 'syntax error'],
    ['select :"who"', { position: 8 }, 'syntax error'],
    ['select :who', {}, 'Bind variable :who not set.'],
    ['select :who', { engineCode: 'UNBOUND_SQL_PARAMETER', hint: 'Give it with --param.' }, 'Found it.'],
  ])('%s %j %s', (sql, details, message) => {
    expect(failure(sql, details, message)).toBe('The variable who is not set: \\set who VALUE');
  });
  test.each<readonly [string, QueryErrorDetails, string]>([
    ['select :who frm t', { position: 12 }, 'syntax error'],
    ['select v:who frm t', {}, 'syntax error'],
    ["select ':who' frm t", {}, 'syntax error'],
    ['select :n frm t', {}, 'syntax error'],
    ['select :who', {}, 'Table T does not exist.'],
  ])('not otherwise: %s %j %s', (sql, details, message) => {
    expect(failure(sql, details, message)).toBeUndefined();
  });
  test('nothing else of the error is lost', () => {
    const variables = new Variables();
    variables.enabled = true;
    const unset = new UnsetVariable(variables, 'duckdb');
    const meaning = classifyStatement('select :who', { dialect: 'duckdb' });
    unset.take({ type: 'statement', statement: { sql: 'select :who', start: 0, end: 11, number: 1, of: 1, meaning } });
    const details = { position: 7, sqlState: '42601', queryId: 'q', engineCode: 'Parser Error', nextSteps: ['x'] };
    const event = unset.take({ type: 'failed', error: new QueryError('syntax error', details), elapsedMs: 1 });
    expect(event).toMatchObject({ type: 'failed', error: { message: 'syntax error', ...details } });
  });
});
