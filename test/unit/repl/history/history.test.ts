import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ageOf } from '../../../../source/repl/history/age.js';
import type { HistoryEntry } from '../../../../source/repl/history/entry.js';
import { History, historyPath } from '../../../../source/repl/history/history.js';
import { HistoryRecall } from '../../../../source/repl/history/recall.js';
import { searchHistory } from '../../../../source/repl/history/search.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smallex-history-'));
  path = historyPath(folder, 'my "prod"/é.x');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function entry(sql: string, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return { sql, time: Date.UTC(2026, 0, 1), ms: 12, outcome: 'done', rows: 3, ...more };
}

function texts(history: { readonly entries: readonly HistoryEntry[] }): string[] {
  return history.entries.map(({ sql }) => sql);
}

describe('the file', () => {
  test('keeps whole statements with what became of them, for the owner alone', () => {
    const history = new History(path);
    history.add(entry('select 1\nfrom t;'));
    history.add(entry('  \n'));
    history.add(entry('drop table x', { outcome: 'failed' }));
    expect(new History(path).entries).toEqual([
      entry('select 1\nfrom t;'),
      entry('drop table x', { outcome: 'failed' }),
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
  });

  test('is shared by sessions that run at once', () => {
    const one = new History(path);
    const two = new History(path);
    one.add(entry('one'));
    two.add(entry('two'));
    one.refresh();
    expect(texts(one)).toEqual(['one', 'two']);
    expect(texts(two)).toEqual(['one', 'two']);
  });

  test('skips what is no entry, and a line that a killed session left half takes none with it', () => {
    new History(path).add(entry('first'));
    appendFileSync(path, 'noise\n{"sql":1}\n{"sql":"half');
    const history = new History(path);
    history.add(entry('after'));
    expect(texts(history)).toEqual(['first', 'after']);
    expect(texts(new History(path))).toEqual(['first', 'after']);
  });

  test('reads only the last entries it was asked for', () => {
    const history = new History(path, { limit: 3 });
    for (let index = 0; index < 5; index += 1) history.add(entry(`select ${index}`));
    expect(texts(history)).toEqual(['select 2', 'select 3', 'select 4']);
    expect(texts(new History(path, { limit: 2 }))).toEqual(['select 3', 'select 4']);
    expect(texts(new History(path))).toHaveLength(5);
  });

  test('keeps a huge paste in memory only', () => {
    const history = new History(path);
    history.add(entry('x'.repeat(2 * 1024 * 1024)));
    history.add(entry('small'));
    expect(history.entries).toHaveLength(2);
    expect(texts(new History(path))).toEqual(['small']);
  });

  test('that cannot be written is said once, and this session goes on', () => {
    writeFileSync(join(folder, 'history'), '');
    const history = new History(path);
    history.add(entry('select 1'));
    expect(history.problem).toMatch(/^The history in .* can't be written: .*this session only\.$/);
    expect(texts(history)).toEqual(['select 1']);
  });
});

test('writers in processes of their own lose nothing', async () => {
  const program = join(folder, 'writer.mjs');
  await build({
    stdin: {
      contents: `import { History } from './source/repl/history/history.js';
        const history = new History(process.argv[2]);
        for (let index = 0; index < 200; index += 1)
          history.add({ sql: process.argv[3] + ' ' + index + 'x'.repeat(index * 40), time: 0, outcome: 'done' });`,
      resolveDir: resolve(import.meta.dirname, '../../../..'),
      loader: 'ts',
    },
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
  });
  const run = (name: string): Promise<number | null> =>
    new Promise((done) => spawn(process.execPath, [program, path, name], { stdio: 'inherit' }).on('exit', done));
  expect(await Promise.all(['a', 'b', 'c'].map(run))).toEqual([0, 0, 0]);
  const all = texts(new History(path)).map((sql) => sql.replace(/x*$/, ''));
  for (const name of ['a', 'b', 'c']) {
    expect(all.filter((sql) => sql.startsWith(name))).toEqual(
      Array.from({ length: 200 }, (_, index) => `${name} ${index}`),
    );
  }
});

describe('Up and Down', () => {
  const source = { entries: ['select 1', 'insert x', 'select 2', 'select 2', 'drop'].map((sql) => entry(sql)) };

  test('go through statements, no one twice in a row, and back to what was typed', () => {
    const recall = new HistoryRecall(source);
    const up = () => recall.previous('');
    expect([up(), up(), up(), up(), up()]).toEqual(['drop', 'select 2', 'insert x', 'select 1', null]);
    expect([recall.next(''), recall.next(''), recall.next('')]).toEqual(['insert x', 'select 2', 'drop']);
    expect(recall.next('')).toBeNull();
    expect(recall.next('')).toBeNull();
    expect(up()).toBe('drop');
  });

  test('keep to statements that begin with what was typed', () => {
    const recall = new HistoryRecall(source);
    expect(recall.previous('select')).toBe('select 2');
    expect(recall.previous('select')).toBe('select 1');
    expect(recall.previous('select')).toBeNull();
    recall.reset();
    expect(recall.previous('sel')).toBe('select 2');
    recall.reset();
    expect(recall.previous('drop')).toBeNull();
  });
});

test('a search gives exact matches first, newest first, then letters in order, each statement once', () => {
  const entries = [
    'select a from customers',
    'SELECT COUNT(*) from orders',
    'show tables',
    'select a from customers',
  ].map((sql, time) => entry(sql, { time }));
  const found = (query: string) => searchHistory(entries, query).map(({ entry: each, exact }) => [each.time, exact]);
  expect(found('')).toEqual([
    [3, true],
    [2, true],
    [1, true],
  ]);
  expect(found('select')).toEqual([
    [3, true],
    [1, true],
  ]);
  expect(found('count')).toEqual([[1, true]]);
  expect(found('selcust')).toEqual([[3, false]]);
  expect(found('zzz')).toEqual([]);
});

test.each([
  [900, '0s'],
  [59_000, '59s'],
  [61_000, '1m'],
  [7_200_000, '2h'],
  [40 * 86_400_000, '40d'],
])('%i ms ago is %s', (ms, age) => {
  expect(ageOf(ms)).toBe(age);
});
