import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDatabricksDouble, type DatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { databricksProfile, snowflakeProfile } from '../support/double-profiles.js';
import { resultOf, runCli, startCli, type CliResult } from '../support/run-cli.js';
import { saveProfiles } from '../support/save-profiles.js';
import { pollUntil } from '../support/wait.js';

// What can happen to an export, seen on the built program: killed at each of its phases, a full disk, a reader that stops.

const CLI = path.resolve(import.meta.dirname, '../../dist/cli.js');
/** DuckDB's own COPY writes these; with a VARIANT the rows are written one by one. */
const COPIED = 'select i, md5(i::varchar) as m from range(100000000) t(i)';
const BY_ROW = COPIED.replace('i,', 'i::variant as i,');

let root: string;
let snowflake: SnowflakeDouble;
let databricks: DatabricksDouble;
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'smallex-faults-'));
  snowflake = await startSnowflakeDouble();
  databricks = await startDatabricksDouble();
  saveProfiles(root, [snowflakeProfile('sf', snowflake), databricksProfile('dbx', databricks)]);
  const rows = { count: 1_000_000, make: (index: number) => [index, 'x'.repeat(100)] };
  const name = { name: 'NAME', type: 'string' };
  snowflake.answer('select many', {
    columns: [
      { name: 'ID', type: 'fixed' },
      { ...name, type: 'text' },
    ],
    rows,
    chunks: 500,
  });
  databricks.answer('select many', { columns: [{ name: 'ID', type: 'bigint' }, name], rows });
});
afterAll(async () => {
  await snowflake.stop();
  await databricks.stop();
  rmSync(root, { recursive: true, force: true });
});

let made = 0;
/** An empty folder. */
function folderOf(name: string): string {
  const folder = path.join(root, `${name}-${++made}`);
  mkdirSync(folder);
  return folder;
}

const hidden = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('.'));
const hiddenBytes = (folder: string): number => {
  const [name] = hidden(folder).filter((entry) => !entry.endsWith('.rows'));
  return name === undefined ? -1 : (statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? -1);
};

