import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../../source/support/json-fault.js';

describe('jsonFault', () => {
  it.each([
    ['{"a": 1,}', 1, 9],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{"a": "x', 1, 7],
    ['{"a": 1', 1, 8],
    ['[1, 2,, 3]', 1, 7],
    ['{a: 1}', 1, 2],
    ["{'a': 1}", 1, 2],
    ['{"a": \\"x\\"}', 1, 7],
    ['{"a": 01}', 1, 7],
    ['{} x', 1, 4],
    ['[}', 1, 2],
    ['', 1, 1],
  ])('%j: line %i, column %i', (text, line, column) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(jsonFault(text)).toEqual({ line, column });
  });

  it('finds no fault in JSON, and one in what is none', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(), fc.constantFrom('', ',', '}', '"', 'x'), (json, where, more) => {
        expect(jsonFault(json)).toBeNull();
        const at = where % (json.length + 1);
        const changed = json.slice(0, at) + more + json.slice(at);
        let isJson = true;
        try {
          JSON.parse(changed);
        } catch {
          isJson = false;
        }
        expect(jsonFault(changed) === null).toBe(isJson);
      }),
      { numRuns: 400 },
    );
  });
});
