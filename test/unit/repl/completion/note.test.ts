import { expect, test } from 'vitest';
import type { Listing } from '../../../../source/session/catalog/index.js';
import { noteOf } from '../../../../source/repl/completion/note.js';

const ONE = [{ name: 'orders', type: 'table' }];
const note = (listing: Listing): string | null => noteOf([{ request: { kind: 'tables' }, listing }]);

test('what is known of old is told by its age, first: the end of a line goes where there is no room', () => {
  const reason = 'Nothing is listed inside a transaction; \\refresh lists anyway.';
  expect(note({ state: 'held', entries: ONE, age: 27 * 60_000, reason })).toBe(`Names of 27 min ago. ${reason}`);
  expect(note({ state: 'loading', entries: ONE, age: 40_000 })).toBe('Names of 40 s ago. Listing the tables …');
  expect(note({ state: 'held', entries: [], age: null, reason })).toBe(reason);
});

test('what an engine says over lines stands in one', () => {
  expect(note({ state: 'failed', entries: [], age: null, reason: 'SQL compilation error:\nNo such object.' })).toBe(
    'The tables can’t be listed: SQL compilation error: No such object.',
  );
  expect(note({ state: 'ready', entries: ONE, age: 0 })).toBeNull();
});
