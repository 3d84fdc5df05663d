import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { branchesOf, parseJsonTree, treeLines, type JsonNode } from '../../../../source/repl/grid/json-tree.js';

/** The text that a tree came from, without blanks. */
function textOf(node: JsonNode): string {
  if (node.kind === 'leaf') return node.text;
  const entries = node.entries.map(({ key, node: value }) => (key === null ? '' : `${key}:`) + textOf(value));
  return node.kind === 'array' ? `[${entries.join(',')}]` : `{${entries.join(',')}}`;
}

describe('the tree of a JSON text', () => {
  test('holds every value as it was written', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2), (json, indent) => {
        const written = JSON.stringify(JSON.parse(json), null, indent);
        expect(textOf(parseJsonTree(written)!)).toBe(JSON.stringify(JSON.parse(json)));
      }),
    );
  });

  test('rounds no number, and keeps escapes', () => {
    const json = '{"n":12345678901234567890.120,"e":1E+400,"s":"a\\"\\u0007]{"}';
    expect(textOf(parseJsonTree(json)!)).toBe(json);
  });

  test.each([['{'], ['{"a":NaN}'], ['plain'], [`${'['.repeat(300)}${']'.repeat(300)}`]])('is none for %s', (json) => {
    expect(parseJsonTree(json)).toBeNull();
  });

  test('folds branches away', () => {
    const root = parseJsonTree('{"a":[1,{"b":2}],"c":null}')!;
    expect(branchesOf(root)).toEqual(['', '/0', '/0/1']);
    const lines = treeLines(root, new Set(['/0']));
    expect(lines.map(({ depth, key, text }) => `${depth} ${key ?? ''} ${text}`)).toEqual([
      '0  { 2 keys }',
      '1 "a" [ 2 items ]',
      '1 "c" null',
    ]);
  });
});
