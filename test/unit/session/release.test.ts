import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collect } from '../../../source/meta/index.js';
import { SessionCatalog } from '../../../source/session/catalog/index.js';
import { openSession, type Session } from '../../../source/session/index.js';
import { ConfigError } from '../../../source/support/errors.js';

let folder: string;
let file: string;
let session: Session;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-release-'));
  file = path.join(folder, 'sales.duckdb');
});
afterEach(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (settings = {}) => openSession({ engine: 'duckdb', connection: { path: file } }, { settings });
const rows = async (sql: string) => (await collect(session.run(sql, { unsplit: true }), 10)).rows;

/** Another program that writes into the file, as `dbt run` in the next pane does. */
function writeFromAnotherProgram(sql: string): void {
  const code = `import { DuckDBInstance } from '@duckdb/node-api';
    const instance = await DuckDBInstance.create(${JSON.stringify(file)});
    await (await instance.connect()).run(${JSON.stringify(sql)});
    instance.closeSync();`;
  execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: process.cwd(), stdio: 'pipe' });
}

describe('a DuckDB file', () => {
  test('is released for others and opened again with its settings, attached files and USE', async () => {
    session = await open();
    const other = path.join(folder, 'other.duckdb');
    await rows('create table t(x int)');
    await rows(`attach '${other}' as other`);
    await rows('create schema other.s');
    await rows('use other.s');
    await rows('set threads = 2');
    await rows("set variable v = 'kept'");
    expect(() => writeFromAnotherProgram('insert into t values (1)')).toThrow(/lock/);
    await session.release();
    expect(session.asleep).toBe('released');
    writeFromAnotherProgram('insert into t values (41)');
    const sql = "select (select x from sales.main.t), current_setting('threads'), getvariable('v'), current_schema()";
    expect(await rows(sql)).toEqual([['41', '2', 'kept', 's']]);
  });

  test('stays released while names are completed; \\refresh opens it', async () => {
    session = await open();
    await rows('create table t(x int)');
    await session.release();
    const catalog = new SessionCatalog(session);
    catalog.want([{ kind: 'tables' }]);
    expect(catalog.peek({ kind: 'tables' })).toMatchObject({
      state: 'held',
      reason: expect.stringContaining('closed'),
    });
    expect(session.asleep).toBe('released');
    await catalog.refresh();
    expect(session.asleep).toBeUndefined();
    expect(catalog.peek({ kind: 'tables' }).entries.map(({ name }) => name)).toEqual(['t']);
  });

  test('stays open while something would be lost, and says what', async () => {
    session = await open();
    await rows('begin');
    await expect(session.release()).rejects.toThrow('It stays open: the open transaction would be lost.');
    await rows('commit');
    await rows('create temp table scratch(x int)');
    await expect(session.release()).rejects.toThrow('the temporary table scratch would be lost');
    await rows('drop table scratch');
    await session.release();
    expect(session.asleep).toBe('released');
  });

  test('is released by itself when idle', async () => {
    session = await open({ release_when_idle: 0.05 });
    await rows('create table t(x int)');
    await expect.poll(() => session.asleep).toBe('released');
    writeFromAnotherProgram('insert into t values (7)');
    expect(await rows('from t')).toEqual([['7']]);
  });

  test('a database in memory has no file to release', async () => {
    session = await openSession({ engine: 'duckdb', connection: {} });
    await expect(session.release()).rejects.toThrow(ConfigError);
  });
});
