import { describe, expect, test } from 'vitest';
import { NoUtf8Error, Utf8Reader, utf8Text } from '../../../source/support/utf8.js';

const TEXT = "select 'é€🦆';\r\n-- ÿ\n";

describe('bytes that arrive in pieces', () => {
  test('are the same text however they are cut', () => {
    const bytes = Buffer.from(TEXT);
    for (let size = 1; size <= bytes.length; size++) {
      const reader = new Utf8Reader();
      let text = '';
      for (let at = 0; at < bytes.length; at += size) text += reader.push(bytes.subarray(at, at + size));
      expect(text + reader.end()).toBe(TEXT);
    }
  });

  test.each([
    ['a\nb\n\xe9c\n', 3, false],
    ['\xff\xfes\0', 1, true],
    ['\xfe\xff\0s', 1, true],
    ['ok\n\xe2\x82', 2, false],
    ['ok\n\xc0\x80', 2, false],
    ['ok\n\xed\xa0\x80', 2, false],
  ])('%j is none, and the line is told', (latin1, line, isUtf16) => {
    const bytes = Buffer.from(latin1, 'latin1');
    const fault = expect.objectContaining({ line, isUtf16 });
    expect(() => utf8Text(bytes)).toThrow(NoUtf8Error);
    expect(() => utf8Text(bytes)).toThrow(fault);
    const reader = new Utf8Reader();
    const inPieces = (): void => {
      for (const byte of bytes) reader.push(Buffer.of(byte));
      reader.end();
    };
    expect(inPieces).toThrow(expect.objectContaining({ line }));
  });
});
