import { expect, test } from 'vitest';
import { column } from '../../../source/results/column.js';
import { headAndTail } from '../../../source/results/head-tail.js';
import { layoutTable } from '../../../source/results/table.js';

const columns = ['a', 'empty', 'b', 'nothing'].map((name) => column({ name, kind: 'text', typeName: 'VARCHAR' }));
const layout = (width: number) => {
  const rows = [['x'.repeat(20), '', 'y'.repeat(20), null]];
  return layoutTable(columns, headAndTail(columns, rows, 40), { width });
};

test('columns without a value go before any value is cut, and are named', () => {
  const { lines, notes, cutCells } = layout(50);
  expect(lines.at(-1)).toBe(` ${'x'.repeat(20)} │ ${'y'.repeat(20)}`);
  expect([cutCells, notes]).toEqual([false, ['2 columns without a value are not shown: empty, nothing.']]);
});

test('they stay where there is room', () => {
  expect(layout(80).notes).toEqual([]);
});

test('they stay where a value is cut with or without them', () => {
  const rows = [['x'.repeat(200), '', 'y', null]];
  const { lines, notes } = layoutTable(columns, headAndTail(columns, rows, 40), { width: 60 });
  expect(notes).toEqual([]);
  expect(lines.at(-1)).toMatch(/^ x+… │ +│ y │ NULL$/);
});
