import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { column, type Column, type Kind, type Row } from '../../../source/results/column.js';
import { headAndTail, HeadTailKeeper, rowsShown } from '../../../source/results/head-tail.js';
import { layoutTable } from '../../../source/results/table.js';
import type { TableOptions } from '../../../source/results/table-view.js';
import { ANSI_STYLE, ansiStyle, PLAIN_STYLE } from '../../../source/support/style.js';
import { displayWidth } from '../../../source/support/width.js';

const of = (name: string, kind: Kind, typeName = kind.toUpperCase()): Column => column({ name, kind, typeName });
const draw = (columns: readonly Column[], rows: readonly Row[], options: Partial<TableOptions> = {}, limit = 40) =>
  layoutTable(columns, headAndTail(columns, rows, limit), { width: 79, ...options });

describe('a table that fits', () => {
  const columns = [of('id', 'integer'), of('name', 'text'), of('paid', 'boolean'), of('doc', 'json')];
  const rows: Row[] = [
    ['1', 'Ann', 'true', '{"a": [1,\n 2.10]}'],
    ['20', '日本', null, null],
    ['300', '', 'false', '""'],
  ];

  it('aligns numbers right, wide text by columns, JSON compact', () => {
    expect(draw(columns, rows).lines).toEqual([
      '  id │ name │ paid  │ doc',
      '─────┼──────┼───────┼───────────────',
      '   1 │ Ann  │ true  │ {"a":[1,2.10]}',
      '  20 │ 日本 │ NULL  │ NULL',
      ' 300 │      │ false │ ""',
    ]);
  });

  it('shows types and groups of digits on request, and no lines with border none', () => {
    const view = draw([of('n', 'decimal', 'DECIMAL(38,2)'), of('t', 'text', 'VARCHAR')], [['-1234567.89', 'x']], {
      types: true,
      digitGroups: true,
      border: 'none',
    });
    expect(view.lines).toEqual([
      '            n  t',
      'DECIMAL(38,2)  VARCHAR',
      '─────────────  ───────',
      '-1,234,567.89  x',
    ]);
  });

  it('tells NULL, the empty text and the text NULL apart without colours', () => {
    const view = draw([of('a', 'text')], [[null], [''], ['NULL'], ["'NULL'"]]);
    expect(view.lines.slice(2)).toEqual([' NULL', ' ', " 'NULL'", " ''NULL''"]);
  });

  it('tells them apart by colour where there are colours', () => {
    const view = draw([of('a', 'text')], [[null], ['NULL']], { style: ansiStyle(1) });
    expect(view.lines.slice(2)).toEqual([' \x1b[2mNULL\x1b[22m', ' NULL']);
    expect(ansiStyle(0)).toBe(PLAIN_STYLE);
  });

  it('shows line ends and escapes as symbols', () => {
    const view = draw([of('a\x1b[2J', 'text')], [['x\ny\t\x1b]0;t\x07']]);
    expect(view.lines[0]).toBe(' a␛[2J');
    expect(view.lines[2]).toBe(' x␊y␉␛]0;t␇');
  });

  it('draws names alone for no rows, and nothing for no columns', () => {
    expect(draw([of('a', 'text')], []).lines).toEqual([' a', '──']);
    expect(draw([], []).lines).toEqual([]);
  });
});