describe('kill -9', () => {
  // The last thing before the name: killed there by itself, since nobody else can be that quick.
  const KILLED_AT_RENAME = [
    'import fs from "node:fs/promises"; import { syncBuiltinESMExports } from "node:module";',
    'fs.rename = () => process.kill(process.pid, "SIGKILL"); syncBuiltinESMExports();',
  ].join('');
  const atRename = ['--import', `data:text/javascript,${encodeURIComponent(KILLED_AT_RENAME)}`];
  const SMALL = 'select i::variant as i from range(10) t(i)';
  const PARQUET = 'select i::hugeint as i, md5(i::varchar) as m from range(250000) t(i)';

  interface Case {
    readonly file: string;
    /** Arguments with the name of the file in them. */
    readonly args: (file: string) => readonly string[];
    /** Killed once the hidden file has so many bytes; without it the program does it. */
    readonly from?: number;
    readonly nodeArgs?: readonly string[];
  }
  const first = `${BY_ROW} order by hash(i)`;
  const CASES: readonly (readonly [string, Case])[] = [
    ['before the first row', { file: 'a.csv', args: (file) => ['-c', first, '-o', file], from: 0 }],
    ['amid rows, -o', { file: 'a.csv', args: (file) => ['-c', BY_ROW, '-o', file], from: 1_000_000 }],
    ['amid rows, \\g', { file: 'a.jsonl', args: (file) => ['-c', `${BY_ROW} \\g ${file}`], from: 1_000_000 }],
    ['amid rows, \\export', { file: 'a.tsv', args: (file) => ['-c', `\\export ${file} ${BY_ROW}`], from: 1_000_000 }],
    ["amid DuckDB's own COPY", { file: 'a.csv', args: (file) => ['-c', COPIED, '-o', file], from: 1_000_000 }],
    ['while compressing', { file: 'a.csv.gz', args: (file) => ['-c', COPIED, '-o', file], from: 100_000 }],
    ['while parquet is written', { file: 'a.parquet', args: (file) => ['-c', PARQUET, '-o', file], from: 1 }],
    ['before the rename', { file: 'a.csv', args: (file) => ['-c', SMALL, '-o', file], nodeArgs: atRename }],
    [
      'amid rows of Snowflake',
      { file: 'a.csv', args: (file) => ['sf', '-c', 'select many', '-o', file], from: 1_000_000 },
    ],
    [
      'before the first row of Databricks',
      { file: 'a.csv', args: (file) => ['dbx', '-c', 'select many', '-o', file], from: 0 },
    ],
    [
      'amid rows of Databricks',
      { file: 'a.jsonl', args: (file) => ['dbx', '-c', 'select many', '-o', file], from: 1_000_000 },
    ],
    [
      'while rows of Databricks are compressed',
      { file: 'a.csv.gz', args: (file) => ['dbx', '-c', `\\export ${file} select many`], from: 10_000 },
    ],
  ];

  test.each(CASES)(
    '%s: the older file stays, and the next export into the folder takes away what is left',
    async (_, one) => {
      const folder = folderOf('kill');
      const file = path.join(folder, one.file);
      writeFileSync(file, 'old');
      const env = { PW: 'snow', TOKEN: databricks.token };
      const child = startCli(one.args(file), { home: root, env, nodeArgs: one.nodeArgs ?? [] });
      const done = resultOf(child);
      child.stdin!.end();
      if (one.from !== undefined) {
        await pollUntil(`${one.from} bytes`, () => hiddenBytes(folder) >= one.from!, () => readdirSync(folder).join(), 25_000); // prettier-ignore
        child.kill('SIGKILL');
      }
      expect(await done).toMatchObject({ signal: 'SIGKILL' });
      expect(readFileSync(file, 'utf8')).toBe('old');
      expect(hidden(folder).every((name) => name.startsWith(`.${one.file}.tmp-`))).toBe(true);
      expect(hidden(folder).length).toBeGreaterThan(0);
      expect((await runCli(['-c', 'select 1 as a', '-o', path.join(folder, 'next.csv')])).code).toBe(0);
      expect(readdirSync(folder)).toEqual([one.file, 'next.csv']);
    },
  );
});

describe('a disk that fills up', () => {
  const disk = (): string => path.join(root, 'disk');
  let isMounted = false;
  beforeAll(() => {
    mkdirSync(disk());
    isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk()]).status === 0;
  });
  afterAll(() => {
    if (isMounted) spawnSync('umount', [disk()]);
  });

  /** On the small disk; where none can be mounted (without root) the shell's limit on the size of files stands in. */
  function onFullDisk(args: readonly string[]): CliResult {
    const limit = isMounted ? 'unlimited' : '2000';
    const { status, signal, stdout, stderr } = spawnSync(
      'sh',
      ['-c', `ulimit -f ${limit}; exec "$@"`, 'sh', process.execPath, CLI, ...args],
      { env: { PATH: process.env['PATH'], HOME: root, SMALLEX_HOME: root, SMALLEX_KEYRING: 'off' }, encoding: 'utf8' },
    );
    return { code: status, signal, stdout, stderr };
  }

  test.each([
    ["DuckDB's own COPY", 'a.csv', (file: string) => ['-c', COPIED, '-o', file]],
    ['rows', 'a.jsonl', (file: string) => ['-c', BY_ROW, '-o', file]],
    ['gzip', 'a.csv.gz', (file: string) => ['-c', `${COPIED} \\g ${file}`]],
    ['parquet', 'a.parquet', (file: string) => ['-c', `\\export ${file} ${COPIED} limit 200000`]],
  ])('%s: a sentence, exit 1, the older file as it was, nothing beside it', (_, name, argsFor) => {
    const file = path.join(disk(), name);
    writeFileSync(file, 'old');
    const { code, stdout, stderr } = onFullDisk(['--quiet', ...argsFor(file)]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(file);
    expect(stderr).toMatch(isMounted ? /The disk is full: .*\n.* were written before .* holds 2\.1 MB/ : /ulimit -f/);
    expect(stderr.split('\n').length).toBeLessThan(5);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(disk())).toEqual([name]);
    rmSync(file);
  });

  test('\\o keeps the results before the one that had no room', () => {
    const file = path.join(disk(), 'a.jsonl');
    const { code } = onFullDisk(['--quiet', '-c', `\\o ${file}\nselect 1 as a;\n${BY_ROW};`]);
    expect(code).toBe(1);
    expect(readFileSync(file, 'utf8')).toBe('{"a":1}\n');
    rmSync(file);
  });
});

