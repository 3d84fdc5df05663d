// What the Databricks double answers to the contract's statements: it knows no SQL, so each answer is told here.
import { startDatabricksDouble, type DatabricksDouble } from '../../doubles/databricks.js';
import type { DatabricksReply } from '../../doubles/databricks-operations.js';
import type { DatabricksSession } from '../../doubles/databricks-session.js';
import { databricksEngine, databricksSql } from '../engines/databricks.js';
import { typeStatement, type ContractEngine, type ContractSql } from '../engine.js';
import { DATABRICKS_TYPES } from '../types/databricks.js';
import type { OnDouble } from './on-double.js';

const CATALOG = 'main';
const ORDERS = [
  { name: 'id', type_text: 'bigint' },
  { name: 'total', type_text: 'decimal(10,2)' },
];

const mixed = (names: readonly string[]): { name: string; type: string }[] =>
  names.map((name, index) => ({ name, type: index === 1 ? 'string' : 'int' }));
const ints = (...names: string[]): { name: string; type: string }[] => names.map((name) => ({ name, type: 'int' }));

export async function databricksOnDouble(): Promise<OnDouble<DatabricksDouble>> {
  const double = await startDatabricksDouble({
    catalogs: {
      main: {
        default: [],
        contract: [
          { name: 'orders', columns: ORDERS },
          { name: 'seen', table_type: 'VIEW' },
        ],
      },
    },
  });
  const names = { sql: "SELECT 1 AS a, 'x' AS a, 3 AS ``", names: ['a', 'a', ''], row: ['1', 'x', '3'] };
  const sql: ContractSql = { ...databricksSql(CATALOG), names };
  let produced = 0;
  const engine = databricksEngine(
    'the Databricks double',
    CATALOG,
    {
      server_hostname: double.host,
      port: double.port,
      http_path: double.path,
      access_token: double.token,
      ca_file: double.caFile,
    },
    {
      types: DATABRICKS_TYPES,
      sql,
      logins: () => double.count('warehouses') + double.count('me'),
      requests: () => double.requests.length,
      sent: () => double.count('ExecuteStatement'),
      produced: () => produced,
      hang: () => double.misbehave('*', { do: 'hang' }, { times: Infinity }),
      cannot: { 'a result by its id': 'Databricks keeps results for the session that ran the statement' },
    },
  );
  scriptRows(double, engine, () => produced++);
  scriptStatements(double, engine);
  return { engine, double };
}

function scriptRows(double: DatabricksDouble, { sql }: ContractEngine, count: () => void): void {
  const texts = ['NULL', '', 'NULL'].map((name, index) => ({ name, type: index === 0 ? 'void' : 'string' }));
  double.answer(sql.one, { columns: ints('one'), rows: [[1]] });
  double.answer(sql.texts, { columns: texts, rows: [[null, '', 'NULL']] });
  double.answer(sql.names.sql, { columns: mixed(sql.names.names), rows: [sql.names.row] });
  double.answer(sql.none.sql, { columns: ints(...sql.none.names), rows: [] });
  for (const type of DATABRICKS_TYPES) {
    const columns = ['V', 'N'].map((name) => ({ name, type: type.type }));
    double.answer(typeStatement(type), { columns, rows: [[type.wire, null]] });
  }
  double.answer(sql.pages.sql, {
    columns: [{ name: 'id', type: 'bigint' }],
    rows: { count: sql.pages.rows, make: (index) => [index] },
    chunks: 30,
  });
  double.answer(sql.many.sql, {
    columns: [
      { name: 'id', type: 'bigint' },
      { name: 't', type: 'string' },
      { name: 'd', type: 'decimal(20,2)' },
    ],
    rows: {
      count: sql.many.rows,
      make: (index) => {
        count();
        return [index, `row ${index}`, (index * 1.01).toFixed(2)];
      },
    },
  });
}

function scriptStatements(double: DatabricksDouble, { sql }: ContractEngine): void {
  for (const text of sql.prepare) double.answer(text, {});
  for (const [text, affected] of sql.changes) {
    const verb = text.startsWith('UPDATE') ? 'updated' : text.startsWith('DELETE') ? 'deleted' : 'inserted';
    double.answer(text, affected === null ? {} : { affected, verb });
  }
  for (const { sql: text, position = 0, sqlState = '', engineCode } of sql.errors) {
    double.answer(text, { error: databricksError(text, position, sqlState, engineCode) });
  }
  double.answer(sql.endless, { delayMs: Infinity });
  const zones = new WeakMap<DatabricksSession, string>();
  double.answer(/^SET TIME ZONE/i, ({ sql: text, session }) => {
    zones.set(session, /'(.*)'/.exec(text)?.[1] ?? '');
    return {};
  });
  double.answer(sql.zones.sql, ({ session }) => ({
    columns: [{ name: 't', type: 'timestamp' }],
    rows: [['2023-11-14 22:13:20.5']],
    ...(zones.has(session) && { zone: zones.get(session)! }),
  }));
  double.answer(sql.bound.sql, ({ parameters }): DatabricksReply => {
    const given = ['n', 's', 'd', 'none', 'n'].map((name) => parameters[name]);
    const sum = String(BigInt(given[0]?.value ?? '') + 1n);
    const columns = given.map((parameter, index) => ({ name: String(index), type: parameter?.type ?? 'string' }));
    return { columns, rows: [[sum, ...given.slice(1).map((parameter) => parameter?.value ?? null)]] };
  });
}

/** Line from 1, position from 0 in code points, as Spark's parser counts (seen on the live engine). */
function databricksError(
  text: string,
  position: number,
  sqlState: string,
  code: string,
): NonNullable<DatabricksReply['error']> {
  const before = text.slice(0, position).split('\n');
  const word = /\w+/.exec(text.slice(position))?.[0] ?? '';
  const message =
    code === 'PARSE_SYNTAX_ERROR'
      ? `Syntax error at or near '${word}'.`
      : `A table, column or function named \`${word}\` cannot be resolved.`;
  return { code, sqlState, message, line: before.length, pos: Array.from(before.at(-1) ?? '').length };
}
