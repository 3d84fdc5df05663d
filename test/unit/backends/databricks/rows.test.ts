import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../../../source/backends/base.js';
import { startDatabricksDouble, type DatabricksDouble } from '../../../doubles/databricks.js';
import { connect, query, rowsOf } from './connect.js';

let double: DatabricksDouble;
let connection: Connection;
beforeAll(async () => {
  double = await startDatabricksDouble();
  connection = await connect(double);
});
afterAll(async () => {
  await connection.close();
  await double.stop();
});

interface Case {
  readonly type: string;
  readonly value: unknown;
  readonly cell: string;
  readonly kind: string;
  readonly storage?: string;
  readonly json?: string;
}

const CASES: readonly Case[] = [
  { type: 'boolean', value: true, cell: 'true', kind: 'boolean', storage: 'BOOLEAN', json: 'true' },
  { type: 'tinyint', value: -128, cell: '-128', kind: 'integer', storage: 'TINYINT', json: '-128' },
  { type: 'smallint', value: 32_767, cell: '32767', kind: 'integer', storage: 'SMALLINT' },
  { type: 'int', value: -2_147_483_648, cell: '-2147483648', kind: 'integer', storage: 'INTEGER' },
  {
    type: 'bigint',
    value: '9223372036854775807',
    cell: '9223372036854775807',
    kind: 'integer',
    storage: 'BIGINT',
    json: '9223372036854775807',
  },
  { type: 'float', value: 0.1, cell: '0.1', kind: 'float', storage: 'FLOAT', json: '0.1' },
  { type: 'double', value: 1e300, cell: '1.0E300', kind: 'float', storage: 'DOUBLE', json: '1.0E300' },
  { type: 'double', value: Number.NaN, cell: 'NaN', kind: 'float', json: '"NaN"' },
  { type: 'double', value: Number.NEGATIVE_INFINITY, cell: '-Infinity', kind: 'float', json: '"-Infinity"' },
  {
    type: 'decimal(38,18)',
    value: '-99999999999999999999.999999999999999999',
    cell: '-99999999999999999999.999999999999999999',
    kind: 'decimal',
    storage: 'DECIMAL(38,18)',
    json: '-99999999999999999999.999999999999999999',
  },
  { type: 'decimal(10,2)', value: '12.50', cell: '12.50', kind: 'decimal', storage: 'DECIMAL(10,2)' },
  { type: 'string', value: '', cell: '', kind: 'text', json: '""' },
  { type: 'string', value: 'naïve 🦆\n"x"', cell: 'naïve 🦆\n"x"', kind: 'text' },
  { type: 'date', value: '0001-01-01', cell: '0001-01-01', kind: 'date', storage: 'DATE' },
  {
    type: 'timestamp',
    value: '2024-02-29 12:34:56.123456',
    cell: '2024-02-29 12:34:56.123456+00:00',
    kind: 'timestamptz',
    storage: 'TIMESTAMPTZ',
  },
  {
    type: 'timestamp_ntz',
    value: '2024-02-29 12:34:56.100000',
    cell: '2024-02-29 12:34:56.1',
    kind: 'timestamp',
    storage: 'TIMESTAMP',
  },
  { type: 'timestamp_ntz', value: '1900-01-01 00:00:00.000001', cell: '1900-01-01 00:00:00.000001', kind: 'timestamp' },
  { type: 'binary', value: '00ff10', cell: '00FF10', kind: 'binary' },
  { type: 'interval day to second', value: '3 04:05:06.789000000', cell: '3 04:05:06.789000000', kind: 'interval' },
  { type: 'interval year to month', value: '1-2', cell: '1-2', kind: 'interval' },
  { type: 'variant', value: { a: [1, 2.5] }, cell: '{"a":[1,2.5]}', kind: 'json', json: '{"a":[1,2.5]}' },
  {
    type: 'array<bigint>',
    value: ['9007199254740993', null],
    cell: '[9007199254740993,null]',
    kind: 'json',
    json: '[9007199254740993,null]',
  },
  { type: 'array<array<double>>', value: [[Number.NaN], [], [0.1]], cell: '[["NaN"],[],[0.1]]', kind: 'json' },
  {
    type: 'struct<n: decimal(38,10), s: string, d: date, t: timestamp, b: binary>',
    value: {
      n: '1234567890123456789012345678.0123456789',
      s: 'a"b',
      d: '2024-02-29',
      t: '2024-02-29 00:00:00.000001',
      b: 'ff',
    },
    cell: '{"n":1234567890123456789012345678.0123456789,"s":"a\\"b","d":"2024-02-29","t":"2024-02-29 00:00:00.000001+00:00","b":"FF"}',
    kind: 'json',
  },
  {
    type: 'map<string, int>',
    value: new Map<unknown, unknown>([
      ['a', 1],
      ['b', null],
    ]),
    cell: '{"a":1,"b":null}',
    kind: 'json',
  },
  {
    type: 'map<int, struct<x: boolean>>',
    value: new Map([[1, { x: true }]]),
    cell: '{"1":{"x":true}}',
    kind: 'json',
  },
];

