// The search of a long list against a plain one over all its names.
import fc from 'fast-check';
import fuzzysort from 'fuzzysort';
import { expect, it } from 'vitest';
import { search } from '../../../../source/repl/completion/search.js';

const MOST_HITS = 300;
const MOST_SCORED = 1_200;

interface Found {
  readonly name: string;
  readonly index: number;
  readonly score: number;
  readonly marks: readonly number[];
}

/** What is likeliest, by looking at each name; scored by fuzzysort; what is equally good in the order of the list. */
function plainSearch(names: readonly string[], wanted: string): readonly Found[] {
  const all = names.map((name, index) => ({ name, index, lower: name.toLowerCase() }));
  type Entry = (typeof all)[number];
  const first = (entries: readonly Entry[], better: (entry: Entry) => boolean): readonly Entry[] =>
    [...entries.filter(better), ...entries.filter((entry) => !better(entry))].slice(0, MOST_SCORED);
  const whole = all.filter(({ lower }) => lower.includes(wanted));
  const inOrder = new RegExp(Array.from(wanted, (letter) => letter.replace(/\W/, '\\$&')).join('[^]*'));
  const lettered = all.filter(({ lower }) => inOrder.test(lower));
  const likely =
    whole.length >= MOST_HITS
      ? first(whole, ({ lower }) => lower.startsWith(wanted))
      : lettered.length <= MOST_SCORED
        ? lettered
        : [...new Set([...whole, ...first(lettered, ({ lower }) => lower.startsWith(wanted.charAt(0)))])];
  return likely
    .slice(0, MOST_SCORED)
    .flatMap(({ name, index, lower }) => {
      const found = fuzzysort.single(wanted, fuzzysort.prepare(name));
      if (found === null || found.score < 0.3) return [];
      const begins = lower.startsWith(wanted);
      const marks = begins ? Array.from(wanted, (_, at) => at) : [...found.indexes];
      // What it tells is a power of the score that it sorts by, in which two that differ can be one number.
      const { _score: score } = found as unknown as { readonly _score: number };
      return [{ name, index, score, marks }];
    })
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, MOST_HITS);
}

const part = fc.string({ unit: fc.constantFrom(...Array.from('aabcdeS_1')), minLength: 1, maxLength: 6 });
const list = fc
  .record({
    parts: fc.array(part, { minLength: 3, maxLength: 12 }),
    count: fc.integer({ min: MOST_SCORED + 1, max: 5_000 }),
    step: fc.integer({ min: 1, max: 50 }),
  })
  .map(({ parts, count, step }) =>
    Array.from({ length: count }, (_, index) => {
      const at = (by: number): string => parts[(index * by) % parts.length]!;
      return `${at(1)}_${at(step)}${index % 3 === 0 ? '\n' : '_'}${at(7)}${index}`;
    }),
  );
const typed = fc.string({ unit: fc.constantFrom(...Array.from('aabcdes_1\n')), minLength: 1, maxLength: 5 });

it('finds, orders and marks in a long list what a look at each name would', () => {
  fc.assert(
    fc.property(list, fc.array(typed, { minLength: 1, maxLength: 4 }), (names, words) => {
      const entries = names.map((name) => ({ name, type: 'table' }));
      for (const word of words.filter((one) => !/\s/.test(one))) {
        const found = search(entries, word).map(({ known, marks }) => ({ name: known.name, marks }));
        expect(found).toEqual(plainSearch(names, word).map(({ name, marks }) => ({ name, marks })));
      }
    }),
    { numRuns: 40 },
  );
});

it('finds a name with a line break in it, a name without a letter, and no name across two', () => {
  const names = Array.from({ length: 3_000 }, (_, index) => `t${index}`);
  const entries = [...names, 'two\nlines', '', 'ende', 'anfang'].map((name) => ({ name, type: 'table' }));
  expect(search(entries, 'lines').map(({ known }) => known.name)).toEqual(['two\nlines']);
  expect(search(entries, 'dea')).toEqual([]);
  expect(search(entries, 'two\nlin').map(({ known }) => known.name)).toEqual(['two\nlines']);
});

it('finds accents by plain letters, and capitals, in a long list as in a short one', () => {
  const entries = [...Array.from({ length: 3_000 }, (_, index) => `t_${index}`), 'Übergänge', 'ORDERS'];
  const known = entries.map((name) => ({ name, type: 'table' }));
  expect(search(known, 'uberg')[0]?.known.name).toBe('Übergänge');
  expect(search(known.slice(-100), 'uberg')[0]?.known.name).toBe('Übergänge');
  expect(search(known, 'orders')[0]).toMatchObject({ begins: true, marks: [0, 1, 2, 3, 4, 5] });
  expect(search(known, 'ÜBER')[0]).toMatchObject({ begins: true, marks: [0, 1, 2, 3] });
});
