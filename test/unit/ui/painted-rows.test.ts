import { expect, it } from 'vitest';
import { displayWidth } from '../../../source/support/width.js';
import { terminalSafe } from '../../../source/support/terminal-safe.js';
import { createPaintedRows } from '../../../source/ui/painted-rows.js';

it('lets one cell stand for a row, the same for the same row, and puts the row back', () => {
  const { standIn, restore } = createPaintedRows();
  const cell = standIn('\u001b[36mone\u001b[39m row');
  expect(displayWidth(cell)).toBe(1);
  expect(standIn('\u001b[36mone\u001b[39m row')).toBe(cell);
  expect(standIn('another')).not.toBe(cell);
  expect(restore(`\u001b[2K${cell}\n${standIn('another')}\n`)).toBe('\u001b[2K\u001b[36mone\u001b[39m row\nanother\n');
});

it('keeps what was asked for last, however many rows come', () => {
  const { standIn, restore } = createPaintedRows();
  const prompt = standIn('prompt> ');
  for (let row = 0; row < 10_000; row++) {
    const cell = standIn(`row ${row}`);
    expect(restore(cell)).toBe(`row ${row}`);
    expect(standIn('prompt> ')).toBe(prompt);
  }
  expect(restore(prompt)).toBe('prompt> ');
});

it('takes no text from elsewhere for a row', () => {
  const { standIn, restore } = createPaintedRows();
  const safe = terminalSafe(standIn('a row'));
  expect(restore(safe)).toBe(safe);
});
