import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Highlighter } from '../../../source/repl/highlighter.js';
import { readSettings } from '../../../source/repl/settings.js';
import { ConfigError } from '../../../source/support/errors.js';
import { createKeymap } from '../../../source/ui/keys/keymap.js';

const folder = mkdtempSync(path.join(tmpdir(), 'smallex-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function settings(text: string): string {
  const file = path.join(folder, 'settings.json');
  writeFileSync(file, text);
  return file;
}

test('keys of the settings stand over the usual ones', () => {
  const { keys } = readSettings(settings('{"keys": {"ctrl+o": "history-search", "ctrl+r": "none"}}'));
  const keymap = createKeymap(keys);
  expect(keymap.lookup(['editor'], ['ctrl+o'])).toEqual({ type: 'action', action: 'history-search' });
  expect(keymap.lookup(['editor'], ['ctrl+r'])).toEqual({ type: 'none' });
});

test('without a file everything is as usual', () => {
  expect(readSettings(path.join(folder, 'absent.json'))).toEqual({ keys: {} });
});

test.each(['{"keys": {"ctrl+r": 3}}', '{broken', '[]'])('%s is refused by the name of the file', (text) => {
  expect(() => readSettings(settings(text))).toThrow(ConfigError);
  expect(() => readSettings(settings(text))).toThrow('settings.json');
});

test('brackets inside strings, quoted names and comments are no brackets', () => {
  const highlighter = new Highlighter();
  highlighter.update(['select \'(\', "(", ( -- (', '  /* ( */ )'], 'duckdb');
  const literal = (row: number, column: number): boolean => highlighter.isLiteral(row, column);
  expect([literal(0, 8), literal(0, 13), literal(0, 17), literal(0, 22)]).toEqual([true, true, false, true]);
  expect([literal(1, 5), literal(1, 10)]).toEqual([true, false]);
});
