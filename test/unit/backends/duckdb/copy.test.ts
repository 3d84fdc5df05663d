import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Zstd } from '@hpcc-js/wasm-zstd';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../../../source/backends/base.js';
import { getBackend } from '../../../../source/backends/index.js';
import { formatOfFile } from '../../../../source/results/formats/index.js';
import { openSink } from '../../../../source/results/sink.js';
import { QueryError } from '../../../../source/support/errors.js';

let folder: string;
let connection: Connection;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-copy-'));
  connection = await getBackend('duckdb').connect({ path: ':memory:' });
  await connection.execute("SET TimeZone = 'UTC'");
});
afterAll(async () => {
  await connection.close();
  rmSync(folder, { recursive: true, force: true });
});
let number = 0;
beforeEach(() => {
  number += 1;
});

const ENDINGS = ['csv', 'tsv', 'json', 'jsonl', 'csv.gz', 'csv.zst', 'parquet'] as const;
type Ending = (typeof ENDINGS)[number];

/** `copy`: DuckDB writes the file. `lines`: it makes a text of each row. `own`: of its cells. */
type Way = 'copy' | 'lines' | 'own';
interface Written {
  readonly text: string;
  /** The way that it went: `own` where DuckDB could not. */
  readonly way: Way;
  readonly rows: number;
}

async function written(sql: string, way: Way, ending: Ending): Promise<Written> {
  const file = path.join(folder, `${number}-${way}.${ending}`);
  const sink = await openSink({ kind: 'file', path: file }, formatOfFile(file).format!);
  const { engineFile, lineFormat } = sink;
  const asked = { copy: { engineFile }, lines: { engineLines: lineFormat }, own: {} }[way];
  const statement = await connection.execute(sql, asked);
  const { isLines = false, written: count } = statement;
  if (count !== undefined) await sink.wrote(count);
  else {
    await sink.start(statement.columns, isLines);
    for await (const batch of statement.batches()) await sink.write(batch);
    await sink.end();
  }
  await sink.finish();
  const went = count !== undefined ? 'copy' : isLines ? 'lines' : 'own';
  return { text: await textOf(file), way: went, rows: sink.rows };
}

/** The bytes of a file; of parquet the names, types and values. */
async function textOf(file: string): Promise<string> {
  if (file.endsWith('.gz')) return gunzipSync(readFileSync(file)).toString();
  if (file.endsWith('.zst')) return unzstd(file);
  if (!file.endsWith('.parquet')) return readFileSync(file, 'utf8');
  const all = async (sql: string) => {
    const statement = await connection.execute(sql);
    const rows: unknown[] = [];
    for await (const batch of statement.batches()) rows.push(...batch);
    return JSON.stringify(rows);
  };
  return `${await all(`DESCRIBE FROM '${file}'`)}\n${await all(`FROM '${file}'`)}`;
}

/** Of one frame. */
async function unzstd(file: string): Promise<string> {
  const zstd = await Zstd.load();
  zstd.reset();
  return Buffer.from(zstd.decompressChunk(readFileSync(file), 64 * 1024 * 1024)).toString();
}

async function same(sql: string, ending: Ending = 'csv'): Promise<string> {
  const own = await written(sql, 'own', ending);
  for (const way of ['parquet', 'csv.gz', 'csv.zst'].includes(ending)
    ? (['copy'] as const)
    : (['copy', 'lines'] as const)) {
    const other = await written(sql, way, ending);
    expect(other.way).toBe(way);
    expect(other.rows).toBe(own.rows);
    if (other.text !== own.text) expect(firstDifference(other.text, own.text)).toBe('');
  }
  expect(own.way).toBe('own');
  return own.text;
}

