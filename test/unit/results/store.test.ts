import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { column, type Column, type Row } from '../../../source/results/column.js';
import { ResultShelf } from '../../../source/results/shelf.js';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'smallex-store-')), 'results');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

async function openShelf(budget: number): Promise<ResultShelf> {
  const shelf = await ResultShelf.open({ folder, budget, threads: 1 });
  onTestFinished(() => shelf.close());
  return shelf;
}

const COLUMNS: readonly Column[] = [
  column({ name: 'n', kind: 'integer', typeName: 'BIGINT' }),
  column({ name: 'price', kind: 'decimal', typeName: 'DECIMAL(10,2)', precision: 10, scale: 2 }),
  column({ name: 'name', kind: 'text', typeName: 'VARCHAR' }),
];
const rowOf = (index: number): Row => [
  String(index),
  index % 7 === 3 ? null : `${(index * 37) % 1000}.50`,
  index % 5 === 0 ? '' : `Name ${index % 11}`,
];
const rowsFrom = (from: number, count: number) => Array.from({ length: count }, (_, index) => rowOf(from + index));
const SMALL = 200_000;

describe.each([
  ['in memory', 1 << 30, false],
  ['in the file', SMALL, true],
])('a result kept %s', (_, budget, spilled) => {
  async function filled(count = 10_000) {
    const shelf = await openShelf(budget);
    const store = shelf.keep(COLUMNS);
    for (let from = 0; from < count; from += 1_000) await store.add(rowsFrom(from, 1_000));
    expect(store.spilled).toBe(spilled);
    return { shelf, store };
  }

  it('gives back every window, across what is in the file and what is not', async () => {
    const { store } = await filled();
    expect(store.rows).toBe(10_000);
    await store.add(rowsFrom(10_000, 5));
    const places = fc.tuple(fc.nat(10_010), fc.nat(300));
    await fc.assert(
      fc.asyncProperty(places, async ([from, count]) => {
        const there = Math.max(0, Math.min(count, 10_005 - from));
        expect(await store.window(from, from + count)).toEqual(rowsFrom(from, there));
      }),
      { numRuns: 30 },
    );
  });

  it('sorts by the type of the column, NULL last, equal rows in their order', async () => {
    const { store } = await filled();
    for (const descending of [false, true]) {
      const view = await store.view({ sort: [{ column: 1, descending }] });
      const expected = rowsFrom(0, 10_000)
        .map((row, index) => ({ row, index, price: row[1] === null ? null : Number(row[1]) }))
        .sort((a, b) => {
          if (a.price === null || b.price === null)
            return Number(a.price === null) - Number(b.price === null) || a.index - b.index;
          return (descending ? b.price - a.price : a.price - b.price) || a.index - b.index;
        });
      expect(view.rows).toBe(10_000);
      expect(await view.window(0, 200)).toEqual(expected.slice(0, 200).map(({ row }) => row));
      expect(await view.window(9_900, 20_000)).toEqual(expected.slice(9_900).map(({ row }) => row));
      await view.drop();
    }
  });

  it('filters by column and text, in any column, and by NULL', async () => {
    const { store } = await filled();
    const all = rowsFrom(0, 10_000);
    const view = await store.view({
      filters: [{ column: 2, how: 'contains', text: 'NAME 3' }, { column: 1, how: 'not-null', text: '' }],
    }); // prettier-ignore
    const expected = all.filter((row) => row[2]!.includes('Name 3') && row[1] !== null);
    expect(view.rows).toBe(expected.length);
    expect(await view.window(0, 20)).toEqual(expected.slice(0, 20));
    const nulls = await store.view({ filters: [{ column: 1, how: 'null', text: '' }] });
    expect(nulls.rows).toBe(all.filter((row) => row[1] === null).length);
    const anywhere = await store.view({ filters: [{ column: null, how: 'contains', text: "99'99" }] });
    expect(anywhere.rows).toBe(0);
  });

  it('finds the next row with a text, forwards and backwards, also in a view', async () => {
    const { store } = await filled();
    expect(await store.find({ text: '9999', column: 0, from: -1 })).toBe(9_999);
    expect(await store.find({ text: 'name 3', column: null, from: 3 })).toBe(14);
    expect(await store.find({ text: 'name 3', column: 2, from: 14, backwards: true })).toBe(3);
    expect(await store.find({ text: 'nowhere', column: null, from: -1 })).toBeNull();
    const view = await store.view({ sort: [{ column: 0, descending: true }] });
    expect(await view.find({ text: '9990', column: 0, from: -1 })).toBe(9);
  });

  it('counts, and gives least, greatest and mean by type', async () => {
    const { store } = await filled();
    expect(await store.statistics(0)).toEqual({
      rows: 10_000,
      nulls: 0,
      empty: 0,
      distinct: 10_000,
      min: '0',
      max: '9999',
      mean: '4999.5',
    });
    expect(await store.statistics(1)).toMatchObject({ nulls: 1_429, distinct: 1_000, min: '0.50', max: '999.50' });
    expect(await store.statistics(2)).toMatchObject({ empty: 2_000, min: '', max: 'Name 9', mean: null });
    const view = await store.view({ filters: [{ column: 2, how: 'equals', text: 'name 9' }] });
    expect(await view.statistics(2)).toMatchObject({ rows: view.rows, distinct: 1, min: 'Name 9' });
  });

  it('sees rows that arrived after a first question', async () => {
    const { store } = await filled();
    await store.statistics(0);
    await store.add(rowsFrom(10_000, 500));
    expect(await store.statistics(0)).toMatchObject({ rows: 10_500, max: '10499' });
    expect(await store.window(10_400, 10_600)).toEqual(rowsFrom(10_400, 100));
  });
});

