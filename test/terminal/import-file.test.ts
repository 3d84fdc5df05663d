import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.js';
import { saveProfiles } from '../support/save-profiles.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-import-file-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = `select 1 as id, '' as name, 1.10::decimal(9,2) as price, timestamp_ns '2024-01-01 00:00:00.123456789' as at,
  true as ok, 0.1::double as d, 12345678901234567890123456789.123456789::decimal(38,9) as big, '00123' as zip, 'NULL' as w
  union all select 2, null, null, null, null, 1e300, -0.000000001, null, 'a,"b"' || chr(10) || 'c' order by id`;

test.each(['csv', 'csv.gz', 'tsv', 'json', 'jsonl', 'parquet'])(
  'export to %s and \\import of it: equal to the last digit, NULL and the empty text apart',
  async (ending) => {
    const file = path.join(folder, `round.${ending}`);
    expect((await runCli(['--quiet', '-c', ROWS, '-o', file])).code).toBe(0);
    const wanted = await runCli(['--quiet', '--format', 'csv', '-c', ROWS]);
    const script = `\\import ${file} back\nselect * from back order by id;\n`;
    const { code, stdout, stderr } = await runCli(['--yes', '--format', 'csv', '-f', '-'], { input: script });
    expect(stderr).toContain(`2 rows of ${file} are in "back"; the counts agree.`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: wanted.stdout });
  },
);

test('it is shown and asked about: a script needs --yes; a row that fails leaves the table as it was', async () => {
  const file = path.join(folder, 'bad.csv');
  writeFileSync(file, 'id,name\n1,a\nx,b\n');
  const refused = await runCli(['-c', `\\import ${file}`]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/CREATE TABLE "bad" \(\n {2}"id" VARCHAR,\n {2}"name" VARCHAR\n\);/);
  expect(refused.stderr).toContain('This needs a yes: Make "bad" with 2 rows?');
  const args = ['--yes', '--on-error', 'continue', '--format', 'csv', '-c', 'create table t(id int, name text)'];
  const failed = await runCli([...args, '-c', `\\import ${file} t`, '-c', 'select count(*) as n from t']);
  expect(failed).toMatchObject({ code: 1, stdout: 'n\n0\n' });
  expect(failed.stderr).toContain("Could not convert string 'x' to INT32");
  expect(failed.stderr).toContain('Row 2 of the file has it, in the column "id".');
});

test('a table that is there gets the rows by the names of its columns; others are named', async () => {
  const file = path.join(folder, 'some.csv');
  writeFileSync(file, 'NAME,id\na,7\n');
  const made = 'create table t(id int, name text, more int)';
  const script = `${made};\n\\import ${file} t\nselect * from t;\n`;
  const { stdout } = await runCli(['--yes', '--format', 'csv', '-f', '-'], { input: script });
  expect(stdout).toBe('id,name,more\n7,a,\n');
  writeFileSync(file, 'name,nope\na,7\n');
  const { code, stderr } = await runCli(['--yes', '-f', '-'], { input: script });
  expect(code).toBe(2);
  expect(stderr).toContain('The table "t" has no column nope.');
});

test('--read-only refuses it, and an open transaction is not touched', async () => {
  const file = path.join(folder, 'ro.csv');
  writeFileSync(file, 'id\n1\n');
  const read = await runCli(['--read-only', '--yes', '-c', `\\import ${file}`]);
  expect(read.code).toBe(2);
  expect(read.stderr).toContain('This session is read-only: CREATE TABLE');
  const open = await runCli(['--yes', '-c', 'begin', '-c', `\\import ${file}`]);
  expect(open.stderr).toContain('A transaction is open');
  expect(readFileSync(file, 'utf8')).toBe('id\n1\n');
});

test('a production profile asks as for other changes: --yes of the command is not enough', async () => {
  const file = path.join(folder, 'prod.csv');
  writeFileSync(file, 'id\n1\n');
  const connection = { path: path.join(folder, 'prod.duckdb') };
  const settings = { environment: 'production' };
  const profiles = [{ name: 'prod', engine: 'duckdb', connection, secrets: {}, settings }];
  saveProfiles(folder, profiles);
  const where = { env: { SMALLEX_HOME: folder } };
  const refused = await runCli(['prod', '-c', `\\import --yes ${file}`], where);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('This is production (prod): CREATE TABLE "prod", 1 row. It was not run.');
  const done = await runCli(['prod', '--yes', '-c', `\\import ${file}`], where);
  expect(done.stderr).toContain(`1 row of ${file} is in "prod"; the counts agree.`);
});

test('1,000 columns, and nested values as JSON', async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `c${index}`);
  const wide = `${names.join(',')}\n${names.map((_, index) => `${index}.50`).join(',')}\n${','.repeat(999)}\n`;
  const file = path.join(folder, 'wide.csv');
  writeFileSync(file, wide);
  const back = ['--yes', '--quiet', '--format', 'csv', '-c', `\\import ${file}`, '-c', 'select * from wide'];
  expect((await runCli(back)).stdout).toBe(wide);
  const json = '{"id":1,"v":{"a":[1.10,null,"渡辺"],"b":12345678901234567890123456789.5}}\n{"id":2,"v":null}\n';
  writeFileSync(path.join(folder, 'nested.jsonl'), json);
  const nested = `\\import ${path.join(folder, 'nested.jsonl')}`;
  expect(
    (await runCli(['--yes', '--quiet', '--format', 'jsonl', '-c', nested, '-c', 'select * from nested'])).stdout,
  ).toBe(json);
});
