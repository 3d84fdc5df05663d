import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { column, type Column, type Kind, type Row } from '../../../../source/results/column.js';
import { formatByName, formatOfFile, FORMATS, type FormatOptions } from '../../../../source/results/formats/index.js';
import { uniqueNames } from '../../../../source/results/formats/unique-names.js';

const of = (name: string, kind: Kind = 'text'): Column => column({ name, kind, typeName: kind });
const THREE = [of('a', 'integer'), of('b'), of('c')];
const ROWS: readonly Row[] = [
  ['1', null, ''],
  ['-2', 'NULL', 'x, "y"\nz\t\\'],
];

function write(name: string, columns: readonly Column[], rows: readonly Row[], options: FormatOptions = {}): string {
  const format = formatByName(name);
  if (format.binary) throw new Error('not text');
  const writer = format.writer(options);
  return writer.start(columns) + rows.map((row) => writer.rows([row])).join('') + writer.end();
}

describe('csv', () => {
  it('writes NULL as nothing, the empty text as "" and NULL as it is', () => {
    expect(write('csv', THREE, [['1', null, ''], ['2', 'NULL', 'x']])).toBe('a,b,c\n1,,""\n2,NULL,x\n'); // prettier-ignore
    expect(write('csv', THREE, ROWS)).toBe('a,b,c\n1,,""\n-2,NULL,"x, ""y""\nz\t\\"\n');
  });

  it('leaves the header out and guards formulas on request', () => {
    const rows = [['-1', '=cmd()', '+1'], ['2', '@x', 'fine']]; // prettier-ignore
    expect(write('csv', THREE, rows, { header: false })).toBe('-1,=cmd(),+1\n2,@x,fine\n');
    expect(write('csv', THREE, rows, { formulaGuard: true, header: false })).toBe("-1,'=cmd(),'+1\n2,'@x,fine\n");
  });

  it('is read by DuckDB as what it was', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'smallex-csv-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    onTestFinished(() => connection.closeSync());
    const file = join(folder, 'rows.csv');
    const cell = fc.option(
      fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', "'", '\\', 'é', '語', '\t', 'NULL') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), async (rows) => {
        writeFileSync(file, write('csv', [of('a'), of('b'), of('c')], rows));
        const options = `header=true, all_varchar=true, allow_quoted_nulls=false, delim=',', quote='"', escape='"', new_line='\\n'`;
        const read = await connection.runAndReadAll(
          `select * from read_csv('${file}', ${options}, null_padding=false)`,
        );
        expect(read.getRows()).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });
});

describe('tsv', () => {
  it("escapes as PostgreSQL's COPY", () => {
    expect(write('tsv', THREE, ROWS)).toBe('a\tb\tc\n1\t\\N\t\n-2\tNULL\tx, "y"\\nz\\t\\\\\n');
    expect(write('tsv', [of('a')], [['\\N']])).toBe('a\n\\\\N\n');
  });

  it('comes back as what it was', () => {
    const back: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '\\': '\\' };
    const read = (text: string) =>
      text === '\\N' ? null : text.replace(/\\(.)/g, (_, letter: string) => back[letter]!);
    fc.assert(
      fc.property(fc.array(fc.option(fc.string({ unit: 'binary' })), { minLength: 1 }), (row) => {
        const columns = row.map((_, index) => of(String(index)));
        const text = write('tsv', columns, [row], { header: false });
        expect(text.slice(0, -1).split('\t').map(read)).toEqual(row);
      }),
    );
  });
});

