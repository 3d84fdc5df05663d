import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collect, type WholeResult } from '../../../source/meta/index.js';
import { KeptResults } from '../../../source/repl/grid/kept-results.js';
import { LocalResults } from '../../../source/repl/local-results.js';
import { column, type ColumnFacts, type Row } from '../../../source/results/column.js';
import { classifyStatement } from '../../../source/sql/index.js';

const ID = { name: 'ID', kind: 'integer', typeName: 'NUMBER(38,0)', precision: 38, scale: 0 } as const;
const PRICE = { name: 'PRICE', kind: 'decimal', typeName: 'NUMBER(10,2)', precision: 10, scale: 2 } as const;

let folder: string;
let kept: KeptResults;
let local: LocalResults;
let said: string[];
let shown: WholeResult;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smallex-local-'));
  kept = new KeptResults(join(folder, 'results'));
  said = [];
  local = new LocalResults(kept, {
    say: (text) => said.push(text),
    work: (_, run) => run(new AbortController().signal),
    async follow(session, sql) {
      shown = await collect(session.run(sql, { unsplit: true }), 1_000);
      return true;
    },
  });
});
afterEach(async () => {
  await local.close();
  await kept.close();
  rmSync(folder, { recursive: true, force: true });
});

async function keep(facts: readonly ColumnFacts[], rows: readonly Row[], state: 'whole' | 'paused' = 'whole') {
  const sql = 'SELECT * FROM SOMEWHERE';
  const statement = {
    sql,
    start: 0,
    end: 9,
    number: 1,
    of: 1,
    meaning: classifyStatement(sql, { dialect: 'snowflake' }),
  };
  await kept.take({ type: 'statement', statement });
  await kept.take({ type: 'columns', columns: facts.map(column) });
  await kept.take({ type: 'rows', rows });
  if (state === 'paused') await kept.take({ type: 'paused', rows: rows.length });
  else {
    const times = { elapsedMs: 1, answeredMs: 1, serverMs: null };
    await kept.take({ type: 'done', rows: rows.length, affected: null, message: null, cut: false, ...times });
  }
}

async function rowsOf(sql: string): Promise<readonly Row[]> {
  await local.run(sql);
  return shown.rows;
}

describe('kept results in DuckDB', () => {
  test('have the types of their columns: nothing is compared or summed as text, or through a float', async () => {
    await keep(
      [ID, PRICE],
      [
        ['9007199254740993', '0.10'],
        ['10', '0.20'],
        ['9', null],
      ],
    );
    expect(await rowsOf('select max(id), sum(price), typeof(any_value(price)) from last')).toEqual([
      ['9007199254740993', '0.30', 'DECIMAL(10,2)'],
    ]);
    expect(await rowsOf('select id from LAST where price is null')).toEqual([['9']]);
  });

  test('the newest is last, the one before it last2, and they can be joined', async () => {
    await keep([ID], [['1'], ['2']]);
    await keep([ID, PRICE], [['2', '5.00']]);
    expect(await rowsOf('select a.id, b.price from last2 a left join last b using (id) order by 1')).toEqual([
      ['1', null],
      ['2', '5.00'],
    ]);
    expect(local.list().map(({ name, rows }) => [name, rows])).toEqual([
      ['last', 1],
      ['last2', 2],
    ]);
    // A name means another result once there is a newer one.
    await keep([ID], [['7']]);
    expect(await rowsOf('from last')).toEqual([['7']]);
    expect(await rowsOf('select price from last2')).toEqual([['5.00']]);
  });

  test('columns of one name, and of none, can be told apart', async () => {
    await keep([ID, { ...ID, name: 'id' }, { ...ID, name: '' }], [['1', '2', '3']]);
    await local.run('from last');
    expect(shown.columns.map(({ name }) => name)).toEqual(['ID', 'id_1', 'column2']);
  });

  test('what was not read to its end says so, and only where it is named', async () => {
    await keep([ID], [['1']], 'paused');
    await local.run('select 1');
    expect(said).toEqual([]);
    await local.run('from last');
    expect(said).toEqual([
      'last is the first row of a result that has more: \\pset maxrows says how many are fetched.',
    ]);
  });

  test('a result that is not there is an error that counts those that are', async () => {
    await expect(local.run('from last')).rejects.toThrow('There is no result yet.');
    await keep([ID], [['1']]);
    await expect(local.run('from last3')).rejects.toThrow('There is no result 3: 1 is kept.');
  });

  test('tables that are made stay, and what they are called takes no result away', async () => {
    await keep([ID], [['1'], ['2']]);
    await local.run('create table mine as from last');
    await keep([ID], [['3']]);
    await local.run('create table r1 as select 0 as zero');
    expect(await rowsOf('select count(*) from mine')).toEqual([['2']]);
    expect(await rowsOf('from last2')).toEqual([['1'], ['2']]);
  });

  test('nothing is left of them', async () => {
    await keep([ID], [['1']]);
    await local.run('from last');
    await local.close();
    await kept.close();
    expect(readdirSync(join(folder, 'results'))).toEqual([]);
  });
});
