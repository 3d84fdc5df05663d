import { expect, it } from 'vitest';
import { displayWidth } from '../../../source/support/width.js';
import { terminalSafe } from '../../../source/support/terminal-safe.js';
import { createPaintedRows } from '../../../source/ui/painted-rows.js';

const ROW = '\u001b[36mone\u001b[39m row';

it('lets one cell stand for rows, the same for the same, and puts them back', () => {
  const { standIn, restore } = createPaintedRows();
  const cell = standIn([ROW]);
  expect(displayWidth(cell)).toBe(1);
  expect(standIn([ROW])).toBe(cell);
  expect(standIn(['another'])).not.toBe(cell);
  expect(restore(`\u001b[2K${cell}\nstatus\n`)).toBe(`\u001b[2K${ROW}\nstatus\n`);
});

it('has as many rows, empty ones too, and leaves the line breaks behind them', () => {
  const { standIn, restore } = createPaintedRows();
  const prompt = standIn(['prompt']);
  const menu = standIn(['one', '', '', 'two', '']);
  expect(menu.split('\n')).toHaveLength(5);
  expect(restore(`${prompt}\n${menu}\n\nstatus`)).toBe('prompt\none\n\n\ntwo\n\n\nstatus');
});

it('keeps what was asked for last, however many rows come', () => {
  const { standIn, restore } = createPaintedRows();
  const prompt = standIn(['prompt>']);
  for (let row = 0; row < 2_000; row++) {
    expect(restore(standIn([`row ${row}`]))).toBe(`row ${row}`);
    expect(standIn(['prompt>'])).toBe(prompt);
  }
  expect(restore(prompt)).toBe('prompt>');
});

it('takes no text from elsewhere for a row', () => {
  const { standIn, restore } = createPaintedRows();
  const safe = terminalSafe(standIn(['a row']));
  expect(restore(safe)).toBe(safe);
});