describe('json and jsonl', () => {
  const columns = [of('n', 'integer'), of('f', 'float'), of('t'), of('j', 'json'), of('b', 'boolean')];
  const rows: Row[] = [
    ['123456789012345678901234567890', 'NaN', '\u0000"\n', '{"x": [1.10,\n 2]}', 'true'],
    [null, '-1.5e300', '', 'null', null],
  ];

  it('keeps digits, nesting and nulls, and parses', () => {
    const text = write('json', columns, rows);
    expect(text).toBe(
      '[\n{"n":123456789012345678901234567890,"f":"NaN","t":"\\u0000\\"\\n","j":{"x":[1.10,2]},"b":true},\n' +
        '{"n":null,"f":-1.5e300,"t":"","j":null,"b":null}\n]\n',
    );
    expect(JSON.parse(text)).toHaveLength(2);
    const lines = write('jsonl', columns, rows).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(JSON.parse(text));
  });

  it('writes no rows as an empty array', () => {
    expect(write('json', columns, [])).toBe('[]\n');
    expect(write('jsonl', columns, [])).toBe('');
  });

  it('keeps columns of one name, and of none', () => {
    const same = [of('a'), of('A'), of('a'), of('a_2'), of(''), of('')];
    expect(Object.keys(JSON.parse(write('jsonl', same, [['1', '2', '3', '4', '5', '6']])) as object)).toEqual([
      'a',
      'A',
      'a_3',
      'a_2',
      '',
      '_2',
    ]);
    expect(uniqueNames(['a', 'A', 'a'], true)).toEqual(['a', 'A_2', 'a_3']);
  });

  it('always parses, whatever is in the cells', () => {
    const kind = fc.constantFrom<Kind>('integer', 'float', 'decimal', 'text', 'json', 'boolean', 'timestamp', 'other');
    const cell = fc.option(
      fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.double().map(String), fc.bigInt().map(String)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), kind, cell), { minLength: 1 }), (facts) => {
        const row = facts.map(([, , value]) => value);
        const columns = facts.map(([name, type]) => of(name, type));
        const parsed = JSON.parse(write('json', columns, [row])) as object[];
        expect(Object.keys(parsed[0]!)).toHaveLength(facts.length);
        expect(write('jsonl', columns, [row]).match(/\n/g)).toHaveLength(1);
      }),
    );
  });
});

describe('markdown', () => {
  it('aligns numbers and escapes what would be markup', () => {
    expect(write('markdown', THREE, ROWS)).toBe(
      '| a | b | c |\n| ---: | --- | --- |\n| 1 | *NULL* |  |\n| -2 | NULL | x, "y"<br>z\t\\\\ |\n',
    );
    expect(write('markdown', [of('snake_case')], [['a|b*c* _d_']])).toContain('| snake_case |');
    expect(write('markdown', [of('x')], [['a|b*c* _d_']])).toContain('| a\\|b\\*c\\* \\_d\\_ |');
  });
});

describe('sql-insert', () => {
  it('writes literals by kind', () => {
    expect(
      write(
        'sql-insert',
        [of('n', 'integer'), of('f', 'float'), of('b', 'boolean'), of('t')],
        [['1', 'NaN', 'true', "it's \\"]],
      ),
    ).toBe(`INSERT INTO result ("n", "f", "b", "t") VALUES\n  (1, 'NaN', true, 'it''s \\');\n`);
  });

  it('gives columns of one name, or none, names that a table can have', () => {
    const columns = [of('a'), of('A'), of('')];
    const names = (dialect: 'duckdb' | 'snowflake') => write('sql-insert', columns, [['1', '2', '3']], { dialect });
    expect(names('duckdb')).toContain('("a", "A_2", "column_3")');
    expect(names('snowflake')).toContain('("a", "A", "column_3")');
  });

  it("uses each engine's quotes", () => {
    const one = [of('a b')];
    expect(write('sql-insert', one, [["'\\"]], { dialect: 'snowflake', tableName: 'db.t' })).toBe(
      `INSERT INTO db.t ("a b") VALUES\n  ('''\\\\');\n`,
    );
    expect(write('sql-insert', one, [["'\\"]], { dialect: 'databricks' })).toBe(
      "INSERT INTO result (`a b`) VALUES\n  ('\\'\\\\');\n",
    );
  });

  it("uses the quotes of the engine that a result came from, in one file of several engines' results", () => {
    const format = formatByName('sql-insert');
    if (format.binary) throw new Error('sql-insert is text');
    const insert = format.writer({ dialect: 'duckdb' });
    const expected = {
      databricks: "INSERT INTO result (`a b`) VALUES\n  ('\\'\\\\');\n",
      snowflake: `INSERT INTO result ("a b") VALUES\n  ('''\\\\');\n`,
    };
    const kinds = ['date', 'timestamp', 'timestamptz', 'float', 'binary'] as const;
    const typed = kinds.map((kind) => ({
      ...column({ name: kind, kind, typeName: kind }),
      dialect: 'databricks' as const,
    }));
    insert.start(typed);
    expect(insert.rows([['2024-02-29', '2024-02-29 01:02:03', '2024-02-29 01:02:03', 'NaN', '00FF']])).toContain(
      "(DATE '2024-02-29', TIMESTAMP_NTZ '2024-02-29 01:02:03', TIMESTAMP '2024-02-29 01:02:03', CAST('NaN' AS DOUBLE), X'00FF')",
    );
    for (const dialect of ['databricks', 'snowflake'] as const) {
      expect(insert.start([{ ...of('a b'), dialect }])).toBe('');
      expect(insert.rows([["'\\"]])).toBe(expected[dialect]);
    }
  });

  it('is run by DuckDB into what it was', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    onTestFinished(() => connection.closeSync());
    await connection.run('create table result (n hugeint, t varchar)');
    const rows: Row[] = Array.from({ length: 1_201 }, (_, index) => [String(index), index % 2 ? `'"${index}\n` : null]);
    const writer = formatByName('sql-insert');
    if (writer.binary) throw new Error('not text');
    const text = writer.writer({});
    await connection.run(text.start([of('n', 'integer'), of('t')]) + text.rows(rows) + text.end());
    const back = await connection.runAndReadAll('select n::varchar, t from result order by n');
    expect(back.getRows()).toEqual(rows);
  });
});

