import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
// @ts-expect-error a script without types
import { apiDocs } from '../../scripts/api-docs.js';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-readme-'));
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(root, path.join(folder, 'node_modules/smallex'), 'dir');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the library script of the README runs and prints what it says', async () => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const script = /```js\n([^]*?)```/.exec(readme)?.[1] ?? '';
  writeFileSync(path.join(folder, 'script.mjs'), script);
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, 'script.mjs')]);
  expect(stdout).toBe('answer,kind\n42,exact\nprice\n1.10\n');
});

test('every page and picture that the README links to is there', () => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link!);
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) expect(() => readFileSync(path.join(root, link)), link).not.toThrow();
});

test('docs/api.md is what the docstrings say', () => {
  expect(readFileSync(path.join(root, 'docs/api.md'), 'utf8')).toBe((apiDocs as () => string)());
});
