import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KeptResults } from '../../../../source/repl/grid/kept-results.js';
import { column } from '../../../../source/results/column.js';
import type { SessionEvent } from '../../../../source/session/index.js';
import { classifyStatement } from '../../../../source/sql/index.js';

const columns = [column({ name: 'a', kind: 'integer', typeName: 'INTEGER' })];
let folder: string;
let kept: KeptResults;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smallex-kept-'));
  kept = new KeptResults(join(folder, 'results'));
});
afterEach(async () => {
  await kept.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(sql: string, ...events: SessionEvent[]): Promise<void> {
  const statement = {
    sql,
    start: 0,
    end: sql.length,
    number: 1,
    of: 1,
    meaning: classifyStatement(sql, { dialect: 'duckdb' }),
  };
  await kept.take({ type: 'statement', statement });
  for (const event of events) await kept.take(event);
}

const begin: SessionEvent = { type: 'columns', columns };
const rows = (...cells: string[]): SessionEvent => ({ type: 'rows', rows: cells.map((cell) => [cell]) });
const done: SessionEvent = {
  type: 'done',
  rows: 1,
  affected: null,
  message: null,
  elapsedMs: 1,
  answeredMs: 1,
  serverMs: null,
  cut: false,
};
const failed = { type: 'failed', error: new Error('no'), elapsedMs: 1 } as unknown as SessionEvent;

describe('kept results', () => {
  test('the newest stand first, with their rows and how they ended', async () => {
    await run('select 1', begin, rows('1'), done);
    await run('select 2', begin, rows('2', '3'), { type: 'paused', rows: 2 });
    expect(kept.results.map(({ sql, state }) => [sql, state])).toEqual([
      ['select 2', 'paused'],
      ['select 1', 'whole'],
    ]);
    await kept.take(rows('4'));
    await kept.take(done);
    expect(await kept.results[0]!.store.window(0, 9)).toEqual([['2'], ['3'], ['4']]);
    await run('select 3', begin, rows('1'), failed);
    expect(kept.results.map(({ state }) => state)).toEqual(['incomplete', 'whole', 'whole']);
  });

  test('the next statement cuts what was paused, also one without rows', async () => {
    await run('select 1', begin, { type: 'paused', rows: 0 });
    await run('create table t(a int)', begin, rows('0'), done);
    expect(kept.results.map(({ state }) => state)).toEqual(['incomplete']);
  });

  test('keeps ten, and touches the disk no sooner than there is a result', async () => {
    await run('create table t(a int)', begin, done);
    expect(existsSync(join(folder, 'results'))).toBe(false);
    for (let number = 1; number <= 12; number++) await run(`select ${number}`, begin, rows('1'), done);
    expect(kept.results.map(({ sql }) => sql).at(-1)).toBe('select 3');
    expect(readdirSync(join(folder, 'results'))).toEqual([]);
  });

  test('a folder that can’t be made is said once, and fails no statement', async () => {
    writeFileSync(join(folder, 'file'), '');
    kept = new KeptResults(join(folder, 'file', 'results'));
    await run('select 1', begin, rows('1'), done);
    expect(kept.takeProblem()).toMatch(/could not be kept/);
    expect(kept.takeProblem()).toBeUndefined();
    expect(kept.results).toEqual([]);
  });
});
