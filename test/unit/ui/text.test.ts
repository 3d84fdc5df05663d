import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth, graphemes } from '../../../source/support/width.js';
import { editLine, insertInLine, type Line } from '../../../source/ui/text/line.js';
import { graphemeStart, nextGrapheme, previousGrapheme, wordLeft, wordRight } from '../../../source/ui/text/motion.js';
import { lineWindow } from '../../../source/ui/text/window.js';

const text = fc
  .array(fc.constantFrom('a', ' ', '_', '.', '你', 'e\u0301', '👩‍👩‍👧', '🇩🇪', '\t'), { maxLength: 30 })
  .map((parts) => parts.join(''));

describe('motions', () => {
  test('step through exactly the graphemes, both ways', () => {
    fc.assert(
      fc.property(text, (line) => {
        const ends = [0];
        for (const grapheme of graphemes(line)) ends.push(ends.at(-1)! + grapheme.length);
        for (const [index, end] of ends.entries()) {
          expect(nextGrapheme(line, end)).toBe(ends[index + 1] ?? line.length);
          expect(previousGrapheme(line, end)).toBe(ends[index - 1] ?? 0);
          expect(graphemeStart(line, end)).toBe(end);
        }
      }),
    );
  });

  test('words move on, end on a grapheme and stay in the text', () => {
    fc.assert(
      fc.property(text, fc.nat(60), (line, at) => {
        const place = graphemeStart(line, at);
        expect(wordRight(line, place)).toBeGreaterThanOrEqual(place);
        expect(wordLeft(line, place)).toBeLessThanOrEqual(place);
        expect(graphemeStart(line, wordRight(line, place))).toBe(wordRight(line, place));
      }),
    );
  });
});

describe('a line', () => {
  test.each([
    ['a b|', 'kill-word-back', 'a |'],
    ['a|b', 'transpose', 'ba|'],
    ['a|b', 'kill-line', 'a|'],
    ['ab.c|', 'kill-subword-back', 'ab.|'],
    ['|你好', 'delete-forward', '|好'],
    ['ab|', 'line-start', '|ab'],
  ])('%s %s', (before, action, after) => {
    const caret = before.indexOf('|');
    const line: Line = { text: before.replace('|', ''), caret, cut: '' };
    const next = editLine(line, action)!;
    expect(`${next.text.slice(0, next.caret)}|${next.text.slice(next.caret)}`).toBe(after);
  });

  test('stays one line, and knows nothing of other actions', () => {
    const line: Line = { text: '', caret: 0, cut: '' };
    expect(insertInLine(line, 'a\n  b\n').text).toBe('a b');
    expect(editLine(line, 'history-search')).toBeUndefined();
  });
});

test('a window shows the caret and fits, whatever the text', () => {
  fc.assert(
    fc.property(text, fc.nat(60), fc.integer({ min: 8, max: 40 }), (line, at, width) => {
      const plain = line.replaceAll('\t', ' ');
      const caret = graphemeStart(plain, at);
      const window = lineWindow(plain, caret, width, '…');
      expect(displayWidth(window.text)).toBeLessThan(width + 1);
      expect(window.column).toBeLessThan(width);
    }),
  );
});
