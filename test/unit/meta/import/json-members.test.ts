import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonMembers } from '../../../../source/meta/import/json-members.js';

test('numbers keep their digits, strings are read, nested values stay JSON', () => {
  const text = '{"a": 0.12345678901234567890, "b":"x\\u00e9\\n\\"}", "c": { "z": [1.50, "]"] }, "d": null, "e":true}';
  expect([...jsonMembers(text)]).toEqual([
    ['a', { cell: '0.12345678901234567890', hint: 'number' }],
    ['b', { cell: 'xé\n"}', hint: 'string' }],
    ['c', { cell: '{"z":[1.50,"]"]}', hint: 'json' }],
    ['d', { cell: null, hint: 'any' }],
    ['e', { cell: 'true', hint: 'boolean' }],
  ]);
});

test('any object of strings reads as JSON.parse has it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (object) => {
      const members = jsonMembers(JSON.stringify(object, null, 1));
      expect(Object.fromEntries([...members].map(([name, { cell }]) => [name, cell]))).toEqual({ ...object });
    }),
  );
});

test('a string of some megabytes is no problem; what is no object is refused', () => {
  expect(jsonMembers(JSON.stringify({ a: '\\"'.repeat(2_000_000) })).get('a')?.cell).toHaveLength(4_000_000);
  expect(() => jsonMembers('[1]')).toThrow('It holds something else than objects.');
});
