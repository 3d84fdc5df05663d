import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { QueryStore } from '../../../source/meta/query-store.js';
import { rcPath, readRc, saveRcLine } from '../../../source/meta/rc-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-meta-'));
  vi.stubEnv('SMALLEX_HOME', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('saved queries', () => {
  test('are files: a profile’s own come before those for all, and other profiles don’t see them', () => {
    const shop = new QueryStore('shop');
    shop.save('top', 'select 1', true);
    const own = shop.save('top', 'select 2', false);
    expect(readFileSync(own, 'utf8')).toBe('select 2;\n');
    expect(shop.list().map(({ name, scope, sql }) => [name, scope, sql])).toEqual([['top', 'shop', 'select 2']]);
    expect(new QueryStore('other').get('top')).toMatchObject({ scope: 'all', sql: 'select 1' });
    shop.delete(own);
    expect(shop.get('top')).toMatchObject({ scope: 'all' });
  });

  test.each(['../up', 'a/b', '.hidden', 'a b', ''])('can’t be named "%s"', (name) => {
    expect(() => new QueryStore('shop').save(name, 'select 1', true)).toThrow('can’t be named');
  });
});

describe('the rc file', () => {
  test('gets a line, in the place of an older one of the same option; the person’s own lines stay', () => {
    expect(readRc()).toBeNull();
    writeFileSync(rcPath(), '\\x on\n\\pset null -\n\\pset nullish is mine\n');
    saveRcLine('\\pset null', '∅');
    expect(readRc()).toBe('\\x on\n\\pset nullish is mine\n\\pset null ∅\n');
    expect(existsSync(`${rcPath()}.${process.pid}`)).toBe(false);
  });
});