function firstDifference(one: string, other: string): string {
  const [lines, others] = [one.split('\n'), other.split('\n')];
  const at = lines.findIndex((line, index) => line !== others[index]);
  return `${at}: ${lines[at] ?? ''} instead of ${others[at] ?? ''}`.slice(0, 500);
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
  ['FLOAT', ['0.1', '-0.0', '16777216', '2547517.75', '-465804.625', '1e16', '1e-5', '1e-45', 'inf', '-inf', 'nan']],
  ['DECIMAL(9,9)', ['-0.5', '0', '0.000000001']],
  ['DECIMAL(38,38)', ['-0.00000000000000000000000000000000000001']],
  ['BIGNUM', ['-123456789012345678901234567890123456789012345678901234567890', '0']],
  ['INTERVAL', ['0 days', '-1 month', '25 months -1 day', '-00:00:00.000001', '1000000 hours', '-1 year 1 month']],
  ['BLOB', ['', '\\x00\\xFF', 'abc\\x22\\x5C\\x27', '\\x5Cx41', ',#', '\\x0A\\x09']],
  ['BIT', ['0', '10101010101']],
  ['TIME_NS', ['12:00:00.123456789', '00:00:00']],
  ['TIMETZ', ['12:00:00+02:30', '00:00:00-15:59:59', '23:59:59.999999+15:59', '24:00:00+00']],
  [
    'TIMESTAMPTZ',
    ['2024-02-29 12:00:00.5+02', '0044-03-15 (BC) 01:02:03+00', 'infinity', '-infinity', '290000-01-01 00:00:00+00'],
  ],
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
    const list = [...values.map((value) => `('${value.replaceAll("'", "''")}'::${type})`), `(NULL::${type})`].join(
      ', ',
    );
    for (const ending of ['csv', 'tsv', 'jsonl'] as const) {
      const nested = `[v, NULL] AS l, {'a': v, 'b "c"': [v]} AS s, MAP {'k': v} AS m, array_value(v, v) AS a`;
      await same(`SELECT v, v AS again, ${nested} FROM (VALUES ${list}) t(v)`, ending);
      if (ending === 'csv') await same(`SELECT v FROM (VALUES ${list}) t(v)`, ending);
    }
  });

  test('all of them at once, in every format', async () => {
    const columns = TYPES.map(([type, values], index) => {
      const list = values.map((value) => `'${value.replaceAll("'", "''")}'::${type}`).join(', ');
      return `unnest([${list}, NULL]) AS v${index}, [v${index}] AS l${index}`;
    });
    for (const ending of ENDINGS) {
      // Their type in parquet depends on the values.
      const fit = columns.filter(
        (_, index) => ending !== 'parquet' || !['HUGEINT', 'TIMESTAMP_S'].includes(TYPES[index]![0]),
      );
      await same(`SELECT ${fit.join(', ')}`, ending);
    }
  });

  test('text with everything that needs quotes, and what only looks like it', async () => {
    const texts = [
      '\\u001F',
      '\v\f\b',
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
    for (const ending of ENDINGS) {
      await same(`SELECT v, 'x' AS x FROM (VALUES ${list}, (NULL), (chr(0))) t(v)`, ending);
      await same(`SELECT v FROM (VALUES ${list}, (NULL)) t(v)`, ending);
      await same(
        `SELECT [v] AS l, {'a': v} AS s, MAP {coalesce(v, 'k'): v} AS m FROM (VALUES ${list}, (NULL)) t(v)`,
        ending,
      );
      await same(`SELECT 'a' || chr(i::INT) || 'z' AS v, ['"' || chr(i::INT)] AS l FROM range(0, 700) r(i)`, ending);
    }
  });

  test('nested in one another, and what is empty', async () => {
    for (const ending of ENDINGS) {
      await same(
        "SELECT [] AS e, [NULL] AS n, NULL AS nothing, [[1], [], NULL] AS deep, [{'a': [0.1::FLOAT]}, NULL] AS l",
        ending,
      );
      await same(
        "SELECT MAP {1: {'x': 1.5}, 2: NULL} AS m, MAP {} AS none, MAP {'a\"': 'nan'::DOUBLE} AS f, MAP {[1]: 2} AS k",
        ending,
      );
      await same(
        "SELECT u FROM (VALUES (union_value(n := 1)::UNION(n INT, s VARCHAR)), ('x'::UNION(n INT, s VARCHAR)), (NULL)) t(u)",
        ending,
      );
      await same("SELECT unnest([{'a': 1, 'b': NULL}, NULL, {'a': NULL, 'b': 'x'}]) AS s", ending);
      await same('SELECT unnest([[1, 2], [NULL, 3], NULL]::INT[2][]) AS a', ending);
    }
  });

  test('names, no rows, one row, comments around it, and the order of many', async () => {
    expect(await same('SELECT 1 AS "a,b", 2 AS a, 3 AS a, \'x\' AS "q""#" WHERE false')).toBe('"a,b",a,a,"q""#"\n');
    expect(await same('SELECT 1 AS a WHERE false', 'json')).toBe('[]\n');
    for (const ending of ENDINGS) {
      await same('SELECT 1 AS "a,\t""b", 2 AS a, 3 AS a, 4 AS A, 0.5::FLOAT AS f WHERE false', ending);
      await same('SELECT 1 AS one -- and no more', ending);
      await same('SELECT 0.1::FLOAT AS one, 2 AS one -- and no more', ending);
      await same('/* first */ WITH t AS (SELECT 42 AS v) FROM t', ending);
      await same('VALUES (1), (2)', ending);
      await same('VALUES (1::FLOAT), (NULL)', ending);
      await same('SELECT i, i::FLOAT AS f FROM range(20000) r(i) ORDER BY hash(i)', ending);
    }
    await same('SELECT i, i::VARCHAR AS t FROM range(200000) r(i)');
    await same('SELECT i, i::FLOAT AS t FROM range(200000) r(i)');
  });
});

