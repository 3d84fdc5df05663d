import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth, graphemes } from '../../../../source/support/width.js';
import {
  applyChange,
  changeBetween,
  endOf,
  linesOf,
  offsetOf,
  positionAt,
  replaceBetween,
  textOf,
} from '../../../../source/repl/editor/buffer.js';
import { matchingBrackets } from '../../../../source/repl/editor/brackets.js';
import {
  columnsBefore,
  placeAtColumn,
  rowAfter,
  rowAround,
  rowBefore,
  shown,
} from '../../../../source/repl/editor/layout.js';
import { paintRow } from '../../../../source/repl/editor/paint.js';
import { TOP, windowAround } from '../../../../source/repl/editor/window.js';
import { createTheme } from '../../../../source/ui/theme.js';
import { at, press } from './drive.js';

const text = fc.array(fc.constantFrom('a', ' ', '你', '\t', 'e\u0301', '👩‍👩‍👧', '\u001b', '(', 'bc'), { maxLength: 60 });

function rowsOf(line: string, width: number): string[] {
  const rows: string[] = [];
  let row: ReturnType<typeof rowAfter> = rowAround(line, 0, width);
  for (; row !== undefined; row = rowAfter(line, row, width)) rows.push(line.slice(row.start, row.end));
  return rows;
}

describe('soft wrap', () => {
  test.each([
    ['', ['']],
    ['abcd', ['abcd']],
    ['abcde', ['abcde', '']],
    ['abcdefg', ['abcde', 'fg']],
    ['abcd你e', ['abcd', '你e']],
    ['a\tb', ['a\tb', '']],
  ])('%j in five columns', (line, rows) => {
    expect(rowsOf(line, 5)).toEqual(rows);
  });

  test('rows cover the line, fit, and lead back and forth', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 30 }), (parts, width) => {
        const line = parts.join('');
        const rows = rowsOf(line, width);
        expect(rows.join('')).toBe(line);
        for (const row of rows) {
          const cells = shown(row);
          const columns = cells.reduce((sum, cell) => sum + cell.width, 0);
          expect(columns <= width || cells.length === 1).toBe(true);
          expect(displayWidth(cells.map((cell) => cell.text).join(''))).toBe(columns);
        }
        for (let place = 0, index = 0; index <= graphemes(line).length; index += 1) {
          const row = rowAround(line, place, width);
          expect(row.start).toBeLessThanOrEqual(place);
          expect(placeAtColumn(line, row, columnsBefore(line, row, place), width)).toBe(place);
          const after = rowAfter(line, row, width);
          if (after !== undefined) expect(rowBefore(line, after, width)).toEqual(row);
          place += graphemes(line.slice(place))[0]?.length ?? 0;
        }
      }),
    );
  });
});

describe('the window', () => {
  const lines = linesOf(Array.from({ length: 100 }, (_, row) => `line ${row}`).join('\n'));

  test('holds the caret, is full, and moves no more than it must', () => {
    const top = windowAround(lines, { row: 3, column: 0 }, TOP, 40, 10);
    expect(top.places.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const below = windowAround(lines, { row: 12, column: 0 }, TOP, 40, 10);
    expect([below.places[0]!.row, below.places[9]!.row, below.caretIndex]).toEqual([3, 12, 9]);
    const kept = windowAround(lines, { row: 8, column: 0 }, { row: 3, start: 0 }, 40, 10);
    expect([kept.places[0]!.row, kept.caretIndex]).toEqual([3, 5]);
    const above = windowAround(lines, { row: 1, column: 0 }, { row: 3, start: 0 }, 40, 10);
    expect([above.places[0]!.row, above.caretIndex]).toEqual([1, 0]);
    const shrunk = windowAround(linesOf('a\nb'), { row: 1, column: 0 }, { row: 90, start: 0 }, 40, 10);
    expect(shrunk.places.map(({ row }) => row)).toEqual([0, 1]);
  });

  test('always shows the caret', () => {
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 20 }),
        fc.nat(),
        fc.nat(25),
        fc.integer({ min: 1, max: 6 }),
        (parts, caretAt, topRow, height) => {
          const all = parts.map((part) => part.join('').replaceAll('\n', ''));
          const row = caretAt % all.length;
          const line = all[row]!;
          const column = graphemes(line)
            .slice(0, caretAt % (graphemes(line).length + 1))
            .join('').length;
          const { places, caretIndex } = windowAround(all, { row, column }, { row: topRow, start: 3 }, 11, height);
          expect(places.length).toBeLessThanOrEqual(height);
          expect(places[caretIndex]).toMatchObject({ row });
          expect(places[caretIndex]!.screenRow.start).toBeLessThanOrEqual(column);
        },
      ),
    );
  });
});