describe('the shelf', () => {
  it('stays within its budget, the oldest results first', async () => {
    const shelf = await openShelf(SMALL);
    const first = shelf.keep(COLUMNS);
    await first.add(rowsFrom(0, 1_000));
    const second = shelf.keep(COLUMNS);
    await second.add(rowsFrom(0, 1_500));
    expect([first.spilled, second.spilled]).toEqual([true, false]);
    expect(shelf.bytes).toBeLessThanOrEqual(SMALL);
    expect(await first.window(990, 1_010)).toEqual(rowsFrom(990, 10));
    await first.drop();
    expect(await second.window(0, 1)).toEqual(rowsFrom(0, 1));
  });

  it('deletes its file at the end, and what killed processes left when it opens', async () => {
    const shelf = await ResultShelf.open({ folder, budget: 0 });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await shelf.keep(COLUMNS).add(rowsFrom(0, 10));
    const ours = readdirSync(folder)[0]!;
    expect(ours).toMatch(new RegExp(`^results-${process.pid}-\\d+\\.duckdb`));
    const killed = `results-${spawnSync(process.execPath, ['-e', '']).pid}-1.duckdb`;
    for (const name of [killed, `${killed}.wal`]) writeFileSync(join(folder, name), 'left');
    const next = await ResultShelf.open({ folder });
    expect(existsSync(join(folder, killed))).toBe(false);
    expect(existsSync(join(folder, ours))).toBe(true);
    await next.close();
    await shelf.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('reads while more rows arrive', async () => {
    const shelf = await openShelf(SMALL);
    const store = shelf.keep(COLUMNS);
    let filling = true;
    const fill = (async () => {
      for (let from = 0; from < 60_000; from += 2_000) await store.add(rowsFrom(from, 2_000));
      filling = false;
    })();
    let reads = 0;
    while (filling) {
      await setImmediate();
      const from = Math.max(0, store.rows - 3_000);
      const rows = await store.window(from, from + 50);
      expect(rows).toEqual(rowsFrom(from, rows.length));
      reads++;
    }
    await fill;
    expect(reads).toBeGreaterThan(1);
    expect(store.rows).toBe(60_000);
  });
});
