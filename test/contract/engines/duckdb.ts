import { DuckDBBackend } from '../../../source/backends/duckdb/backend.js';
import type { ContractEngine, ContractSql } from '../engine.js';
import { DUCKDB_TYPES } from '../types/duckdb.js';

const MANY = 300_000;

const SQL: ContractSql = {
  one: 'SELECT 1',
  texts: "SELECT NULL, '', 'NULL'",
  names: { sql: `SELECT 1 AS a, 'x' AS a, 3 AS " "`, names: ['a', 'a', ' '], row: ['1', 'x', '3'] },
  none: { sql: 'SELECT 1 AS a, 2 AS b WHERE false', names: ['a', 'b'] },
  prepare: [
    'CREATE SCHEMA IF NOT EXISTS contract',
    'CREATE OR REPLACE TABLE contract.orders (id BIGINT, total DECIMAL(10,2))',
    'CREATE OR REPLACE VIEW contract.seen AS SELECT 1 AS one',
  ],
  changes: [
    ['INSERT INTO contract.orders VALUES (1, 1.5), (2, 2.5), (3, 3.5)', 3],
    ['UPDATE contract.orders SET total = 0 WHERE id > 1', 2],
    ['DELETE FROM contract.orders WHERE id > 7', 0],
    ['DELETE FROM contract.orders WHERE id = 1', 1],
    ['CREATE TEMP TABLE contract_ddl (a INT)', null],
  ],
  errors: [
    { what: 'a word that is none', sql: 'selec 1', position: 0, engineCode: 'Parser Error' },
    {
      what: 'an unknown name behind text beyond ASCII, on line 3',
      sql: "SELECT '🦆 é',\n  1,\n  nope",
      position: 22,
      engineCode: 'Binder Error',
    },
    {
      what: 'an unknown table',
      sql: 'SELECT *\nFROM no_such_table',
      position: 14,
      engineCode: 'Catalog Error',
    },
    {
      what: 'a value that fails at run time',
      sql: "SELECT cast('é' AS INT)",
      position: 7,
      engineCode: 'Conversion Error',
    },
  ],
  // 10^11 rows are some 100 s of two cores.
  endless: 'SELECT count(*) FROM range(100000000000) r(x) WHERE x % 7 = 3',
  pages: { sql: 'SELECT range FROM range(100000)', rows: 100_000 },
  many: { sql: `SELECT range, 'row ' || range, range * 1.01 FROM range(${MANY})`, rows: MANY },
  use: { sql: 'USE contract', context: { catalog: 'memory', schema: 'contract' } },
  zones: {
    sql: "SELECT TIMESTAMPTZ '2023-11-14 22:13:20.5+00'",
    set: (zone) => `SET TimeZone = '${zone}'`,
    cells: { 'America/New_York': '2023-11-14 17:13:20.5-05', 'Asia/Kolkata': '2023-11-15 03:43:20.5+05:30' },
  },
  bound: {
    sql: 'SELECT $n + 1, $s, $d, $none, $n, typeof($d)',
    parameters: {
      n: { value: '12345678901234567890', type: 'HUGEINT' },
      s: { value: "x' OR 1=1 --" },
      d: { value: '2024-02-29', type: 'DATE' },
      none: { value: null },
    },
    row: ['12345678901234567891', "x' OR 1=1 --", '2024-02-29', null, '12345678901234567890', 'DATE'],
  },
  needsA: 'SELECT $a',
};

/** DuckDB tells no progress of such a statement, but it takes the processors of this process. */
function worksHard(): () => boolean {
  const before = process.cpuUsage();
  return () => process.cpuUsage(before).user > 200_000;
}

/** Embedded DuckDB in memory: each connection is a database of its own. */
export const DUCKDB: ContractEngine = {
  title: 'DuckDB',
  backend: new DuckDBBackend(),
  options: {},
  stages: ['resolve ok', 'schema skipped', 'select ok'],
  context: { catalog: 'memory', schema: 'main', account: ':memory:', user: null, inTransaction: false },
  wrongContext: [
    { options: { schema: 'nowhere' }, stage: 'schema', field: 'schema' },
    { options: { auth_mode: 'file', path: '/no/such/folder/x.duckdb' }, stage: 'resolve', field: 'path' },
  ],
  openAgain: { options: { schema: 'contract' }, context: { schema: 'contract' } },
  watch: worksHard,
  lists: { catalog: 'memory', schema: 'main' },
  catalog: {
    catalog: 'memory',
    schema: 'contract',
    table: 'orders',
    view: 'seen',
    columns: [
      { name: 'id', typeName: 'BIGINT' },
      { name: 'total', typeName: 'DECIMAL(10,2)' },
    ],
  },
  types: DUCKDB_TYPES,
  sql: SQL,
  cannot: {
    'a result by its id': 'DuckDB gives no ids and keeps no results',
    'wrong secret': 'DuckDB has no logins',
    'first rows first': 'rows are made in the same process; streaming bounds its memory',
    'close when the server hangs': 'DuckDB has no server',
  },
};
