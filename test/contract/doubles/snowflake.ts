// What the Snowflake double answers to the contract's statements: it knows no SQL, so each answer is told here.
import { startSnowflakeDouble, type SnowflakeDouble } from '../../doubles/snowflake.js';
import type { SnowflakeReply } from '../../doubles/snowflake-statements.js';
import { typeStatement, type ContractEngine } from '../engine.js';
import { snowflakeEngine, SNOWFLAKE_SQL } from '../engines/snowflake.js';
import { SNOWFLAKE_TYPES } from '../types/snowflake.js';
import type { OnDouble } from './on-double.js';

const fixed = (...names: string[]): { name: string; type: string }[] => names.map((name) => ({ name, type: 'fixed' }));
const mixed = (names: readonly string[]): { name: string; type: string }[] =>
  names.map((name, index) => ({ name, type: index === 1 ? 'text' : 'fixed' }));
const texts = (...names: string[]): { name: string; type: string }[] => names.map((name) => ({ name, type: 'text' }));

export async function snowflakeOnDouble(): Promise<OnDouble<SnowflakeDouble>> {
  const double = await startSnowflakeDouble({
    syncMs: 100,
    known: { databases: { DEMO: ['PUBLIC', 'CONTRACT'], OTHER: ['PUBLIC'] } },
  });
  const names = { sql: `SELECT 1 AS A, 'x' AS A, 3 AS ""`, names: ['A', 'A', ''], row: ['1', 'x', '3'] };
  let produced = 0;
  const engine = snowflakeEngine(
    'the Snowflake double',
    {
      account: double.account,
      host: double.host,
      port: double.port,
      protocol: 'http',
      user: 'fake',
      password: 'snow',
    },
    {
      types: SNOWFLAKE_TYPES,
      sql: { ...SNOWFLAKE_SQL, names },
      logins: () => double.count('login'),
      requests: () => double.requests.length,
      sent: () => double.count('query'),
      produced: () => produced,
      hang: () => double.misbehave('*', { do: 'hang' }, { times: Infinity }),
      cannot: {},
    },
  );
  scriptRows(double, engine, () => produced++);
  scriptStatements(double, engine);
  scriptCatalog(double);
  return { engine, double };
}

function scriptRows(double: SnowflakeDouble, { sql }: ContractEngine, count: () => void): void {
  double.answer(/^SELECT 1(?: \/\* smallex \*\/)?$/, { columns: fixed('1'), rows: [[1]] });
  double.answer(sql.texts, { columns: texts('NULL', "''", "'NULL'"), rows: [[null, '', 'NULL']] });
  double.answer(sql.names.sql, { columns: mixed(sql.names.names), rows: [sql.names.row] });
  double.answer(sql.none.sql, { columns: fixed(...sql.none.names), rows: [] });
  for (const type of SNOWFLAKE_TYPES) {
    const { value, ...column } = type.wire;
    const columns = ['V', 'N'].map((name) => ({ name, ...column }));
    double.answer(typeStatement(type), { columns, rows: [[value, null]] });
  }
  double.answer(sql.pages.sql, {
    columns: fixed('N'),
    rows: { count: sql.pages.rows, make: (index) => [index] },
    chunks: 30,
  });
  double.answer(sql.many.sql, {
    columns: [
      { name: 'N', type: 'fixed' },
      { name: 'T', type: 'text' },
      { name: 'D', type: 'fixed', scale: 2 },
    ],
    rows: {
      count: sql.many.rows,
      make: (index) => {
        count();
        return [index, `row ${index}`, (index * 1.01).toFixed(2)];
      },
    },
    // As large as the chunks that Snowflake makes of rows like these.
    chunks: 60,
  });
}

function scriptStatements(double: SnowflakeDouble, { sql }: ContractEngine): void {
  for (const text of sql.prepare) double.answer(text, { status: 'Done successfully.' });
  for (const [text, affected] of sql.changes) {
    const verb = text.startsWith('UPDATE') ? 'updated' : text.startsWith('DELETE') ? 'deleted' : 'inserted';
    double.answer(text, affected === null ? { status: 'Table DDL successfully created.' } : { affected, verb });
  }
  for (const { sql: text, position, sqlState = '', engineCode } of sql.errors) {
    double.answer(text, { error: snowflakeError(text, position, sqlState, engineCode) });
  }
  double.answer(sql.endless, { delayMs: Infinity, columns: texts('WAITED'), rows: [['waited']] });
  double.answer(/^ALTER SESSION SET TIMEZONE/i, ({ sql: text, session }) => {
    session.parameters['TIMEZONE'] = /'(.*)'/.exec(text)?.[1];
    return { status: 'Statement executed successfully.' };
  });
  double.answer(sql.zones.sql, { columns: [{ name: 'T', type: 'timestamp_ltz' }], rows: [['1700000000.500000000']] });
  // Every placeholder must have become one bind; a pasted value would not match.
  double.answer(
    'SELECT CAST(? AS NUMBER(38,0)) + 1, ?, CAST(? AS DATE), ?, CAST(? AS NUMBER(38,0))',
    ({ bindings }): SnowflakeReply => {
      const given = Object.values(bindings).map(({ value }) => value as string | null);
      const sum = String(BigInt(given[0] ?? '') + 1n);
      const types = ['fixed', 'text', 'date', 'text', 'fixed'];
      return { columns: types.map((type) => ({ name: type, type })), rows: [[sum, ...given.slice(1)]] };
    },
  );
}

/** Line from 1, position from 0 in code points, as Snowflake counts. */
function snowflakeError(
  text: string,
  position: number | undefined,
  sqlState: string,
  code: string,
): NonNullable<SnowflakeReply['error']> {
  if (position === undefined) {
    const message = "SQL compilation error:\nObject 'NO_SUCH_TABLE' does not exist or not authorized.";
    return { code, sqlState, message };
  }
  const before = text.slice(0, position).split('\n');
  const place = { line: before.length, pos: Array.from(before.at(-1) ?? '').length };
  const word = /\w+/.exec(text.slice(position))?.[0] ?? '';
  const where = `error line ${place.line} at position ${place.pos}`;
  const message =
    code === '001003'
      ? `SQL compilation error:\nsyntax ${where.slice('error '.length)} unexpected '${word}'.`
      : `SQL compilation error: ${where}\ninvalid identifier '${word.toUpperCase()}'`;
  return { code, sqlState, message, ...place };
}

function scriptCatalog(double: SnowflakeDouble): void {
  double.answer(/^SHOW OBJECTS IN SCHEMA "DEMO"."CONTRACT"/, {
    columns: texts('created_on', 'name', 'database_name', 'schema_name', 'kind', 'comment'),
    rows: [
      ['', 'ORDERS', 'DEMO', 'CONTRACT', 'TABLE', ''],
      ['', 'SEEN', 'DEMO', 'CONTRACT', 'VIEW', ''],
    ],
  });
  double.answer(/^DESCRIBE TABLE "DEMO"."CONTRACT"."ORDERS"/, {
    columns: texts('name', 'type', 'kind', 'null?', 'default', 'primary key', 'unique key', 'comment'),
    rows: [
      ['ID', 'NUMBER(38,0)', 'COLUMN', 'Y', null, 'N', 'N', null],
      ['TOTAL', 'NUMBER(10,2)', 'COLUMN', 'Y', null, 'N', 'N', null],
    ],
  });
  const message = 'SQL compilation error:\nTable \'DEMO.CONTRACT."no_such_table"\' does not exist or not authorized.';
  double.answer(/^DESCRIBE TABLE .*no_such_table/, { error: { code: '002003', sqlState: '42S02', message } });
}
