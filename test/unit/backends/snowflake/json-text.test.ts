import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactJson } from '../../../../source/backends/snowflake/json-text.js';

describe('compactJson', () => {
  it.each([
    ['{\n  "a": "x",\n  "b": [\n    1,\n    null\n  ]\n}', '{"a":"x","b":[1,null]}'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    ['[\n  1.10,\n  1e400\n]', '[1.10,1e400]'],
    ['"a b"', '"a b"'],
    ['[\n  undefined,\n  1\n]', '[null,1]'],
    ['[\n  NaN,\n  Infinity,\n  -Infinity\n]', '["NaN","Infinity","-Infinity"]'],
    ['null', 'null'],
    ['<a b="c">\n  <d/>\n</a>', '<a b="c">\n  <d/>\n</a>'],
    ['1 2', '1 2'],
    ['{"a" "b"}', '{"a" "b"}'],
    ['', ''],
  ])('%j becomes %j', (raw, compact) => {
    expect(compactJson(raw)).toBe(compact);
  });

  it('gives what JSON.stringify gives, from any indented JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(compactJson(JSON.stringify(value, null, 2))).toBe(JSON.stringify(value));
      }),
    );
  });
});
