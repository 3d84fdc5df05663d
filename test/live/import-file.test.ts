// \import on the cloud engines with the real drivers: a file back and forth, values equal to the last digit.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.js';
import { liveEngines } from './engines.js';

const { snowflake, databricks } = liveEngines();
const env = {
  WT_SNOWFLAKE: snowflake.password,
  WT_DATABRICKS: databricks.token,
  NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'],
};
const PROFILES = {
  version: 1,
  default: null,
  profiles: [
    {
      name: 'snowflake',
      engine: 'snowflake',
      connection: {
        account: snowflake.account,
        user: snowflake.user,
        host: snowflake.host,
        port: snowflake.port,
        protocol: 'http',
        warehouse: snowflake.warehouse,
        database: snowflake.database,
        schema: snowflake.schema,
      },
      secrets: { password: 'env:WT_SNOWFLAKE' },
    },
    {
      name: 'databricks',
      engine: 'databricks',
      connection: {
        auth_mode: 'token',
        server_hostname: databricks.host,
        port: databricks.port,
        http_path: databricks.path,
        ca_file: databricks.caFile,
        catalog: databricks.catalog,
        schema: databricks.schema,
      },
      secrets: { access_token: 'env:WT_DATABRICKS' },
    },
  ],
};

// Microseconds: the Snowflake engine here keeps no more (nine digits: test/unit/meta/import).
const FILE = [
  'id,name,price,at,ok,day,big,zip,w',
  '1,"",1.10,2024-01-01 00:00:00.123456,true,2024-02-29,12345678901234567890123456789.123456789,00123,NULL',
  '2,,,,,,-0.000000001,,"a,""b""\nc"',
  '3,渡辺,-5.05,1969-12-31 23:59:59.999999,false,9999-12-31,0.000000000,00456,"\\n \' "" $$ {{ }} &x :y ?"',
  '',
].join('\n');

let home: string;
let file: string;
beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-import-live-'));
  file = path.join(home, 'round.csv');
  writeFileSync(path.join(home, 'profiles.json'), JSON.stringify(PROFILES), { mode: 0o600 });
  writeFileSync(file, FILE);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = (args: readonly string[]) => runCli(['--quiet', '--yes', ...args], { home, env });

describe.each(['snowflake', 'databricks'])('%s', (profile) => {
  const table = `import_${profile}`;
  afterAll(() => run([profile, '-c', `drop table if exists ${table}`]));

  test.each(['csv', 'tsv', 'jsonl', 'parquet'])('%s comes back equal to the last digit', async (ending) => {
    const back = path.join(home, `${profile}.${ending}`);
    const round = (from: string) =>
      [`\\import ${from} ${table}`, `select * from ${table} order by id`, `drop table ${table}`].flatMap((sql) => [
        '-c',
        sql,
      ]);
    expect(await run([profile, ...round(file), '-o', back])).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout, stderr } = await run([profile, ...round(back), '--format', 'csv']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replace(/^.*\n/, '')).toBe(FILE.replace(/^.*\n/, ''));
  });

  test('1,000 columns, and nested values as JSON', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `c${index}`);
    const wide = `${names.map((_, index) => `${index}.50`).join(',')}\n${','.repeat(999)}\n`;
    const many = path.join(home, 'wide.csv');
    writeFileSync(many, `${names.join(',')}\n${wide}`);
    const name = `wide_${profile}`;
    const sql = [`\\import ${many} ${name}`, `select * from ${name} order by c0 nulls last`, `drop table ${name}`];
    const { code, stdout, stderr } = await run([profile, ...sql.flatMap((text) => ['-c', text]), '--format', 'csv']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replace(/^.*\n/, '')).toBe(wide);
    const nested = path.join(home, 'nested.jsonl');
    writeFileSync(nested, '{"id":1,"v":{"a":[1.1,null,"渡辺"],"b":{"c":true}}}\n{"id":2,"v":null}\n');
    const load = [`\\import ${nested} ${name}`, `select v from ${name} order by id`, `drop table ${name}`];
    const loaded = await run([profile, ...load.flatMap((text) => ['-c', text]), '--format', 'jsonl']);
    expect({ code: loaded.code, stderr: loaded.stderr }).toEqual({ code: 0, stderr: '' });
    const values = loaded.stdout.trim().split('\n');
    const cells = values.map((line) => Object.values(JSON.parse(line) as Record<string, unknown>)[0]);
    const asJson = cells.map((cell) => (typeof cell === 'string' ? (JSON.parse(cell) as unknown) : cell));
    expect(asJson).toEqual([{ a: [1.1, null, '渡辺'], b: { c: true } }, null]);
  }, 120_000);

  test('sql-insert, run on the engine that it came from, gives the same rows', async () => {
    const sql = path.join(home, `${profile}.sql`);
    const back = `insert_${profile}`;
    await run([profile, '-c', `\\import ${file} ${table}`]);
    await run([profile, '-c', `create table ${back} as select * from ${table} where 1 = 0`]);
    expect(await run([profile, '-c', `select * from ${table}`, '-o', sql])).toMatchObject({ code: 0, stderr: '' });
    writeFileSync(sql, readFileSync(sql, 'utf8').replaceAll('INSERT INTO result', `INSERT INTO ${back}`));
    expect(await run([profile, '-f', sql])).toMatchObject({ code: 0 });
    const rows = async (name: string) =>
      (await run([profile, '-c', `select * from ${name} order by id`, '--format', 'csv'])).stdout;
    const wanted = await rows(table);
    expect(wanted.split('\n').length).toBeGreaterThan(3);
    expect(await rows(back)).toBe(wanted);
    await run([profile, '-c', `drop table ${back}`, '-c', `drop table ${table}`]);
  });

  test('a row that fails leaves no table behind, and one that is there as it was', async () => {
    const bad = path.join(home, 'bad.csv');
    writeFileSync(bad, 'id,name\n1,a\nx,b\n');
    const text = profile === 'snowflake' ? 'varchar' : 'string';
    await run([profile, '-c', `create table ${table}(id int, name ${text})`]);
    const { code, stderr } = await run([profile, '-c', `\\import ${bad} ${table}`]);
    expect(code).toBe(1);
    expect(stderr).toContain("'x'");
    expect(stderr).toContain('Row 2 of the file has it, in the column "id".');
    expect((await run([profile, '--format', 'csv', '-c', `select count(*) as n from ${table}`])).stdout).toMatch(
      /^n\n0\n$/i,
    );
    const tables = await run([profile, '--format', 'csv', '-c', `show tables like '%import%'`]);
    expect(tables.stdout).not.toContain('__import_');
  });

  test('many rows go in batches, and the counts agree', async () => {
    const many = path.join(home, 'many.csv');
    const sql = "select i as id, 'name ' || i as name from range(50000) t(i)";
    await runCli(['--quiet', '-c', sql, '-o', many]);
    await run([profile, '-c', `drop table if exists ${table}`]);
    const counted = ['-c', `select count(*) as n, sum(id) as s from ${table}`, '--format', 'csv'];
    const { code, stdout, stderr } = await run([profile, '-c', `\\import ${many} ${table}`, ...counted]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^n,s\n50000,1249975000(?:\.0)?\n$/i);
  });
});
