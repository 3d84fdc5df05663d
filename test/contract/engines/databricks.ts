import { DatabricksBackend } from '../../../source/backends/databricks/backend.js';
import type { ConnectionOptions } from '../../../source/backends/base.js';
import type { ContractEngine, ContractSql } from '../engine.js';

const MANY = 300_000;

/** The statements of the contract in a catalog of that name. */
export function databricksSql(catalog: string): ContractSql {
  return {
    one: 'SELECT 1 AS one',
    texts: "SELECT NULL, '', 'NULL'",
    names: { sql: "SELECT 1 AS a, 'x' AS a, 3 AS ` `", names: ['a', 'a', ' '], row: ['1', 'x', '3'] },
    none: { sql: 'SELECT 1 AS a, 2 AS b WHERE false', names: ['a', 'b'] },
    prepare: [
      `CREATE SCHEMA IF NOT EXISTS ${catalog}.contract`,
      `CREATE TABLE IF NOT EXISTS ${catalog}.contract.orders (id BIGINT, total DECIMAL(10,2)) USING parquet`,
      `CREATE OR REPLACE VIEW ${catalog}.contract.seen AS SELECT 1 AS one`,
    ],
    changes: [
      [`INSERT INTO ${catalog}.contract.orders VALUES (1, 1.5), (2, 2.5), (3, 3.5)`, 3],
      [`UPDATE ${catalog}.contract.orders SET total = 0 WHERE id > 1`, 2],
      [`DELETE FROM ${catalog}.contract.orders WHERE id > 7`, 0],
      [`DELETE FROM ${catalog}.contract.orders WHERE id = 1`, 1],
      ['CREATE OR REPLACE TEMPORARY VIEW ddl AS SELECT 1 AS a', null],
    ],
    errors: [
      {
        what: 'a word that is none',
        sql: 'SELEC 1',
        position: 0,
        sqlState: '42601',
        engineCode: 'PARSE_SYNTAX_ERROR',
      },
      {
        what: 'an unknown name behind text beyond ASCII, on line 3',
        sql: "SELECT '🦆 é',\n  1,\n  nope",
        position: 22,
        sqlState: '42703',
        engineCode: 'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION',
      },
      {
        what: 'an unknown name behind text beyond ASCII, on the same line',
        sql: "SELECT '🦆', nope",
        position: 13,
        sqlState: '42703',
        engineCode: 'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION',
      },
      {
        what: 'an unknown table',
        sql: 'SELECT *\nFROM no_such_table',
        position: 14,
        sqlState: '42P01',
        engineCode: 'TABLE_OR_VIEW_NOT_FOUND',
      },
    ],
    endless: 'SELECT count(*) FROM range(1000000000000) WHERE id % 7 = 3',
    pages: { sql: 'SELECT id FROM range(60000)', rows: 60_000 },
    many: {
      sql: `SELECT id, concat('row ', id) AS t, CAST(id * 1.01 AS DECIMAL(20,2)) AS d FROM range(${MANY})`,
      rows: MANY,
    },
    use: { sql: 'USE SCHEMA contract', context: { catalog, schema: 'contract' } },
    zones: {
      sql: 'SELECT timestamp_micros(1700000000500000)',
      set: (zone) => `SET TIME ZONE '${zone}'`,
      cells: { 'America/New_York': '2023-11-14 17:13:20.5-05:00', 'Asia/Kolkata': '2023-11-15 03:43:20.5+05:30' },
    },
    bound: {
      sql: 'SELECT :n + 1, :s, :d, :none, :n',
      parameters: {
        n: { value: '12345678901234567890', type: 'DECIMAL(20,0)' },
        s: { value: "x' OR 1=1 --" },
        d: { value: '2024-02-29', type: 'DATE' },
        none: { value: null },
      },
      row: ['12345678901234567891', "x' OR 1=1 --", '2024-02-29', null, '12345678901234567890'],
    },
    needsA: 'SELECT :a',
  };
}

/** What holds for Databricks wherever it is reached; the endpoint, types and what it can't come from the caller. */
export function databricksEngine(
  title: string,
  catalog: string,
  login: ConnectionOptions,
  more: Pick<ContractEngine, 'types' | 'cannot'> & Partial<ContractEngine>,
): ContractEngine {
  return {
    title,
    backend: new DatabricksBackend(),
    options: { ...login, catalog, schema: 'default' },
    stages: ['resolve ok', 'login ok', 'warehouse ok', 'catalog ok', 'schema ok', 'select ok'],
    context: { warehouse: 'Shared', role: null, catalog, schema: 'default' },
    wrongSecret: { options: { access_token: 'dapi-not-the-token' }, field: 'access_token' },
    wrongContext: [
      {
        options: { http_path: '/sql/1.0/warehouses/0000000000000000' },
        stage: 'warehouse',
        field: 'http_path',
      },
      { options: { catalog: 'nothing' }, stage: 'catalog', field: 'catalog' },
      { options: { schema: 'none' }, stage: 'schema', field: 'schema' },
    ],
    openAgain: { options: { schema: 'contract' }, context: { catalog, schema: 'contract' } },
    lists: { warehouse: 'Shared', catalog, schema: 'default' },
    catalog: {
      catalog,
      schema: 'contract',
      table: 'orders',
      view: 'seen',
      columns: [
        { name: 'id', typeName: 'bigint' },
        { name: 'total', typeName: 'decimal(10,2)' },
      ],
    },
    sql: databricksSql(catalog),
    ...more,
  };
}
