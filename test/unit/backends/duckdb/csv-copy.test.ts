import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../../../source/backends/base.js';
import { getBackend } from '../../../../source/backends/index.js';
import { formatByName } from '../../../../source/results/formats/index.js';
import { openSink } from '../../../../source/results/sink.js';
import { QueryError } from '../../../../source/support/errors.js';

let folder: string;
let connection: Connection;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-copy-'));
  connection = await getBackend('duckdb').connect({ path: ':memory:' });
  await connection.execute("SET TimeZone = 'Europe/Berlin'");
});
afterAll(async () => {
  await connection.close();
  rmSync(folder, { recursive: true, force: true });
});
let number = 0;
beforeEach(() => {
  number += 1;
});

/** Writes a query's rows to a file; `own`: row by row, never by DuckDB itself. */
async function written(sql: string, own: boolean): Promise<{ text: string; byDuckDB: boolean; rows: number }> {
  const file = path.join(folder, `${number}-${own ? 'own' : 'copy'}.csv`);
  const sink = await openSink({ kind: 'file', path: file }, formatByName('csv'));
  const statement = await connection.execute(sql, own ? {} : { csvFile: sink.csvFile });
  const byDuckDB = statement.written !== undefined;
  if (byDuckDB) await sink.wrote(statement.written);
  else {
    await sink.start(statement.columns);
    for await (const batch of statement.batches()) await sink.write(batch);
    await sink.end();
  }
  await sink.finish();
  return { text: readFileSync(file, 'utf8'), byDuckDB, rows: sink.rows };
}

async function same(sql: string): Promise<string> {
  const copied = await written(sql, false);
  const own = await written(sql, true);
  expect(copied.byDuckDB).toBe(true);
  expect(own.byDuckDB).toBe(false);
  expect(copied.rows).toBe(own.rows);
  expect(copied.text).toBe(own.text);
  return copied.text;
}

const HUGE = '170141183460469231731687303715884105727';

/** Every type that DuckDB writes itself, with the values at its ends. */
const TYPES: readonly (readonly [type: string, values: readonly string[]])[] = [
  ['BOOLEAN', ['true', 'false']],
  ['TINYINT', ['-128', '127']],
  ['SMALLINT', ['-32768', '32767']],
  ['INTEGER', ['-2147483648', '2147483647']],
  ['BIGINT', ['-9223372036854775808', '9223372036854775807']],
  ['UTINYINT', ['0', '255']],
  ['USMALLINT', ['65535']],
  ['UINTEGER', ['4294967295']],
  ['UBIGINT', ['18446744073709551615']],
  ['HUGEINT', [`-${HUGE}`, HUGE]],
  ['UHUGEINT', ['340282366920938463463374607431768211455']],
  ['DOUBLE', ['0.1', '-0.0', '1e300', '5e-324', '1e16', '1e15', '1e-4', '1e-5', 'inf', '-inf', 'nan', '123456789.125']],
  ['DECIMAL(4,1)', ['-999.9', '0.0']],
  ['DECIMAL(9,8)', ['-0.00000001']],
  ['DECIMAL(18,3)', ['999999999999999.999', '-0.001']],
  ['DECIMAL(38,10)', ['-9999999999999999999999999999.9999999999', '0']],
  ['DECIMAL(38,0)', ['99999999999999999999999999999999999999']],
  ['DATE', ['0001-01-01', '9999-12-31', '12345-01-01', '0044-03-15 (BC)', 'infinity', '-infinity']],
  ['TIME', ['00:00:00', '23:59:59.999999', '12:00:00.5', '24:00:00']],
  ['TIMESTAMP', ['1969-12-31 23:59:59.999999', '0044-03-15 (BC) 01:02:03', '294247-01-10 04:00:54.775806', 'infinity']],
  ['TIMESTAMP_S', ['1969-12-31 23:59:59', '9999-12-31 00:00:00', 'infinity', '-infinity']],
  ['TIMESTAMP_MS', ['1969-12-31 23:59:59.999', '2024-02-29 12:00:00.1', 'infinity']],
  ['TIMESTAMP_NS', ['2024-02-29 12:00:00.123456789', '1969-12-31 23:59:59.999999999', '1700-01-01 00:00:00']],
  ['UUID', ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff']],
  ["ENUM('a', 'b,c', '', '#')", ['a', 'b,c', '', '#']],
];

describe('DuckDB writes byte for byte what smallex writes', () => {
  test.each(TYPES)('%s', async (type, values) => {
    const list = [...values.map((value) => `('${value}'::${type})`), `(NULL::${type})`].join(', ');
    await same(`SELECT v, v AS again FROM (VALUES ${list}) t(v)`);
    await same(`SELECT v FROM (VALUES ${list}) t(v)`);
  });

  test('text with everything that needs quotes, and what only looks like it', async () => {
    const texts = [
      '',
      ' ',
      'a,b',
      '"',
      'a"b',
      '\n',
      '\r',
      'a\r\nb',
      '#',
      'a#b',
      ';',
      '\t',
      '|',
      '\\',
      "'",
      'NULL',
      'null',
    ];
    const more = ['\\N', '渡辺', '😀', '\u0001', '\u00a0', '\u2028', '=1+1', '-', '--', '"quoted"', ' lead', 'trail '];
    const list = [...texts, ...more].map((text) => `('${text.replaceAll("'", "''")}')`).join(', ');
    await same(`SELECT v, 'x' AS x FROM (VALUES ${list}, (NULL), (chr(0))) t(v)`);
    await same(`SELECT v FROM (VALUES ${list}, (NULL)) t(v)`);
  });

  test('names, no rows, one row, comments around it, and the order of many', async () => {
    expect(await same('SELECT 1 AS "a,b", 2 AS a, 3 AS a, \'x\' AS "q""#" WHERE false')).toBe('"a,b",a,a,"q""#"\n');
    await same('SELECT 1 AS one -- and no more');
    await same('/* first */ WITH t AS (SELECT 42 AS v) FROM t');
    await same('VALUES (1), (2)');
    await same('SELECT i, i::VARCHAR AS t FROM range(300000) r(i)');
    await same('SELECT i FROM range(100000) r(i) ORDER BY hash(i)');
  });
});

test.each([
  ['a FLOAT', 'SELECT 0.1::FLOAT AS v'],
  ['a DECIMAL without a digit before the point', 'SELECT -0.5::DECIMAL(9,9) AS v'],
  ['a nested value', 'SELECT [1] AS v'],
  ['JSON', "SELECT '{}'::JSON AS v"],
  ['a time zone', 'SELECT now() AS v'],
  ['SHOW', 'SHOW TABLES'],
  ['INSERT … RETURNING', 'SELECT 1 AS v; SELECT 2 AS v'],
])('%s is written from rows', async (_, sql) => {
  expect((await written(sql, false)).byDuckDB).toBe(false);
});

test('an error has its place in the person’s own text', async () => {
  const file = { path: path.join(folder, 'failed.csv'), name: 'failed.csv', header: () => 'v\n' };
  const sql = "SELECT CAST(CASE WHEN i = 200000 THEN 'x' ELSE '1' END AS INTEGER) AS v FROM range(300000) r(i)";
  const error = await connection.execute(sql, { csvFile: file }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(QueryError);
  const { position, message } = error as QueryError;
  expect(message).toContain("Could not convert string 'x' to INT32");
  if (position !== undefined) expect(sql.slice(position)).toMatch(/^CAST/);
});
