import fc from 'fast-check';
import { expect, it } from 'vitest';
import { column } from '../../../source/results/column.js';
import { headAndTail } from '../../../source/results/head-tail.js';
import { layoutTable } from '../../../source/results/table.js';
import { displayWidth } from '../../../source/support/width.js';
import { draw, emulator, lineOf } from '../support/emulator.js';

const COLS = 80;
const NAMES = ['id', 'first', 'second', 'document', 'last'] as const;
const HOSTILE = ['\x1b[2J', '\x1b]0;t\x07', '\x9b1A', '\r', '\n', '\b', '\t', '\u202e', '\u200b', '\u0301', '👩‍👩‍👧', '🇩🇪'];
const PLAIN = ['語', 'é', '│', 'a', 'bc ', 'क्ष', '한', '"'];

it('keeps the lines between columns in their places, whatever is in the cells', { timeout: 120_000 }, async () => {
  const terminal = emulator(COLS, 60);
  const cell = fc.option(fc.string({ unit: fc.constantFrom(...HOSTILE, ...PLAIN), maxLength: 30 }));
  const rows = fc.array(fc.tuple(fc.nat().map(String), cell, cell, cell, fc.nat(9).map(String)), {
    minLength: 1,
    maxLength: 50,
  });
  const kinds = ['integer', 'text', 'text', 'json', 'integer'] as const;
  const columns = NAMES.map((name, index) => column({ name, kind: kinds[index]!, typeName: name }));
  for (const sample of fc.sample(rows, { numRuns: 100, seed: 20_261_123 })) {
    const { lines } = layoutTable(columns, headAndTail(columns, sample, 50), { width: COLS - 1 });
    await draw(terminal, `\x1b[H\x1b[2J${lines.join('\n')}`);
    const rule = lines[1]!;
    const marks = Array.from(rule, (mark, at) => (mark === '┼' ? at : -1)).filter((at) => at >= 0);
    expect(marks.length).toBeGreaterThan(0);
    lines.forEach((line, row) => {
      expect(displayWidth(line)).toBeLessThan(COLS);
      const drawn = terminal.buffer.active.getLine(row)!;
      for (const mark of row === 1 ? [] : marks) {
        if (drawn.getCell(mark)?.getChars() !== '│')
          expect.unreachable(`${JSON.stringify(line)} drew ${lineOf(terminal, row)}`);
      }
    });
    expect(terminal.buffer.active.cursorY).toBe(lines.length - 1);
  }
  terminal.dispose();
});
