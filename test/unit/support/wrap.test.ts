import { expect, test } from 'vitest';
import { wrapLines } from '../../../source/support/wrap.js';

test('lines that fit stay as they are', () => {
  expect(wrapLines('one\n  two  three', 40)).toBe('one\n  two  three');
});

test('what goes on stands under the last column', () => {
  expect(wrapLines('  \\more [ROWS]  Read on in a result that stopped.', 40)).toBe(
    '  \\more [ROWS]  Read on in a result that\n                stopped.',
  );
});

test('without room beside its heading it stands under the first word', () => {
  expect(wrapLines('  \\more [ROWS]  Read on in a result', 24)).toBe('  \\more [ROWS]  Read on\n  in a result');
});

test('words wider than the room are left whole', () => {
  expect(wrapLines('see https://example.com/very/long/address now', 20)).toBe(
    'see\nhttps://example.com/very/long/address\nnow',
  );
});

test('wide characters count twice', () => {
  expect(wrapLines('日本 日本 日本', 10)).toBe('日本 日本\n日本');
});
