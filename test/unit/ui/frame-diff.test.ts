import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameDiff } from '../../../source/ui/frame-diff.js';
import { createEmulator } from '../../support/emulator.js';

const UP = '\u001b[2K\u001b[1A';

/** What Ink 7.1 writes for a frame over one of `before` rows, the cursor `up` rows above its end. */
function inkFrame(rows: readonly string[], before: number, up = 1, back = 1): string {
  const erase = before === 0 ? '' : `\u001b[?25l\u001b[${back}B\u001b[1G${UP.repeat(before)}\u001b[2K\u001b[G`;
  return `${erase}${rows.join('\n')}\n\u001b[${up}A\u001b[3G\u001b[?25h`;
}

test('of a waiting line that ticks, it alone is sent: neither the prompt nor the status below it', () => {
  const { rewrite } = createFrameDiff();
  const still = ['demo> select 1', 'a status'];
  rewrite('\u001b[?2026h');
  rewrite(inkFrame(['running · 0.3 s', ...still], 0, 2));
  rewrite('\u001b[?2026l');
  const tick = rewrite(inkFrame(['running · 0.4 s', ...still], 3, 2, 2));
  expect(tick).toBe(
    '\u001b[?25l\u001b[2B\u001b[1G' +
      '\u001b[3A\r\u001b[2Krunning · 0.4 s' +
      '\u001b[3B\r' +
      '\u001b[2A\u001b[3G\u001b[?25h',
  );
});

test('whole frames where rows came, went, or may be others than were drawn', () => {
  const { rewrite, forget } = createFrameDiff();
  const whole = (text: string): void => expect(rewrite(text)).toBe(text);
  whole(inkFrame(['a', 'b'], 0));
  whole(inkFrame(['a', 'b', 'c'], 2));
  whole(inkFrame(['a', 'b'], 3));
  forget();
  whole(inkFrame(['a', 'c'], 2));
  // Ink erases its frame, writes what was printed, and draws it again.
  whole(`\u001b[?25l\u001b[1B\u001b[1G${UP.repeat(2)}\u001b[2K\u001b[G`);
  whole('printed\ntext\n');
  whole(inkFrame(['a', 'c'], 0));
  expect(rewrite(inkFrame(['a', 'd'], 2))).not.toContain('a');
});

test('the screen is what it would be with whole frames', async () => {
  const row = fc.constantFrom('', 'a', 'running · 1.0 s', '日本', '\u001b[2mdim\u001b[22m', 'x'.repeat(30));
  const frame = fc.array(row, { minLength: 1, maxLength: 4 });
  const step = fc.oneof(frame, fc.constantFrom('printed', 'line 1\nline 2'));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const { rewrite } = createFrameDiff();
      const [ours, plain] = [createEmulator(30, 12), createEmulator(30, 12)];
      const put = (text: string): void => {
        // As a terminal does with a line feed that a program writes.
        ours.write(rewrite(text).replaceAll('\n', '\r\n'));
        plain.write(text.replaceAll('\n', '\r\n'));
      };
      let last: readonly string[] = [];
      const bottom = '\u001b[?25l\u001b[1B\u001b[1G';
      for (const what of steps) {
        if (typeof what !== 'string') {
          put(inkFrame(what, last.length));
          last = what;
        } else if (last.length > 0) {
          put(`${bottom}${UP.repeat(last.length)}\u001b[2K\u001b[G`);
          put(`${what}\n`);
          put(inkFrame(last, 0));
        }
      }
      await Promise.all([ours.settled(), plain.settled()]);
      expect(ours.scrollback()).toBe(plain.scrollback());
      expect(ours.cursor()).toEqual(plain.cursor());
    }),
    { numRuns: 60 },
  );
});
