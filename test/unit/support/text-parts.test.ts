import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeInParts } from '../../../source/support/text-parts.js';

async function partsOf(text: string, isStopped: () => boolean = () => false) {
  const parts: string[] = [];
  const stopped = await writeInParts(text, (part) => void parts.push(part), isStopped);
  return { parts, stopped };
}

test('the parts are the text, and none ends inside a character or a style', async () => {
  const piece = fc.constantFrom(
    'a',
    '\n',
    'é',
    '😀',
    '\u001b[2m',
    '\u001b[38;5;123m',
    'x'.repeat(999),
    '👩‍👩‍👧'.repeat(99),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 300 }), async (pieces) => {
      const { parts, stopped } = await partsOf(pieces.join(''));
      expect(parts.join('')).toBe(pieces.join(''));
      expect(stopped).toBeNull();
      for (const part of parts) {
        expect(part).not.toMatch(/[\ud800-\udbff]$/);
        expect(part).not.toMatch(/\u001b(?:\[[\d;]*)?$/);
      }
    }),
    { numRuns: 50 },
  );
});

test('a text of nothing but an escape sequence that never ends is written, too', async () => {
  const text = `\u001b]8;;${'x'.repeat(20_000)}`;
  expect((await partsOf(text)).parts.join('')).toBe(text);
});

test('stopped, it ends with plain style and a line end, and tells how far it came', async () => {
  let asked = 0;
  const { parts, stopped } = await partsOf('y'.repeat(50_000), () => ++asked === 2);
  expect(parts.map((part) => part.length)).toEqual([8192, 8192, 5]);
  expect(parts.at(-1)).toBe('\u001b[0m\n');
  expect(stopped).toEqual({ written: 16_384, of: 50_000 });
});

test('keys and signals are heard between two parts', async () => {
  let heard = 0;
  const timer = setInterval(() => heard++, 0);
  await partsOf('z'.repeat(2_000_000));
  clearInterval(timer);
  expect(heard).toBeGreaterThan(0);
});
