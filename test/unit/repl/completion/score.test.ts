import fc from 'fast-check';
import fuzzysort from 'fuzzysort';
import { expect, it } from 'vitest';
import { marksOf, NO_MATCH, scoreOf } from '../../../../source/repl/completion/score.js';

const name = fc.string({ unit: fc.constantFrom(...Array.from('aabbccABC_12-. é')), minLength: 1, maxLength: 40 });
const typed = fc.string({ unit: fc.constantFrom(...Array.from('aabbcc_12-')), minLength: 1, maxLength: 6 });

/** What fuzzysort makes of its own score, from 0 to 1. */
function shown(score: number): number {
  return score === NO_MATCH ? 0 : score > 1 ? score : Math.E ** (((1 - score) ** 0.04307 - 1) * -2);
}

it('gives each name the score of fuzzysort, and marks the same letters', () => {
  fc.assert(
    fc.property(name, typed, (target, wanted) => {
      const theirs = fuzzysort.single(wanted, target);
      const score = scoreOf(target, wanted);
      expect(score === NO_MATCH).toBe(theirs === null);
      expect(shown(score)).toBeCloseTo(theirs?.score ?? 0, 10);
      expect(marksOf(target, wanted)).toEqual(theirs ? [...theirs.indexes] : []);
    }),
    { numRuns: 5_000 },
  );
});

it('does so where every character begins a word', () => {
  const signs = fc.string({ unit: fc.constantFrom('-', '.', 'a'), minLength: 25, maxLength: 60 });
  fc.assert(
    fc.property(signs, fc.constantFrom('a', '-a', 'a.', 'aa', '-.a'), (target, wanted) => {
      expect(shown(scoreOf(target, wanted))).toBeCloseTo(fuzzysort.single(wanted, target)?.score ?? 0, 10);
    }),
  );
});

it('finds letters with accents by those without', () => {
  expect(scoreOf('Übergänge', 'ubergange')).toBe(0);
  expect(marksOf('Café_Größe', 'gro')).toEqual([5, 6, 7]);
  expect(marksOf('Łódź', 'lodz')).toEqual([0, 1, 2, 3]);
});
