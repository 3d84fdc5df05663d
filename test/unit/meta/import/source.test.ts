import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getBackend } from '../../../../source/backends/index.js';
import { jsonBatches } from '../../../../source/meta/import/batches.js';
import { csvHead } from '../../../../source/meta/import/csv-head.js';
import { openSource } from '../../../../source/meta/import/source.js';
import { castOn, typeOn } from '../../../../source/meta/import/types.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-import-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string | Uint8Array): string {
  const at = path.join(folder, name);
  writeFileSync(at, text);
  return at;
}

async function looked(name: string, text: string, header = true) {
  const source = await openSource(file(name, text), { header });
  const batches: unknown[] = [];
  for await (const { json } of jsonBatches(source)) batches.push(...(JSON.parse(json) as unknown[]));
  await source.close();
  return { columns: source.columns, rows: source.rows, batches };
}

async function typeOfColumn(cells: readonly string[], engine: 'duckdb' | 'snowflake' | 'databricks' = 'duckdb') {
  const { columns } = await looked('types.csv', `c,other\n${cells.map((cell) => `${cell},x\n`).join('')}`);
  return typeOn(engine, columns[0]!.type);
}

describe('types that lose nothing', () => {
  test.each([
    [['1', '-2', '0'], 'BIGINT'],
    [['1234567890123456789'], 'HUGEINT'],
    [['00123', '4'], 'VARCHAR'],
    [['+1'], 'VARCHAR'],
    [['1.10', '2'], 'DECIMAL(18,2)'],
    [['12345678901234567890123456789.123456789'], 'DECIMAL(38,9)'],
    [['1'.repeat(39)], 'VARCHAR'],
    [['1e5', '2.5'], 'DOUBLE'],
    [['inf', '1.5', 'nan', '1E5', '0e3', '0.10000000000000001', '5e-324', '1.7976931348623157e308'], 'DOUBLE'],
    // More than a double holds, or beyond it: what would be another number is no number.
    [['1e5', '9007199254740993'], 'VARCHAR'],
    [['1e400'], 'VARCHAR'],
    [['2e-325', '1'], 'VARCHAR'],
    [['1e5', '0.1234567890123456789'], 'VARCHAR'],
    [['inf', 'nan'], 'VARCHAR'],
    [['infinity', ''], 'VARCHAR'],
    [['true', 'False'], 'BOOLEAN'],
    [['2024-02-29'], 'DATE'],
    [['2024-02-30'], 'VARCHAR'],
    [['2024-02-29 01:02:03.123456'], 'TIMESTAMP'],
    [['2024-02-29 01:02:03.123456789'], 'TIMESTAMP_NS'],
    [['9999-12-31 01:02:03.123456789'], 'VARCHAR'],
    [['2024-02-29T01:02:03Z', '2024-02-29 01:02:03.5 +02:00'], 'TIMESTAMPTZ'],
    [['01:02:03'], 'TIME'],
    [['', ''], 'VARCHAR'],
    [['1', 'x'], 'VARCHAR'],
    // What the first rows look like doesn't decide for the last.
    [[...Array.from({ length: 10_500 }, () => '1'), '2.5'], 'DECIMAL(18,1)'],
    [[...Array.from({ length: 10_500 }, () => '2024-01-01'), 'soon'], 'VARCHAR'],
    [[...Array.from({ length: 10_500 }, () => ''), '7'], 'BIGINT'],
  ])('%j', async (cells, wanted) => {
    expect(await typeOfColumn(cells)).toBe(wanted);
  });

  test('nine digits of a second are kept where the engine can, else as text', async () => {
    const cells = ['2024-02-29 01:02:03.123456789'];
    expect(await typeOfColumn(cells, 'snowflake')).toBe('TIMESTAMP_NTZ(9)');
    expect(await typeOfColumn(cells, 'databricks')).toBe('STRING');
  });
});

test('NULL is nothing and "" the empty text, as our csv has it; a single column, too', async () => {
  expect((await looked('nulls.csv', 'a,b\n,""\n"x, ""y""\nz",1\n')).batches).toEqual([
    [null, ''],
    ['x, "y"\nz', '1'],
  ]);
  expect((await looked('one.csv', 'a\n1\n\n3\n')).batches).toEqual([['1'], [null], ['3']]);
});

test('other separators are found, and names may be missing', async () => {
  expect(csvHead('\u{feff}a;"b,c""d";\r')).toEqual({ separator: ';', fields: ['a', 'b,c"d', ''] });
  expect(csvHead('one')).toEqual({ separator: ',', fields: ['one'] });
  expect((await looked('crlf.csv', 'a,b\r\n1,\r\n#,x\r\n')).batches).toEqual([
    ['1', null],
    ['#', 'x'],
  ]);
  const { columns, batches } = await looked('semi.csv', '1;x\n2;y\n', false);
  expect(columns.map(({ name }) => name)).toEqual(['column_1', 'column_2']);
  expect(batches).toEqual([
    ['1', 'x'],
    ['2', 'y'],
  ]);
});