/** Floats that are hard to write: few binary digits, ends of binades, all sizes. */
function hostileFloats(): Float32Array {
  const numbers: number[] = [];
  for (let power = -149; power < 128; power++) {
    numbers.push(2 ** power, 3 * 2 ** power, 2 ** power * (2 - 2 ** -23));
    for (let digits = 1; digits <= 23; digits++)
      numbers.push((1 + Math.floor(Math.random() * 2 ** digits) / 2 ** digits) * 2 ** power);
  }
  for (let index = 0; index < 4000; index++)
    numbers.push(index * 1.25, index / 100, index * 1000 + 0.5, 1e6 + index / 8);
  const bits = new Uint32Array(20_000).map(() => Math.floor(Math.random() * 2 ** 32));
  return Float32Array.from([...numbers, ...numbers.map((n) => -n), ...new Float32Array(bits.buffer)]);
}

function hostileDoubles(): Float64Array {
  const numbers: number[] = [];
  for (let power = -1074; power < 1024; power++) {
    numbers.push(2 ** power, 3 * 2 ** power, 2 ** power * (1 + Number.EPSILON), 2 ** power * (2 - Number.EPSILON));
    for (let digits = 1; digits <= 52; digits += 3)
      numbers.push((1 + Math.floor(Math.random() * 2 ** digits) / 2 ** digits) * 2 ** power);
  }
  for (let power = -323; power <= 308; power++) numbers.push(Number(`1e${power}`), Number(`9.5e${power}`));
  const bits = new Uint32Array(40_000).map(() => Math.floor(Math.random() * 2 ** 32));
  return Float64Array.from([...numbers, ...numbers.map((n) => -n), ...new Float64Array(bits.buffer)]);
}

