import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { best, type Command, type Measured } from './export/measure.js';
import { databricksStream, duckdbCopy, snowflakeStream, type DatabricksPlace } from './export/floors.js';
import { peer } from './export/peers.js';
import { QUERY, serve } from './export/servers.js';
import type { Row } from './sql.js';

const CLI = resolve('dist/cli.js');
/** What an export may hold at once. */
const MEMORY_MIB = 200;
const ROWS = (process.env['SMALLEX_BENCH_ROWS'] ?? '1000000,10000000').split(',').map(Number);
/** The doubles make their rows while they send them: ten million take some minutes. */
const CLOUD_ROWS = (process.env['SMALLEX_BENCH_CLOUD_ROWS'] ?? '1000000').split(',').map(Number);
const ROUNDS = Number(process.env['SMALLEX_BENCH_ROUNDS'] ?? 2);

interface Servers {
  readonly snowflake: { readonly url: string; readonly port: number };
  readonly databricks: DatabricksPlace & { readonly caFile: string };
}

// The same file is run as a child, for the floors and the servers.
const [role, ...given] = (process.env['SMALLEX_BENCH_ROLE'] ?? '').split('\u0001');
if (role === 'serve') await serve(Number(given[0]));
if (role === 'duckdb') await duckdbCopy(given[0]!, given[1]!);
if (role === 'snowflake') await snowflakeStream(given[0]!, QUERY);
if (role === 'databricks') await databricksStream(JSON.parse(given[0]!) as DatabricksPlace, QUERY);

/** Exports to csv, by engine, against the driver's own streaming or COPY, in processes of their own; peers where installed. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'smallex-bench-export-'));
  try {
    const rows: Row[] = [];
    for (const count of ROWS) rows.push(...(await onDuckDB(folder, count)));
    for (const count of CLOUD_ROWS) rows.push(...(await onClouds(folder, count)));
    return [...rows, ...(await oneValue())];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function child(...words: readonly string[]): Command {
  const env = { SMALLEX_BENCH_ROLE: words.join('\u0001') };
  return { file: process.execPath, args: [new URL(import.meta.url).pathname], env };
}

function sqlOf(count: number, price = 'decimal(12,2)'): string {
  return (
    `select i as id, 'name ' || i as name, (i * 1.25)::${price} as price, timestamp '2026-01-01' + to_seconds(i) as at, ` +
    `i % 2 = 0 as ok, case when i % 7 = 0 then 'with, "quotes"' else 'plain words here' end as note from range(${count}) t(i)`
  );
}

async function onDuckDB(folder: string, count: number): Promise<Row[]> {
  const file = join(folder, 'duckdb.csv');
  const of = (sql: string): Command => ({ file: process.execPath, args: [CLI, '--quiet', '-c', sql, '-o', file] });
  const floor = await best(child('duckdb', sqlOf(count), join(folder, 'floor.csv')), ROUNDS);
  const size = count.toLocaleString('en-US');
  const copied = await best(of(sqlOf(count)), ROUNDS);
  const rows = pair(`DuckDB, ${size} x 6 to csv`, copied, floor, 'its COPY in Node');
  // A FLOAT among the columns, which DuckDB by itself doesn't write as smallex does.
  const floatFloor = await best(child('duckdb', sqlOf(count, 'float'), join(folder, 'floor.csv')), ROUNDS);
  const float = await best(of(sqlOf(count, 'float')), ROUNDS);
  rows.push(...pair(`DuckDB, ${size} x 6 with a FLOAT to csv`, float, floatFloor, 'its COPY in Node'));
  // To stdout every row goes through smallex.
  const general = await best(
    { file: process.execPath, args: [CLI, '--quiet', '--format', 'csv', '-c', sqlOf(count)] },
    ROUNDS,
  );
  return [...rows, ...pair(`DuckDB, ${size} x 6 to stdout, row by row`, general, floor, 'its COPY in Node')];
}

async function onClouds(folder: string, count: number): Promise<Row[]> {
  const size = count.toLocaleString('en-US');
  const server = await startServers(count);
  try {
    const { snowflake, databricks } = server.at;
    const home = writeProfiles(folder, server.at);
    const env = { SMALLEX_HOME: home, SMALLEX_KEYRING: 'off', PW: 'snow', TOKEN: databricks.token };
    const certificate = { NODE_EXTRA_CA_CERTS: databricks.caFile };
    const of = (profile: string): Command => ({
      file: process.execPath,
      args: [CLI, profile, '--quiet', '-c', QUERY, '-o', join(folder, 'cloud.csv')],
      env: { ...env, ...certificate },
    });
    const rows: Row[] = [];
    const onSnowflake = await best(child('snowflake', snowflake.url), ROUNDS);
    rows.push(
      ...pair(`Snowflake, ${size} x 6 to csv`, await best(of('snowflake'), ROUNDS), onSnowflake, "the driver's stream"),
    );
    const place = child('databricks', JSON.stringify(databricks));
    const onDatabricks = await best({ ...place, env: { ...place.env, ...certificate } }, ROUNDS);
    return [
      ...rows,
      ...pair(
        `Databricks, ${size} x 6 to csv`,
        await best(of('databricks'), ROUNDS),
        onDatabricks,
        "the driver's fetchChunk",
      ),
    ];
  } finally {
    server.process.kill();
  }
}

function pair(name: string, own: Measured, floor: Measured, what: string): Row[] {
  const memory = own.mib === null ? [] : [memoryRow(name, own.mib)];
  const peak = floor.mib === null ? '' : `, which holds ${floor.mib.toFixed(0)} MiB`;
  return [
    { name, figure: own.ms / 1000, unit: 's', against: `time of ${what}${peak}`, ratio: own.ms / floor.ms },
    ...memory,
  ];
}

function memoryRow(name: string, mib: number): Row {
  return {
    name: `${name}, peak memory`,
    figure: mib,
    unit: 'MiB',
    against: `${MEMORY_MIB} MiB`,
    ratio: mib / MEMORY_MIB,
  };
}

async function startServers(count: number): Promise<{ process: ChildProcess; at: Servers }> {
  const { args, env } = child('serve', String(count));
  const server = fork(args[0]!, { env: { ...process.env, ...env } });
  const [at] = (await once(server, 'message')) as [Servers];
  return { process: server, at };
}

function writeProfiles(folder: string, { snowflake, databricks }: Servers): string {
  const profile = (name: string, engine: string, connection: object, secrets: object) => ({
    name,
    engine,
    connection,
    secrets,
    settings: {},
  });
  const sf = { account: 'double', user: 'fake', host: '127.0.0.1', port: snowflake.port, protocol: 'http' };
  const { host, port, path, caFile } = databricks;
  const dbx = { auth_mode: 'token', server_hostname: host, port, http_path: path, ca_file: caFile };
  const profiles = [
    profile(
      'snowflake',
      'snowflake',
      { ...sf, warehouse: 'W1', database: 'DEMO', schema: 'PUBLIC' },
      { password: 'env:PW' },
    ),
    profile('databricks', 'databricks', dbx, { access_token: 'env:TOKEN' }),
  ];
  writeFileSync(join(folder, 'profiles.json'), JSON.stringify({ version: 1, default: null, profiles }), {
    mode: 0o600,
  });
  return folder;
}

/** `select 42` on DuckDB, and on a Snowflake-protocol server one row and 300,000 x 4, beside the peers that are installed. */
async function oneValue(): Promise<Row[]> {
  const own = await best({ file: process.execPath, args: [CLI, '--quiet', '-c', 'select 42'] }, 5);
  const rows: Row[] = [];
  const beside = async (name: string, mine: Measured, file: string | null, args: readonly string[]): Promise<void> => {
    if (file === null) return;
    const theirs = await best({ file, args }, 2);
    const memory =
      theirs.mib === null || mine.mib === null ? '' : ` (${mine.mib.toFixed(0)} against ${theirs.mib.toFixed(0)} MiB)`;
    rows.push({
      name: `${name}${memory}`,
      figure: mine.ms / 1000,
      unit: 's',
      against: `${file.split('/').at(-1)!}: ${(theirs.ms / 1000).toFixed(2)} s`,
      ratio: mine.ms / theirs.ms,
    });
  };
  await beside('select 42 on DuckDB', own, peer('harlequin', 'hsql'), ['-c', 'select 42']);
  await beside('select 42 on DuckDB', own, peer('duckdb', 'duckdb'), ['-c', 'select 42']);
  const live = process.env['SMALLEX_LIVE'];
  if (live !== undefined) await onServer(live, beside);
  return rows;
}

