import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../source', import.meta.url));
const IMPORT = /^(?:import|export)\s[^;']*?from '(\.[^']+)\.js';/gm;

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
const withoutEnding = (file: string): string => file.replace(/\.tsx?$/, '');
const imports = new Map(
  files.map((file) => {
    const text = readFileSync(path.join(SOURCE, file), 'utf8');
    const named = [...text.matchAll(IMPORT)].map(([, name = '']) => path.join(path.dirname(file), name));
    return [withoutEnding(file), named];
  }),
);

/** The files that lead from one back to itself; null where none do. Types count: they hold files together, too. */
function circleFrom(start: string): readonly string[] | null {
  const cameFrom = new Map<string, string>();
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const next of imports.get(file) ?? []) {
      if (next === start) {
        const way = [start];
        for (let back: string | undefined = file; back !== undefined; back = cameFrom.get(back)) way.unshift(back);
        return way;
      }
      if (!cameFrom.has(next)) {
        cameFrom.set(next, file);
        open.push(next);
      }
    }
  }
  return null;
}

test('no file imports itself in a circle', () => {
  expect(imports.size).toBeGreaterThan(500);
  expect(imports.get('repl/runner')).toContain('repl/follower');
  expect([...imports.keys()].map(circleFrom).filter((circle) => circle !== null)).toEqual([]);
});
