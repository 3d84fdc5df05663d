import { SnowflakeBackend } from '../../../source/backends/snowflake/backend.js';
import type { ConnectionOptions } from '../../../source/backends/base.js';
import type { ContractEngine, ContractSql } from '../engine.js';

const MANY = 300_000;

export const SNOWFLAKE_SQL: ContractSql = {
  one: 'SELECT 1',
  texts: "SELECT NULL, '', 'NULL'",
  names: { sql: `SELECT 1 AS A, 'x' AS A, 3 AS " "`, names: ['A', 'A', ' '], row: ['1', 'x', '3'] },
  none: { sql: 'SELECT 1 AS A, 2 AS B WHERE FALSE', names: ['A', 'B'] },
  prepare: [
    'CREATE SCHEMA IF NOT EXISTS DEMO.CONTRACT',
    'CREATE OR REPLACE TABLE DEMO.CONTRACT.ORDERS (ID NUMBER(38,0), TOTAL NUMBER(10,2))',
    'CREATE OR REPLACE VIEW DEMO.CONTRACT.SEEN AS SELECT 1 AS ONE',
  ],
  changes: [
    ['INSERT INTO DEMO.CONTRACT.ORDERS VALUES (1, 1.5), (2, 2.5), (3, 3.5)', 3],
    ['UPDATE DEMO.CONTRACT.ORDERS SET TOTAL = 0 WHERE ID > 1', 2],
    ['DELETE FROM DEMO.CONTRACT.ORDERS WHERE ID > 7', 0],
    ['DELETE FROM DEMO.CONTRACT.ORDERS WHERE ID = 1', 1],
    ['CREATE OR REPLACE TABLE DEMO.CONTRACT.DDL (A INT)', null],
  ],
  errors: [
    { what: 'a word that is none', sql: 'SELEC 1', position: 0, sqlState: '42000', engineCode: '001003' },
    {
      what: 'an unknown name behind text beyond ASCII, on line 3',
      sql: "SELECT '🦆 é',\n  1,\n  nope",
      position: 22,
      sqlState: '42000',
      engineCode: '000904',
    },
    {
      what: 'an unknown name behind text beyond ASCII, on the same line',
      sql: "SELECT '🦆', nope",
      position: 13,
      sqlState: '42000',
      engineCode: '000904',
    },
    { what: 'an unknown table', sql: 'SELECT *\nFROM NO_SUCH_TABLE', sqlState: '42S02', engineCode: '002003' },
  ],
  endless: 'SELECT SYSTEM$WAIT(60)',
  pages: { sql: 'SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 60000))', rows: 60_000 },
  many: {
    sql: `SELECT SEQ4() AS N, 'row ' || SEQ4() AS T, SEQ4() * 1.01 AS D FROM TABLE(GENERATOR(ROWCOUNT => ${MANY}))`,
    rows: MANY,
  },
  use: { sql: 'USE SCHEMA DEMO.CONTRACT', context: { catalog: 'DEMO', schema: 'CONTRACT' } },
  zones: {
    sql: "SELECT '2023-11-14 22:13:20.5 +0000'::TIMESTAMP_LTZ",
    set: (zone) => `ALTER SESSION SET TIMEZONE = '${zone}'`,
    cells: { 'America/New_York': '2023-11-14 17:13:20.5-05:00', 'Asia/Kolkata': '2023-11-15 03:43:20.5+05:30' },
  },
  bound: {
    sql: 'SELECT :n + 1, :s, :d, :none, :n',
    parameters: {
      n: { value: '12345678901234567890', type: 'NUMBER(38,0)' },
      s: { value: "x' OR 1=1 --" },
      d: { value: '2024-02-29', type: 'DATE' },
      none: { value: null },
    },
    row: ['12345678901234567891', "x' OR 1=1 --", '2024-02-29', null, '12345678901234567890'],
  },
  needsA: 'SELECT :a',
};

const PLACE = { role: 'SYSADMIN', warehouse: 'W1', database: 'DEMO', schema: 'PUBLIC' };

/** What holds for Snowflake wherever it is reached; the endpoint, types and what it can't come from the caller. */
export function snowflakeEngine(
  title: string,
  login: ConnectionOptions,
  more: Pick<ContractEngine, 'types' | 'cannot'> & Partial<ContractEngine>,
): ContractEngine {
  return {
    title,
    backend: new SnowflakeBackend(),
    options: { ...login, ...PLACE },
    stages: ['resolve ok', 'login ok', 'role ok', 'warehouse ok', 'catalog ok', 'schema ok', 'select ok'],
    context: { user: 'FAKE', role: 'SYSADMIN', warehouse: 'W1', catalog: 'DEMO', schema: 'PUBLIC' },
    wrongSecret: { options: { password: 'not-the-password' }, field: 'password' },
    wrongContext: [
      { options: { role: 'NOBODY' }, stage: 'role', field: 'role' },
      { options: { warehouse: 'NOWHERE' }, stage: 'warehouse', field: 'warehouse' },
      { options: { database: 'NOTHING' }, stage: 'catalog', field: 'database' },
      { options: { schema: 'NONE' }, stage: 'schema', field: 'schema' },
    ],
    openAgain: { options: { schema: 'CONTRACT' }, context: { catalog: 'DEMO', schema: 'CONTRACT' } },
    lists: { role: 'ANALYST', warehouse: 'SMALLEX_WH', catalog: 'DEMO', schema: 'PUBLIC' },
    catalog: {
      catalog: 'DEMO',
      schema: 'CONTRACT',
      table: 'ORDERS',
      view: 'SEEN',
      columns: [
        { name: 'ID', typeName: 'NUMBER(38,0)' },
        { name: 'TOTAL', typeName: 'NUMBER(10,2)' },
      ],
    },
    sql: SNOWFLAKE_SQL,
    ...more,
  };
}