test.each([
  ['FLOAT', hostileFloats],
  ['DOUBLE', hostileDoubles],
] as const)('%ss of all sizes, as bits', async (type, make) => {
  const numbers = make();
  const expected = numbers.slice();
  const file = path.join(folder, `${type}.hex`);
  const raw = Buffer.from(numbers.buffer);
  const hex = (type === 'FLOAT' ? raw.swap32() : raw.swap64()).toString('hex');
  const digits = numbers.BYTES_PER_ELEMENT * 2;
  writeFileSync(file, hex.replace(new RegExp(`.{${digits}}`, 'g'), '$&\n'));
  // From bits: a text would go through what is looked at here.
  await connection.execute(
    `CREATE OR REPLACE TEMP TABLE numbers AS SELECT unhex(line)::BIT::${type} AS v FROM ` +
      `read_csv('${file}', header = false, columns = {line: 'VARCHAR'})`,
  );
  for (const ending of ['csv', 'jsonl'] as const) {
    const text = await same('SELECT v FROM numbers', ending);
    if (ending === 'csv') {
      // Every digit says what the bits said.
      const read = text
        .split('\n')
        .slice(1, -1)
        .map((line) => Number(line.replace('inf', 'Infinity')));
      expect(read.length).toBe(numbers.length);
      const rounded = type === 'FLOAT' ? Math.fround : Number;
      const lost = read.findIndex(
        (n, index) => !Object.is(rounded(n), expected[index]) && !Number.isNaN(expected[index]),
      );
      expect(lost === -1 ? null : [read[lost], expected[lost]]).toBe(null);
    }
  }
});

test.each([
  ['a VARIANT', 'SELECT 1::VARIANT AS v'],
  ['SHOW', 'SHOW TABLES'],
  ['INSERT … RETURNING', 'SELECT 1 AS v; SELECT 2 AS v'],
])('%s is written from rows', async (_, sql) => {
  expect((await written(sql, 'copy', 'csv')).way).toBe('own');
});

test('a time zone other than UTC, whose rules Node and DuckDB know from different years', async () => {
  await connection.execute("SET TimeZone = 'Europe/Berlin'");
  expect((await written('SELECT now() AS v', 'copy', 'csv')).way).toBe('own');
  // What parquet holds is the instant.
  expect((await written('SELECT now() AS v', 'copy', 'parquet')).way).toBe('copy');
  await connection.execute("SET TimeZone = 'UTC'");
});

test('JSON is as it is in csv; in JSON its blanks go', async () => {
  const sql = `SELECT '{"a":  1.0}'::JSON AS v`;
  expect(await same(sql)).toBe('v\n"{""a"":  1.0}"\n');
  expect((await written(sql, 'copy', 'jsonl')).way).toBe('own');
});

async function readAll(sql: string): Promise<void> {
  for await (const _ of (await connection.execute(sql, { engineLines: 'csv' })).batches());
}

test('an error has its place in the person’s own text', async () => {
  const failed = path.join(folder, 'failed.csv');
  const file = { path: failed, name: 'failed.csv', format: 'csv', compression: null, header: () => 'v\n' } as const;
  const sql = "SELECT CAST(CASE WHEN i = 200000 THEN 'x' ELSE '1' END AS INTEGER) AS v FROM range(300000) r(i)";
  const error = await connection.execute(sql, { engineFile: file }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(QueryError);
  const told = await readAll(sql).catch((thrown: unknown) => thrown);
  expect(told).toBeInstanceOf(QueryError);
  expect((told as QueryError).position).toBe((error as QueryError).position);
  const { position, message } = error as QueryError;
  expect(message).toContain("Could not convert string 'x' to INT32");
  if (position !== undefined) expect(sql.slice(position)).toMatch(/^CAST/);
});

test('what follows in the same file stands behind what DuckDB wrote, and a failed one is cut back to it', async () => {
  for (const ending of ['jsonl', 'jsonl.gz']) {
    const file = path.join(folder, `many.${ending}`);
    const sink = await openSink({ kind: 'file', path: file }, formatOfFile(file).format!);
    const first = await connection.execute('SELECT 1 AS a, 0.1::FLOAT AS f', { engineFile: sink.engineFile });
    await sink.wrote(first.written!);
    expect(sink.engineFile).toBeUndefined();
    const second = await connection.execute('SELECT 2 AS b');
    await sink.start(second.columns);
    for await (const batch of second.batches()) await sink.write(batch);
    await sink.end();
    await sink.start(second.columns);
    await sink.write([['3']]);
    expect(await sink.fail()).toBe('cut');
    await sink.finish();
    expect(await textOf(file)).toBe('{"a":1,"f":0.1}\n{"b":2}\n');
  }
});