describe('table and vertical, whole', () => {
  it('aligns by the first rows and lets a later cell run over', () => {
    const writer = formatByName('table');
    if (writer.binary) throw new Error('not text');
    const table = writer.writer({});
    expect(table.start([of('n', 'integer'), of('t')])).toBe('');
    const first = table.rows(Array.from({ length: 1_000 }, (_, index) => [String(index), 'x']));
    expect(first.split('\n').slice(0, 3)).toEqual(['   n │ t', '─────┼──', '   0 │ x']);
    expect(table.rows([['123456', 'y'.repeat(300)]])).toBe(` 123456 │ ${'y'.repeat(300)}\n`);
    expect(table.end()).toBe('');
  });

  it('prints several results with a blank line between, and names for an empty one', () => {
    const format = formatByName('table');
    if (format.binary) throw new Error('not text');
    const table = format.writer({});
    const one = table.start([of('a')]) + table.rows([['1']]) + table.end();
    expect(one + table.start([of('b')]) + table.end()).toBe(' a\n──\n 1\n\n b\n──\n');
  });

  it('shows one value a line', () => {
    expect(write('vertical', THREE, [ROWS[0]!])).toBe('─ row 1 ──────\n a │ 1\n b │ NULL\n c │ \n');
    expect(write('vertical', THREE, [])).toBe('(no rows)\n');
  });
});

describe('the registry', () => {
  it('finds formats by name and by ending, and names the nearest', () => {
    expect(formatByName('CSV').name).toBe('csv');
    expect(formatByName('md').name).toBe('markdown');
    expect(() => formatByName('jsno')).toThrow('There is no format "jsno". Did you mean "json"?');
  });

  it.each([
    ['orders.csv', 'csv', null],
    ['a.b/orders.CSV.gz', 'csv', 'gz'],
    ['x.ndjson.zst', 'jsonl', 'zst'],
    ['x.parquet', 'parquet', null],
    ['a.csv/plain', undefined, null],
    ['x.gz', undefined, 'gz'],
    ['x.weird', undefined, null],
  ])('%s is %s, %s', (path, name, compression) => {
    expect(formatOfFile(path).format?.name).toBe(name);
    expect(formatOfFile(path).compression).toBe(compression);
  });

  it('has one of every name and ending', () => {
    const words = FORMATS.flatMap(({ name, extensions }) => [...new Set([name, ...extensions])]);
    expect(new Set(words).size).toBe(words.length);
  });
});