describe('a reader that stops reading', () => {
  /** Started, with its output full: nobody reads it. */
  async function stalled(...args: readonly string[]): Promise<ChildProcess> {
    const env = { PW: 'snow', TOKEN: databricks.token };
    const child = startCli(['--quiet', '--format', 'csv', ...args], { home: root, env });
    child.stdin!.end();
    await once(child.stdout!, 'readable');
    return child;
  }
  const said = (child: ChildProcess): (() => string) => {
    let text = '';
    child.stderr!.on('data', (part) => (text += String(part)));
    return () => text;
  };

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends it with %i, and what it held is bounded', async (signal, code) => {
    const child = await stalled('-c', BY_ROW);
    const stderr = said(child);
    const status = `/proc/${String(child.pid)}/status`;
    if (process.platform === 'linux') {
      expect(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1])).toBeLessThan(300_000);
    }
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([code, null]);
    expect(stderr()).toContain('Cancelled');
  });

  test('its time runs out all the same', async () => {
    const child = await stalled('--timeout', '4', '-c', BY_ROW);
    const stderr = said(child);
    expect(await once(child, 'exit')).toEqual([4, null]);
    expect(stderr()).toContain('took longer than 4 s');
  });

  test('so it does for rows that were read to the end and are not taken', async () => {
    const child = await stalled('--timeout', '4', '-c', "select repeat('x', 3000000) as x");
    const stderr = said(child);
    expect(await once(child, 'exit')).toEqual([4, null]);
    expect(stderr()).toContain('Not all rows were taken within 4 s.');
  });

  test.each([
    ['sf', (): number => 0],
    ['dbx', (): number => databricks.count('CancelOperation')],
  ] as const)('%s: SIGINT ends it, the server is told, and what it held is bounded', async (profile, cancels) => {
    const before = cancels();
    const child = await stalled(profile, '-c', 'select many');
    const stderr = said(child);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(stderr()).toMatch(/Cancelled/);
    if (profile === 'dbx') expect(cancels()).toBe(before + 1);
  });

  test('what is left of a result that was read to its end is given up, too', async () => {
    const child = await stalled('-c', 'select i::float as i from range(50000) t(i)');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([143, null]);
  });
});

describe.skipIf(process.platform === 'win32')('a named pipe', () => {
  test('without a reader is waited for, and SIGTERM ends the wait', async () => {
    const pipe = path.join(folderOf('pipe'), 'p.csv');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const child = startCli(['-c', 'select 1 as a', '-o', pipe], { home: root });
    child.stdin!.end();
    await once(child.stderr!, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([143, null]);
  });

  test('gets the bytes, in csv and compressed', async () => {
    const pipe = path.join(folderOf('pipe'), 'p.csv.gz');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const script = `"$0" "${CLI}" --quiet -c 'select 1 as a' -o "${pipe}" & gzip -dc < "${pipe}"; wait`;
    const env = { PATH: process.env['PATH'], HOME: root, SMALLEX_HOME: root, SMALLEX_KEYRING: 'off' };
    const { stdout } = spawnSync('sh', ['-c', script, process.execPath], { env, encoding: 'utf8' });
    expect(stdout).toBe('a\n1\n');
  });
});
