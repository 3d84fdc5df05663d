import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { column, type Column, type Row } from '../../../source/results/column.js';
import { formatByName } from '../../../source/results/formats/index.js';
import { openSink, type Sink } from '../../../source/results/sink.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smallex-parquet-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const of = (name: string, storageType: string): Column =>
  column({ name, kind: 'other', typeName: storageType, storageType });

async function write(columns: readonly Column[], rows: readonly Row[], path: string): Promise<Sink> {
  const sink = await openSink({ kind: 'file', path }, formatByName('parquet'));
  await sink.start(columns);
  await sink.write(rows);
  await sink.end();
  await sink.finish();
  return sink;
}

async function read(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRows();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('parquet', () => {
  it('has typed columns with every digit, and NULL apart from the empty text', async () => {
    const path = join(folder, "it's.parquet");
    const facts: [string, string, string][] = [
      ['BIGINT', '9223372036854775807', 'BIGINT'],
      ['HUGEINT', '99999999999999999999999999999999999999', 'DECIMAL(38,0)'],
      ['DECIMAL(38,18)', '12345678901234567890.123456789012345678', 'DECIMAL(38,18)'],
      ['DOUBLE', '0.1', 'DOUBLE'],
      ['DATE', '2026-02-28', 'DATE'],
      ['TIMESTAMP_NS', '2026-01-01 00:00:00.123456789', 'TIMESTAMP_NS'],
      ['TIMESTAMPTZ', '2026-01-01 00:00:00+00', 'TIMESTAMP WITH TIME ZONE'],
      ['BOOLEAN', 'true', 'BOOLEAN'],
      ['VARCHAR', '', 'VARCHAR'],
      ['INTERVAL', '00:00:00.000123', 'VARCHAR'],
    ];
    const columns = facts.map(([type], index) => of(`c${index}`, type));
    await write(columns, [facts.map(([, cell]) => cell), facts.map(() => null)], path);
    const file = `'${path.replaceAll("'", "''")}'`;
    const fields = facts.map((_, index) => `c${index}::VARCHAR`).join(', ');
    expect(await read(`SET TimeZone='UTC'; SELECT ${fields} FROM ${file}`)).toEqual([
      facts.map(([, cell]) => cell),
      facts.map(() => null),
    ]);
    const types = facts.map((_, index) => `typeof(c${index})`).join(', ');
    expect((await read(`SELECT ${types} FROM ${file}`))[0]).toEqual(facts.map(([, , type]) => type));
    expect(readdirSync(folder)).toEqual(["it's.parquet"]);
  });

  it('keeps as text what does not cast: no value is lost', async () => {
    const path = join(folder, 'x.parquet');
    const huge = '170141183460469231731687303715884105727';
    await write([of('n', 'HUGEINT'), of('d', 'DATE')], [['1', 'soon'], [huge, '2026-01-01']], path); // prettier-ignore
    expect(await read(`SELECT n, d FROM '${path}'`)).toEqual([['1', 'soon'], [huge, '2026-01-01']]); // prettier-ignore
  });

  it('keeps as text what a cast would round', async () => {
    const path = join(folder, 'x.parquet');
    await write([of('a', 'BIGINT'), of('b', 'HUGEINT'), of('c', 'BIGINT')], [['1.5', '007', '-8']], path);
    expect(await read(`SELECT a, b, c::VARCHAR, typeof(c) FROM '${path}'`)).toEqual([['1.5', '007', '-8', 'BIGINT']]);
  });

  it('gives every column a name of its own', async () => {
    const path = join(folder, 'x.parquet');
    const columns = ['a', 'A', '', 'a b"c'].map((name) => of(name, 'VARCHAR'));
    await write(columns, [['1', '2', '3', '4']], path);
    expect(await read(`SELECT column_name FROM (DESCRIBE FROM '${path}')`)).toEqual([
      ['a'],
      ['A_2'],
      ['column_3'],
      ['a b"c'],
    ]);
  });

  it('writes 250,000 rows in their order, and results without rows', async () => {
    const path = join(folder, 'x.parquet');
    const rows = Array.from({ length: 250_000 }, (_, index) => [String(index), `row ${index}`]);
    const sink = await write([of('n', 'INTEGER'), of('t', 'VARCHAR')], rows, path);
    expect(sink.rows).toBe(250_000);
    expect(sink.bytes).toBeGreaterThan(100_000);
    const ordered = `SELECT count(*)::INT, bool_and(n = file_row_number) FROM read_parquet('${path}', file_row_number=true)`;
    expect(await read(ordered)).toEqual([[250_000, true]]);
    await write([of('n', 'INTEGER')], [], path);
    expect(await read(`SELECT count(*)::INT, any_value(typeof(n)) FROM '${path}'`)).toEqual([[0, null]]);
  });

  it('leaves nothing when it is aborted in the middle', async () => {
    const sink = await openSink({ kind: 'file', path: join(folder, 'x.parquet') }, formatByName('parquet'));
    await sink.start([of('n', 'INTEGER')]);
    const writing = sink.write(Array.from({ length: 200_000 }, (_, index) => [String(index)]));
    await sink.abort();
    await writing;
    expect(sink.closed).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });
});
