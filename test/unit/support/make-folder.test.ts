import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeFolder } from '../../../source/support/make-folder.js';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'smallex-folder-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

it('makes what is missing, for the owner alone, and leaves what is there', () => {
  const deep = join(folder(), 'a', 'b', 'c');
  makeFolder(deep);
  makeFolder(deep);
  expect(statSync(deep).mode & 0o777).toBe(0o700);
  expect(statSync(join(deep, '..')).mode & 0o777).toBe(0o700);
});

it('says what is in the way', () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrow('EEXIST');
  expect(() => makeFolder(join(file, 'a'))).toThrow('ENOTDIR');
});

it.runIf(process.platform === 'linux')('gives up where a folder takes no new ones: in /proc', () => {
  expect(() => makeFolder('/proc/smallex/profiles')).toThrow('ENOENT');
});