test('JSON: strings are no numbers, members may be missing, digits stay', async () => {
  const text = '[{"a": "1", "b": 12345678901234567890.10}, {"b": 2, "c": {"x": 1.0}, "d": "2024-01-01"}]';
  const { columns, batches } = await looked('some.json', text);
  expect(columns.map(({ name, type }) => [name, typeOn('snowflake', type)])).toEqual([
    ['a', 'VARCHAR'],
    ['b', 'NUMBER(38,2)'],
    ['c', 'VARIANT'],
    ['d', 'DATE'],
  ]);
  expect(batches).toEqual([
    ['1', '12345678901234567890.10', null, null],
    [null, '2', '{"x":1.0}', '2024-01-01'],
  ]);
});

test('JSON: a member without a name is a column, as our own json has one; so is a second one but for capitals', async () => {
  const { columns, batches } = await looked('unnamed.json', '[{"A": 1, "a": 2, "": 3}]');
  expect(columns.map(({ name }) => name)).toEqual(['A', 'a_2', 'column_3']);
  expect(batches).toEqual([['1', '2', '3']]);
});

test.each(['long.csv', 'long.tsv', 'long.json'])('a cell of some megabytes is one: %s', async (name) => {
  const long = 'x'.repeat(5_000_000);
  const text = { csv: `a,b\n1,"${long}"\n`, tsv: `a\tb\n1\t${long}\n`, json: `{"a": 1, "b": "${long}"}` };
  const { batches } = await looked(name, text[name.slice(5) as 'csv']);
  expect(batches).toEqual([['1', long]]);
});

test('casts read nested values and binary', () => {
  expect(castOn('snowflake', 'x', 'VARIANT')).toBe('PARSE_JSON(x)');
  expect(castOn('snowflake', 'x', 'BINARY')).toBe("TO_BINARY(x, 'HEX')");
  expect(castOn('databricks', 'x', 'binary')).toBe('unhex(x)');
  expect(castOn('duckdb', 'x', 'DECIMAL(18,2)')).toBe('CAST(x AS DECIMAL(18,2))');
});