describe('each type', () => {
  it.each(CASES)('$type $cell', async ({ type, value, cell, kind, storage, json }) => {
    double.answer('typed', { columns: [{ name: 'v', type }], rows: [[value], [null], [value]] });
    const statement = await connection.execute('typed');
    const [column] = statement.columns;
    expect(await rowsOf(statement)).toEqual([[cell], [null], [cell]]);
    expect(column).toMatchObject({ name: 'v', kind, ...(storage !== undefined && { storageType: storage }) });
    expect(column?.inexact).toBeUndefined();
    if (json !== undefined) expect(column?.toJson(cell)).toBe(json);
  });

  it('keeps its name in SQL', async () => {
    const types = ['TIMESTAMP_NTZ', 'DECIMAL(10,2)', 'VARIANT', 'ARRAY<INT>', 'STRUCT<A: INT>'];
    double.answer('names', {
      columns: types.map((type, index) => ({ name: `c${index}`, type: type.toLowerCase() })),
      rows: [],
    });
    const { columns } = await connection.execute('names');
    expect(columns.map(({ typeName }) => typeName)).toEqual(types);
  });
});

describe('rows', () => {
  it('keep columns of one name, and of none', async () => {
    const types = ['int', 'string', 'date', 'int'];
    const columns = ['a', 'a', '', 'A'].map((name, index) => ({ name, type: types[index]! }));
    double.answer('twice', { columns, rows: [[1, 'x', '2024-02-29', 4]] });
    const statement = await connection.execute('twice');
    expect(statement.columns.map(({ name }) => name)).toEqual(['a', 'a', '', 'A']);
    expect(await rowsOf(statement)).toEqual([['1', 'x', '2024-02-29', '4']]);
  });

  it('tell NULL, empty text and the text NULL apart', async () => {
    double.answer('nulls', { columns: [{ name: 'v', type: 'string' }], rows: [[null], [''], ['NULL']] });
    expect(await query(connection, 'nulls')).toEqual([[null], [''], ['NULL']]);
  });

  it('of an empty result are none, with columns', async () => {
    double.answer('empty', { columns: [{ name: 'v', type: 'int' }], rows: [] });
    const statement = await connection.execute('empty');
    expect(statement.columns).toHaveLength(1);
    expect(await rowsOf(statement)).toEqual([]);
  });

  it('come in batches of at most 1,000, so that memory is bounded by the batch', async () => {
    double.answer('many', {
      columns: [{ name: 'n', type: 'int' }],
      rows: { count: 45_000, make: (index: number) => [index] },
    });
    let count = 0;
    for await (const batch of (await connection.execute('many')).batches()) {
      expect(batch.length).toBeLessThanOrEqual(1_000);
      count += batch.length;
    }
    expect(count).toBe(45_000);
    expect(double.count('FetchResults')).toBeGreaterThan(2);
  });
});
