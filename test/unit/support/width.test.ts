import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cutToWidth, displayWidth, graphemes, padLeft, padRight } from '../../../source/support/width.js';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['plain', 5],
    ['é', 1],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한국어', 6],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['क्षि', 3],
    ['\x1b[1mbold\x1b[22m', 4],
  ])('%s takes %i', (text, width) => expect(displayWidth(text)).toBe(width));

  it('agrees with string-width on text without Indic letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '語', '👍🏽', '🇩🇪', '…', '１', '한') }), (text) => {
        expect(displayWidth(text)).toBe(stringWidth(text));
      }),
    );
  });
});

describe('cutToWidth', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['too long for it', 8, 'too lon…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['日本語', 6, '日本語'],
    ['ab', 1, '…'],
    ['ab', 0, ''],
  ])('%s in %i is %s', (text, width, cut) => expect(cutToWidth(text, width)).toBe(cut));

  it('is never wider than asked, never splits a character, and is a start of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, width) => {
        const cut = cutToWidth(text, width);
        expect(displayWidth(cut)).toBeLessThanOrEqual(width);
        if (cut === text) return;
        expect(displayWidth(text)).toBeGreaterThan(width);
        const kept = graphemes(cut.replace(/…$/, ''));
        expect(graphemes(text).slice(0, kept.length)).toEqual(kept);
      }),
    );
  });
});

describe('padding', () => {
  it('fills up by columns', () => {
    expect(padRight('日本', 6)).toBe('日本  ');
    expect(padLeft('日本', 6)).toBe('  日本');
    expect(padLeft('too long', 3)).toBe('too long');
  });
});