test('what can’t be read is named', async () => {
  const open = (name: string) => openSource(path.join(folder, name), { header: true });
  await expect(open('nowhere.csv')).rejects.toThrow(/There is no file ".*nowhere\.csv"/);
  await expect(open('x.xlsx')).rejects.toThrow("doesn't tell what is in the file");
  file('ragged.csv', 'a,b\n1,2\n3\n');
  await expect(open('ragged.csv')).rejects.toThrow(/ragged\.csv can't be imported: .*Line: 3[^]{0,200}$/);
  file('ends.csv', 'a,b\n1,2\r\n3,4\n');
  await expect(open('ends.csv')).rejects.toThrow(/Its lines end in different ways/);
  file('longest.csv', `a,b\n1,${'x'.repeat(31_000_000)}\n`);
  await expect(open('longest.csv')).rejects.toThrow(/longest\.csv can't be imported: [^]{0,500}$/);
  for (const name of ['empty.csv', 'empty.tsv', 'empty.txt']) {
    file(name, '');
    await expect(open(name)).rejects.toThrow(`${name} can't be imported: It is empty.`);
    file(`${name}.gz`, gzipSync(''));
    await expect(open(`${name}.gz`)).rejects.toThrow('It is empty.');
    file(name, '\n1\n');
    await expect(open(name)).rejects.toThrow('Its first line is empty');
  }
});

describe('a compressed file', () => {
  const rows = `a,b\n${Array.from({ length: 20_000 }, (_, index) => `${index},x${index}\n`).join('')}`;
  const open = (name: string, bytes: Uint8Array) => openSource(file(name, bytes), { header: true });

  test('of several parts is whole; one that is cut or damaged is refused, which DuckDB takes for whole', async () => {
    const whole = gzipSync(rows);
    const source = await open('parts.csv.gz', Buffer.concat([whole, gzipSync('1,2\n')]));
    await source.close();
    expect(source.rows).toBe(20_001);
    await expect(open('cut.csv.gz', whole.subarray(0, whole.length / 2))).rejects.toThrow(
      /cut\.csv\.gz can't be imported: Its end is missing\./,
    );
    const damaged = Buffer.from(whole);
    damaged[whole.length - 6]! ^= 0xff;
    await expect(open('damaged.csv.gz', damaged)).rejects.toThrow('It is damaged: its checksum is another.');
    await expect(open('plain.csv.gz', Buffer.from('a\n1\n'))).rejects.toThrow(/not a GZIP stream/);
  });

  test('of zstd, too', async () => {
    const at = path.join(folder, 'made.csv.zst');
    const connection = await getBackend('duckdb').connect({ path: ':memory:' });
    const made = `SELECT range AS a, hash(range) AS b FROM range(60000)`;
    await connection.execute(`COPY (${made}) TO '${at}' (FORMAT csv, COMPRESSION zstd)`);
    await connection.close();
    const whole = readFileSync(at);
    const source = await open('whole.csv.zst', Buffer.concat([whole, whole]));
    await source.close();
    expect(source.rows).toBe(120_001);
    for (const length of [5, 40, whole.length >> 1, whole.length - 1]) {
      await expect(open('cut.csv.zst', whole.subarray(0, length))).rejects.toThrow('Its end is missing.');
    }
    await expect(open('plain.csv.zst', Buffer.from('a,b\n1,2\n3,4\n'))).rejects.toThrow("can't be imported: ");
  });
});

describe('tab-separated files', () => {
  test('as smallex writes them: \\N is NULL, escapes are read, quotes and other backslashes stand for themselves', async () => {
    const lines = [
      'id\tna\\tme\ttext',
      '1\ta\\tb\\nc\\\\d\t"x"',
      '2\t\\N\t',
      '3\t\\\\N\tC:\\dir\\\\temp\\\\\\\\new',
      '',
    ];
    const { columns, rows, batches } = await looked('a.tsv', lines.join('\n'));
    expect(columns.map(({ name, type }) => [name, type.kind])).toEqual([
      ['id', 'integer'],
      ['na\tme', 'text'],
      ['text', 'text'],
    ]);
    expect(rows).toBe(3);
    expect(batches).toEqual([
      ['1', 'a\tb\nc\\d', '"x"'],
      ['2', null, ''],
      ['3', '\\N', 'C:\\dir\\temp\\\\new'],
    ]);
  });

  test('an empty cell is NULL where the others are numbers or dates, and the empty text among texts', async () => {
    const { columns, batches } = await looked('b.tab', 'n\td\tt\n1\t2024-02-29\ta\n\t\t\n');
    expect(columns.map(({ type }) => type.kind)).toEqual(['integer', 'date', 'text']);
    expect(batches).toEqual([
      ['1', '2024-02-29', 'a'],
      [null, null, ''],
    ]);
  });

  test('with cells in quotes, and nothing escaped, it is csv with tabs', async () => {
    const { batches } = await looked('c.tsv', 'id\ttext\n1\t"a\tb ""c"""\n2\t\n');
    expect(batches).toEqual([
      ['1', 'a\tb "c"'],
      ['2', null],
    ]);
  });

  test('.txt has the separator that its first line has; without names when there are none', async () => {
    expect((await looked('d.txt', 'a\tb\n1\t2\n')).batches).toEqual([['1', '2']]);
    const { columns, batches } = await looked('e.tsv', '1\t\\N\n', false);
    expect(columns.map(({ name }) => name)).toEqual(['column_1', 'column_2']);
    expect(batches).toEqual([['1', null]]);
  });
});

test('the looking through ends when it is cancelled', async () => {
  const at = path.join(folder, 'long.csv');
  writeFileSync(at, `a,b\n${'1,x\n'.repeat(500_000)}`);
  const abort = new AbortController();
  const looking = openSource(at, { header: true, signal: abort.signal });
  setTimeout(() => abort.abort(), 20);
  await expect(looking).rejects.toThrow('Nothing was imported.');
});

test('parquet decimals of more digits than DuckDB keeps are refused', async () => {
  // A DECIMAL(40,0), written by pyarrow.
  const bytes =
    'UEFSMRUAFS4VLiwVAhUAFQYVBhwAAAACAAAAAgEDQ+g3TpiEFUv4N7VxxxxxxxUEGSw1ABgGc2NoZW1hFQIAFQ4VIhUCGAFkJQoVABVQLFwVABVQ' +
    'AAAAFgIZHBkcJgAcFQ4ZJQYAGRgBZBUAFgIWVBZUJghJHBUAFQAVAgA8KQYZJgACAAAAFlQWAiYIFlQAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJz' +
    'aW9uIDI2LjAuMRkcHAAAAIoAAABQQVIx';
  const open = openSource(file('wide.parquet', Buffer.from(bytes, 'base64')), { header: true });
  await expect(open).rejects.toThrow(/Its column d has 40 digits/);
});

test('a parquet file’s dates that only DuckDB has are text on the other engines', async () => {
  const at = path.join(folder, 'odd.parquet');
  const connection = await getBackend('duckdb').connect({ path: ':memory:' });
  const odd = [
    "'infinity'::DATE AS a",
    "'0044-03-15 (BC)'::DATE AS b",
    "'12345-01-01'::DATE AS c",
    "'5000000-01-01'::DATE AS d",
  ];
  const stamps = [
    "'-infinity'::TIMESTAMP AS e",
    "'infinity'::TIMESTAMP_NS AS f",
    "'2024-01-01'::TIMESTAMP_NS AS g",
    'NULL::DATE AS h',
  ];
  await connection.execute(`COPY (SELECT ${[...odd, ...stamps].join(', ')}) TO '${at}'`);
  await connection.close();
  const source = await openSource(at, { header: true });
  await source.close();
  expect(source.columns.map(({ name, type }) => `${name} ${type.kind}`)).toEqual([
    'a text', 'b text', 'c text', 'd text', 'e text', 'f text', 'g timestamp', 'h date',
  ]); // prettier-ignore
});
