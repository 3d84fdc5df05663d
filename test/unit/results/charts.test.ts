import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barChart, type BarOptions } from '../../../source/results/charts/bars.js';
import { sparkLines } from '../../../source/results/charts/sparks.js';
import { column, type Row } from '../../../source/results/column.js';
import { PLAIN_STYLE } from '../../../source/support/style.js';
import { displayWidth } from '../../../source/support/width.js';

const name = column({ name: 'name', kind: 'text', typeName: 'VARCHAR' });
const n = column({ name: 'n', kind: 'integer', typeName: 'BIGINT' });
const d = column({ name: 'd', kind: 'decimal', typeName: 'DECIMAL(18,2)' });
const options: BarOptions = { width: 40, style: PLAIN_STYLE, nullText: 'NULL', digitGroups: false };
const spark = (rows: readonly Row[], only: readonly string[] = [], width = 60) =>
  sparkLines([name, n, d], rows, { width, style: PLAIN_STYLE, only });

describe('a bar chart', () => {
  it('draws a row a bar, as long as its figure on one scale', () => {
    expect(barChart([name, n], [['a', '4'], ['語', '2'], ['c', '0'], ['d', null]], 0, options)).toEqual([
      ' name │    n │',
      ` a    │    4 │ ${'█'.repeat(25)}`,
      ` 語   │    2 │ ${'█'.repeat(12)}▌`,
      ' c    │    0 │',
      ' d    │ NULL │',
    ]); // prettier-ignore
  });

  it('puts negative figures to the left of zero, and shows the least thing that is not zero', () => {
    const lines = barChart(
      [name, n],
      [
        ['a', '-10'],
        ['b', '10'],
        ['c', '-0.001'],
        ['d', '0.001'],
      ],
      3,
      options,
    );
    const zero = lines[2]!.indexOf('█');
    expect(lines[1]).toMatch(/│ +█+$/);
    expect(lines[1]).toHaveLength(zero);
    expect(lines[3]!.indexOf('▐')).toBe(zero - 1);
    expect(lines[4]!.indexOf('▏')).toBe(zero);
    expect(lines.at(-1)).toBe(' … 3 more rows …');
  });

  it('takes columns by name, capitals aside, and by place', () => {
    const rows = [['a', '1', '8.50']];
    for (const value of ['d', 'D', '3']) {
      expect(barChart([name, n, d], rows, 0, { ...options, label: 'NAME', value })[1]).toMatch(/^ a +│ 8.50 │ █+$/);
    }
    expect(barChart([n, d], rows.map((row) => row.slice(1)), 0, options)[1]).toMatch(/^ 1 │ 8.50 │ █+$/); // prettier-ignore
    expect(barChart([n], [['7']], 0, options)[1]).toMatch(/^ {3}1 │ 7 │ █+$/);
  });

  it('names the columns there are when one is missing or has no numbers', () => {
    const draw = (more: Partial<BarOptions>) => () => barChart([name, n], [['a', '1']], 0, { ...options, ...more });
    expect(draw({ label: 'x' })).toThrow('The result has no column "x".');
    expect(draw({ label: 'n', value: 'name' })).toThrow('The column "name" has no numbers.');
    expect(draw({ label: 'n' })).toThrow('The result has no column of numbers to draw.');
  });

  it('is never wider than its room, whatever stands in the cells, and keeps controls off the terminal', () => {
    const cell = fc.oneof(fc.constant(null), fc.string({ unit: 'binary', maxLength: 50 }));
    const figure = fc.oneof(fc.double().map(String), fc.bigInt().map(String), fc.constant('nan'));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, figure), { maxLength: 8 }), fc.integer({ min: 30, max: 120 }), (rows, width) => {
        for (const line of barChart([name, d], rows, 0, { ...options, width })) {
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
        if (rows.length > 0) expect(() => sparkLines([name, d], rows, { width, style: PLAIN_STYLE, only: [] })).not.toThrow();
      }),
      // The smallest doubles are no unit that divides evenly.
      { examples: [[[[null, '6.4e-323']], 30], [[[null, '-6.4e-323']], 30]] },
    ); // prettier-ignore
  });
});

describe('sparklines', () => {
  it('draw the course of every column of numbers with its exact ends', () => {
    const rows = Array.from({ length: 8 }, (_, at): Row => [
      `r${at}`,
      String(at),
      at === 3 ? null : '9007199254740993.10',
    ]);
    const [first, second] = spark(rows);
    expect(first).toMatch(/^ n │ ▁▂▃▄▅▆▇█ +│ 0 … 7$/);
    expect(second).toMatch(/^ d │ ▁▁▁ ▁▁▁▁ +│ 9007199254740993.10 … 9007199254740993.10$/);
  });

  it('take the mean where there are more rows than room', () => {
    const rows = Array.from({ length: 10_000 }, (_, at): Row => [null, String(at % 2 === 0 ? at : -at), null]);
    const [line] = spark(rows, ['n'], 40);
    expect(displayWidth(line!)).toBeLessThanOrEqual(40);
    expect(line).toContain('-9999 … 9998');
  });

  it('name the columns of numbers when another is asked for', () => {
    expect(() => spark([['a', '1', '2']], ['name'])).toThrow('The column "name" has no numbers.');
    expect(spark([['a', 'nan', '2']], ['n'])[0]).toContain('no figures');
  });
});
