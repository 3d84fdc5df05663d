import { expect, it } from 'vitest';
import { search } from '../../../../source/repl/completion/search.js';
import type { Known } from '../../../../source/session/catalog/index.js';

const AREAS = ['sales', 'finance', 'marketing', 'stock'];
const MANY = 5_000;

/** More names than are scored for one key; the one that is looked for stands last. */
function manyNames(last: string): Known[] {
  const names = Array.from({ length: MANY }, (_, index) => `t_${AREAS[index % AREAS.length]!}_orders_${index}`);
  return [...names, last].map((name) => ({ name, type: 'table' }));
}

/** A long list is made ready between keys, two thousand names at each turn of the loop, and then tried out. */
async function prepared(entries: readonly Known[]): Promise<readonly Known[]> {
  search(entries, '');
  for (let turn = 0; turn < entries.length / 500; turn++) await new Promise(setImmediate);
  return entries;
}

function namesOf(entries: readonly Known[], typed: string): string[] {
  return search(entries, typed).map(({ known }) => known.name);
}

it('finds the last name of a long list by its beginning, by a part of it, and by some of its letters', async () => {
  const entries = await prepared(manyNames('Kept_Stock_Levels'));
  expect(namesOf(entries, 'kept')[0]).toBe('Kept_Stock_Levels');
  expect(namesOf(entries, 'levels')).toEqual(['Kept_Stock_Levels']);
  expect(namesOf(entries, 'kstock')).toEqual(['Kept_Stock_Levels']);
  expect(namesOf(entries, 'zz')).toEqual([]);
  expect(namesOf(entries, 'stock')).toHaveLength(300);
});

it('puts names that begin with what very many have before all others, wherever they stand', async () => {
  const entries = await prepared(manyNames('orders'));
  expect(namesOf(entries, 'ord')[0]).toBe('orders');
  expect(search(entries, 'ord')[0]).toMatchObject({ begins: true, marks: [0, 1, 2] });
});

it('finds the same typed letter by letter as typed at once', async () => {
  const typedOn = await prepared(manyNames('Kept_Stock_Levels'));
  for (const word of ['orders_11', 'stkord', 'kept_s', 'sss']) {
    for (let length = 1; length <= word.length; length++) {
      const atOnce = await prepared([...typedOn]);
      const typed = word.slice(0, length);
      expect(namesOf(typedOn, typed), typed).toEqual(namesOf(atOnce, typed));
    }
  }
});

it('finds whole parts of names while the list is not prepared yet', () => {
  const entries = manyNames('Kept_Stock_Levels');
  expect(namesOf(entries, 'levels')).toEqual(['Kept_Stock_Levels']);
  expect(search(entries, 'stock')[0]!.marks).toEqual([2, 3, 4, 5, 6]);
});