type Beside = (name: string, mine: Measured, file: string | null, args: readonly string[]) => Promise<void>;

const SERVER_ROWS =
  "select seq4() as id, 'name ' || seq4() as name, (seq4() * 1.25)::number(12,2) as price, " +
  "dateadd('second', seq4(), '2026-01-01'::timestamp_ntz) as at from table(generator(rowcount => 300000))";

/** On the Snowflake-protocol server of the live tests (node test/live/run.js --serve). */
async function onServer(live: string, beside: Beside): Promise<void> {
  const { snowflake } = JSON.parse(live) as { snowflake: Record<string, string | number> };
  const folder = mkdtempSync(join(tmpdir(), 'smallex-bench-peers-'));
  try {
    const { account, user, host, port, database, schema, warehouse } = snowflake;
    const connection = { account, user, host, port, protocol: 'http', database, schema, warehouse };
    const profile = { name: 's', engine: 'snowflake', connection, secrets: { password: 'env:PW' }, settings: {} };
    const profiles = JSON.stringify({ version: 1, default: null, profiles: [profile] });
    writeFileSync(join(folder, 'profiles.json'), profiles, { mode: 0o600 });
    const config = Object.entries({ ...connection, password: snowflake['password'] });
    const lines = config.map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
    const toml = join(folder, 'config.toml');
    writeFileSync(toml, `[connections.b]\n${lines.join('\n')}\n`, { mode: 0o600 });
    const env = { SMALLEX_HOME: folder, SMALLEX_KEYRING: 'off', PW: String(snowflake['password']) };
    const flags = config.flatMap(([key, value]) => [`--${key}`, String(value)]);
    for (const [name, sql] of [
      ['one row from a Snowflake-protocol server', 'select 1 as one'],
      ['300,000 x 4 to csv from a Snowflake-protocol server', SERVER_ROWS],
    ] as const) {
      const out = join(folder, 'own.csv');
      const own = await best(
        { file: process.execPath, args: [CLI, 's', '--quiet', '-c', sql, '-o', out], env },
        ROUNDS,
      );
      const hsql = [
        '-a',
        'snowflake',
        ...flags,
        '--limit',
        '-1',
        '--format',
        'csv',
        '-o',
        join(folder, 'h.csv'),
        '-c',
        sql,
      ];
      await beside(name, own, peer('harlequin', 'hsql'), hsql);
      const snow = ['--config-file', toml, 'sql', '-c', 'b', '--format', 'csv', '-q', sql];
      await beside(name, own, peer('snow', 'snow'), snow);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