describe('lines', () => {
  const document = fc
    .array(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 8 })
    .map((parts) => linesOf(parts.join('\n')));

  test('offsets and places are the same thing', () => {
    fc.assert(
      fc.property(document, fc.nat(60), (lines, offset) => {
        const bounded = Math.min(offset, textOf(lines).length);
        expect(offsetOf(lines, positionAt(lines, bounded))).toBe(bounded);
      }),
    );
  });

  test('a replacement is what it is for the whole text, and its change leads there and back', () => {
    fc.assert(
      fc.property(document, fc.nat(60), fc.nat(60), fc.string(), (lines, one, two, inserted) => {
        const whole = textOf(lines);
        const [start, end] = [Math.min(one, two, whole.length), Math.min(Math.max(one, two), whole.length)];
        const clean = inserted.replaceAll('\r', '');
        const result = replaceBetween(lines, positionAt(lines, start), positionAt(lines, end), clean);
        expect(textOf(result.lines)).toBe(whole.slice(0, start) + clean + whole.slice(end));
        expect(offsetOf(result.lines, result.end)).toBe(start + clean.length);
        const { from, removed, inserted: put } = result.change;
        expect(applyChange(result.lines, { from, removed: put, inserted: removed })).toEqual(lines);
        expect(applyChange(lines, changeBetween(lines, result.lines))).toEqual(result.lines);
      }),
    );
  });
});

describe('brackets', () => {
  test('match over lines and nesting, and not inside text', () => {
    const lines = linesOf('f(a,\n  [b]\n)');
    expect(matchingBrackets(lines, { row: 0, column: 1 })).toEqual([
      { row: 0, column: 1 },
      { row: 2, column: 0 },
    ]);
    expect(matchingBrackets(lines, endOf(lines))?.[1]).toEqual({ row: 0, column: 1 });
    expect(matchingBrackets(linesOf("(')')"), { row: 0, column: 0 }, ({ column }) => column === 2)?.[1]).toEqual({
      row: 0,
      column: 4,
    });
    expect(matchingBrackets(linesOf('(('), { row: 0, column: 0 })).toBeUndefined();
    expect(matchingBrackets(linesOf('abc'), { row: 0, column: 1 })).toBeUndefined();
  });
});

test('a row is painted by its spans, safe for the terminal', () => {
  const theme = createTheme(1);
  const spans = [
    { start: 0, end: 6, role: 'keyword' },
    { start: 7, end: 20, role: 'string' },
  ] as const;
  expect(paintRow("select '\u001b[2J')", { start: 4, end: 13 }, spans, [], theme)).toBe(
    `\u001b[34mct\u001b[39m \u001b[32m'␛[2J'\u001b[39m`,
  );
  expect(paintRow('(a)', { start: 0, end: 3 }, [], [0, 2], theme)).toBe('\u001b[4m(\u001b[24ma\u001b[4m)\u001b[24m');
});

test('5 MB are pasted, edited, looked at and undone', () => {
  const body = 'select 1, \t2 from t where x = 3;\n'.repeat(160_000);
  let { state } = press(at('|'), '');
  state = press(state, `<paste:${body}>`).state;
  expect(state.lines).toHaveLength(160_001);
  state = press(state, 'x<backspace><up><up>y<ctrl+home>z<ctrl+end>').state;
  windowAround(state.lines, state.caret, TOP, 70, 20);
  state = press(state, '<ctrl+_><ctrl+_><ctrl+_><ctrl+_><ctrl+_>').state;
  expect(state.lines.length).toBe(1);
});