describe('a table that does not fit', () => {
  it('narrows the widest text first and never cuts a number', () => {
    const columns = [of('n', 'decimal'), of('short', 'text'), of('long', 'text')];
    const rows = [['12345678901234567890.12', 'word', 'y'.repeat(200)]];
    const view = draw(columns, rows, { width: 50 });
    expect(view.lines[2]).toBe(` 12345678901234567890.12 │ word  │ ${'y'.repeat(14)}…`);
    expect(view).toMatchObject({ hiddenColumns: 0, cutCells: true, notes: [] });
  });

  it('leaves out columns without a value first, names them, then the middle', () => {
    const columns = Array.from({ length: 12 }, (_, index) => of(`column_${index}`, 'integer'));
    const row = columns.map((_, index) => (index % 3 === 1 ? null : String(index)));
    const few = draw(columns, [row], { width: 100 });
    expect(few.notes).toEqual(['4 columns without a value are not shown: column_1, column_4, column_7, column_10.']);
    expect(few.lines[0]).not.toContain('…');
    const many = draw(columns, [row], { width: 40 });
    expect(many.lines[0]).toBe(' column_0 │ column_2 │ … │ column_11');
    expect(many.notes[0]).toBe('5 of 12 columns are not shown here.');
    expect(many.hiddenColumns).toBe(9);
  });

  it('keeps a column that has a value in a row that is not shown', () => {
    const columns = [of('a', 'text'), of('b', 'text')];
    const rows: Row[] = Array.from({ length: 100 }, (_, index) => ['x'.repeat(20), index === 50 ? 'here' : null]);
    expect(headAndTail(columns, rows, 4).blank).toEqual([false, false]);
  });

  it('shows the first and last rows and says how many are between', () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => [String(index)]);
    const view = draw([of('n', 'integer')], rows, {}, 4);
    expect(view.lines.slice(2)).toEqual(['    0', '    1', ' … 1,996 more rows …', ' 1998', ' 1999']);
    expect(view.hiddenRows).toBe(1_996);
    expect(rowsShown(24)).toBe(40);
    expect(rowsShown(70)).toBe(70);
  });

  it('shows one row more rather than a line in its place', () => {
    const rows = Array.from({ length: 5 }, (_, index) => [String(index)]);
    expect(draw([of('n', 'integer')], rows, {}, 4).hiddenRows).toBe(0);
  });

  it('never draws a line wider than asked', () => {
    const kind = fc.constantFrom<Kind>('integer', 'text', 'json', 'timestamp', 'boolean');
    const cell = fc.option(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ unit: 'binary' })));
    const result = fc
      .array(fc.tuple(fc.string({ unit: 'binary', maxLength: 15 }), kind), { minLength: 1, maxLength: 12 })
      .chain((facts) =>
        fc.tuple(
          fc.constant(facts.map(([name, type]) => of(name, type))),
          fc.array(fc.array(cell, { minLength: facts.length, maxLength: facts.length }), { maxLength: 8 }),
        ),
      );
    const options = fc.record({
      width: fc.integer({ min: 20, max: 120 }),
      types: fc.boolean(),
      border: fc.constantFrom('light' as const, 'none' as const),
      expanded: fc.constantFrom(true, false, 'auto' as const),
      style: fc.constantFrom(PLAIN_STYLE, ANSI_STYLE),
    });
    fc.assert(
      fc.property(result, options, ([columns, rows], chosen) => {
        const view = layoutTable(columns, headAndTail(columns, rows, 6), chosen);
        for (const line of view.lines) {
          expect(displayWidth(line)).toBeLessThanOrEqual(chosen.width);
          expect(line).not.toMatch(/[\n\r\t]/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('cuts values of 10 MB', () => {
    const view = draw([of('a', 'text'), of('j', 'json')], [['é'.repeat(1e7), `[${'1, '.repeat(3e6)}1]`]]);
    expect(displayWidth(view.lines[2]!)).toBeLessThanOrEqual(79);
  });
});

describe('the expanded layout', () => {
  it('puts one value on a line, breaks at line ends and wraps', () => {
    const view = draw([of('id', 'integer'), of('text', 'text')], [['1', 'one\ntwo three']], {
      width: 16,
      expanded: true,
    });
    expect(view.lines).toEqual(['─ row 1 ────────', ' id   │ 1', ' text │ one', '      │ two thre', '      │ e']);
  });

  it('is chosen by auto only where columns would be left out', () => {
    const columns = Array.from({ length: 9 }, (_, index) => of(`number_${index}`, 'integer'));
    const row = columns.map(() => '1');
    expect(draw(columns, [row], { width: 40, expanded: 'auto' }).lines[0]).toContain('row 1');
    expect(draw(columns, [row], { width: 200, expanded: 'auto' }).lines[0]).toContain('number_8');
  });

  it('numbers the rows after hidden ones as they are', () => {
    const rows = Array.from({ length: 9 }, (_, index) => [String(index)]);
    const view = draw([of('n', 'integer')], rows, { expanded: true }, 2);
    expect(view.lines.filter((line) => line.includes('row'))).toEqual([
      '─ row 1 ──────',
      ' … 7 more rows …',
      '─ row 9 ──────',
    ]);
  });
});

describe('HeadTailKeeper', () => {
  it('keeps what headAndTail keeps, however the rows are cut into batches', () => {
    const columns = [of('n', 'integer')];
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 20 }), fc.integer({ min: 2, max: 12 }), (sizes, limit) => {
        let next = 0;
        const batches = sizes.map((size) => Array.from({ length: size }, () => [String(next++)]));
        const keeper = new HeadTailKeeper(columns, limit);
        for (const batch of batches) keeper.add(batch);
        expect(keeper.get()).toEqual(headAndTail(columns, batches.flat(), limit));
        expect(keeper.rows).toBe(next);
      }),
    );
  });
});
