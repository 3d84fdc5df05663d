import type { DuckDBValue } from '@duckdb/node-api';
import { DuckDBInstance, DuckDBTypeId } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TYPE } from '../../../../source/backends/duckdb/types.js';
import { cellWriter } from '../../../../source/backends/duckdb/cell-text.js';
import { columnOf } from '../../../../source/backends/duckdb/values.js';

let instance: DuckDBInstance;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
});
afterAll(() => instance.closeSync());

async function cells(sql: string, zone = 'UTC'): Promise<(string | null)[][]> {
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = '${zone}'`);
  const result = await connection.run(sql);
  const writers = result.columnTypes().map((type) => cellWriter(type, zone));
  const rows = await result.getRows();
  connection.disconnectSync();
  return rows.map((row) => row.map((value: DuckDBValue, index) => (value === null ? null : writers[index]!(value))));
}

test('our type numbers are the driver’s', () => {
  for (const [name, number] of Object.entries(TYPE)) expect([name, DuckDBTypeId[number]]).toEqual([name, name]);
});

describe('the text of a value is the engine’s own cast to text', () => {
  const NESTED = /array|struct|map|union|list|variant/;

  test('for every scalar type of test_all_types()', async () => {
    const [[names]] = (await cells(
      `SELECT string_agg('"' || column_name || '"', ',') FROM (DESCRIBE FROM test_all_types())
       WHERE NOT regexp_matches(column_name, '${NESTED.source}') AND column_name <> 'timestamp_tz'`,
    )) as [[string]];
    const casts = names.split(',').map((name) => `CAST(${name} AS VARCHAR)`);
    expect(await cells(`SELECT ${names} FROM test_all_types()`)).toEqual(
      await cells(`SELECT ${casts.join(',')} FROM test_all_types()`),
    );
    expect(names.split(',').length).toBeGreaterThan(30);
  });

  test('for every shape of GEOMETRY, of which the driver gives bytes', async () => {
    const shapes = [
      ...['POINT EMPTY', 'POINT(0.1 -1e300)', 'POINT(1e-7 123456789012345678)', 'POINT(-0.0 1e15)', 'POINT Z EMPTY'],
      ...['POINT Z(1 2 3)', 'POINT M(1 2 3)', 'POINT ZM(1 2 3 4)', 'LINESTRING(0 0, 1.5 1)', 'LINESTRING M EMPTY'],
      ...['POLYGON((0 0,1 0,1 1,0 0),(0.1 0.1,0.2 0.1,0.2 0.2,0.1 0.1))', 'POLYGON EMPTY', 'MULTIPOINT EMPTY'],
      ...['MULTIPOINT(EMPTY, 1 1)', 'MULTIPOINT Z(1 2 3, 4 5 6)', 'MULTILINESTRING((0 0,1 1),(2 2,3 3))'],
      ...['MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((0 0,1 0,1 1,0 0)))', 'GEOMETRYCOLLECTION EMPTY'],
      ...['GEOMETRYCOLLECTION Z(POINT Z(1 2 3), MULTIPOINT Z EMPTY)'],
      ...['GEOMETRYCOLLECTION(POINT(1 2),GEOMETRYCOLLECTION(LINESTRING(0 0,1 1)),MULTIPOINT(1 2))'],
    ];
    const list = shapes.map((shape) => `'${shape}'`).join(',');
    const rows = await cells(`SELECT g, CAST(g AS VARCHAR) FROM (SELECT CAST(unnest([${list}]) AS GEOMETRY) g)`);
    expect(rows.map(([ours]) => ours)).toEqual(rows.map(([, engines]) => engines));
    expect(rows).toHaveLength(shapes.length);
  });

  // DuckDB's cast gives some floats (3 %) more digits than they need; ours is always the shortest text that reads back
  // as the same float.
  test.each(['DOUBLE', 'FLOAT'])('for any %s', async (type) => {
    const edges = [0, -0, 1, 0.1, 1e15, 1e16, 123456789012345680, 1e-4, 1e-5, 9.5e-5, 5e-324, 1.7976931348623157e308];
    const sample = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), 2000);
    const list = [...edges, ...sample].map((n) => (Object.is(n, -0) ? "'-0.0'" : `'${n}'`)).join(',');
    const rows = await cells(
      `SELECT v, CAST(v AS VARCHAR) FROM (SELECT TRY_CAST(unnest([${list}]) AS ${type}) v) WHERE v IS NOT NULL`,
    );
    expect(rows.length).toBeGreaterThan(100);
    for (const [ours, engines] of rows) {
      if (type === 'FLOAT' && ours !== engines) {
        // Zeros may take the place of digits: 66350130.0 for 66350128.0, which are one float.
        expect(ours!.length).toBeLessThanOrEqual(engines!.length);
        expect(Math.fround(Number(ours))).toBe(Math.fround(Number(engines)));
      } else expect(ours).toBe(engines);
    }
  });

  test.each(['UTC', 'Asia/Kolkata', 'America/St_Johns', 'Europe/Berlin', 'Australia/Lord_Howe'])(
    'for a TIMESTAMPTZ in %s, before and after each change of the clock',
    async (zone) => {
      const rows = await cells(
        `SELECT t, CAST(t AS VARCHAR) FROM (
           SELECT TIMESTAMPTZ '1975-01-01 00:00:00+00' + INTERVAL (n * 7919) MINUTE + INTERVAL (n % 3) MICROSECOND AS t
           FROM range(5000) r(n))`,
        zone,
      );
      for (const [ours, engines] of rows) expect(ours).toBe(engines);
    },
  );
});

describe('nested values are JSON with every digit', () => {
  const CASES: readonly (readonly [string, string])[] = [
    [`[1, NULL, 3]`, '[1,null,3]'],
    [
      `{'a': 170141183460469231731687303715884105727::HUGEINT, 'b': 1.10::DECIMAL(38,2)}`,
      '{"a":170141183460469231731687303715884105727,"b":1.10}',
    ],
    [`{'2': 'x', '1': 'y'}`, '{"2":"x","1":"y"}'],
    [`MAP {'k"1': [DATE '2024-02-29']}`, '{"k\\"1":["2024-02-29"]}'],
    [`MAP {1.5: true}`, '{"1.5":true}'],
    [`['nan'::DOUBLE, 'inf'::FLOAT, 1.5]`, '["nan","inf",1.5]'],
    [`union_value(n := 9007199254740993)`, '9007199254740993'],
    [`{'j': '{"deep": [1.00]}'::JSON}`, '{"j":{"deep": [1.00]}}'],
    [`array_value('a', NULL, 'é')`, '["a",null,"é"]'],
    [`[TIMESTAMPTZ '2024-07-01 12:00:00+00']`, '["2024-07-01 12:00:00+00"]'],
    [`[{'s': 'it''s'}]`, '[{"s":"it\'s"}]'],
  ];

  test.each(CASES)('%s', async (expression, json) => {
    const [[cell]] = (await cells(`SELECT ${expression}`)) as [[string]];
    expect(cell).toBe(json);
    expect(() => JSON.parse(cell) as unknown).not.toThrow();
  });

  test('all nested columns of test_all_types() parse as JSON', async () => {
    const [[names]] = (await cells(
      `SELECT string_agg('"' || column_name || '"', ',') FROM (DESCRIBE FROM test_all_types())
       WHERE regexp_matches(column_name, 'array|struct|map|union|list|variant')`,
    )) as [[string]];
    const rows = await cells(`SELECT ${names} FROM test_all_types()`);
    for (const cell of rows.flat()) if (cell !== null) expect(() => JSON.parse(cell) as unknown, cell).not.toThrow();
  });
});

test('a cell casts back, by its storage type, to the value it came from', async () => {
  const connection = await instance.connect();
  const result = await connection.run('SELECT * FROM test_all_types()');
  const types = result.columnTypes();
  const columns = types.map((type, index) => columnOf(result.columnName(index), type, 'UTC'));
  const rows = await cells('SELECT * FROM test_all_types()');
  let checked = 0;
  for (const [index, { name, storageType, kind }] of columns.entries()) {
    // DuckDB's own cast of its greatest TIMESTAMPTZ is a millisecond off (it goes through a double).
    if (storageType === 'VARCHAR' || kind === 'json' || name === 'timestamp_tz') continue;
    for (const row of rows) {
      const cell = row[index];
      if (cell === null || cell === undefined) continue;
      const back = await connection.run(`SELECT CAST(CAST($1 AS ${storageType}) AS VARCHAR)`, [cell]);
      expect([name, (await back.getRows())[0]![0]]).toEqual([name, cell]);
      checked++;
    }
  }
  connection.disconnectSync();
  expect(checked).toBeGreaterThan(55);
});
