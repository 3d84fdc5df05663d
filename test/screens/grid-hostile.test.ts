import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { column, type Kind, type Row } from '../../source/results/column.js';
import { openGrid, type GridScreen } from '../support/grid-screen.js';

let screen: GridScreen;
afterEach(() => screen.cleanUp());

const HOSTILE = [
  '\x1b[2J', '\x1b[1;1H', '\x1b]0;title\x07', '\x1b]52;c;aGk=\x07', '\x1bc', '\x1b[?1049l', '\x1b[8m', '\x1b[31m', '\x9b2J',
  '\x9d0;x\x9c', '\x90q\x9c', '\x0e', '\b\b\b', '\r', '\n', '\v', '\f', '\t', '\0', '\x7f', '\x05', '\u202e', '\u2066', '\u200b',
  '\ufeff', '\u3164', '\u2028', '\u0085', '\u{e0001}', '\ufe0f', '\u200d', '\u20e3', '\u0301', '🇩', '👩', '語', '\u1100',
  '\ud83d', 'a', '1', ' ', '"', "'", '{', '[',
]; // prettier-ignore
const value = fc.string({ unit: fc.constantFrom(...HOSTILE), maxLength: 10 });

const ROWS = 1500;
const KINDS: readonly Kind[] = ['text', 'json', 'binary', 'other'];
const HEIGHT = 45;

/** Everything that the painter may write; what is left of the log after these are taken away holds no control. */
const OURS = /\x1b\[(?:\d+;\d+H|(?:0|1|2|4|7|22|24|27|32|33|35|36|39)m|K|\?(?:2026|25)[hl])/g;

/** Values between two columns of marks: a value that leaves its cell moves the mark behind it. */
test('several thousand hostile values, paged through, sorted and opened, change nothing outside their cells', async () => {
  const names = fc.sample(value, { numRuns: KINDS.length, seed: 7 });
  const columns = KINDS.flatMap((kind, index) => [
    column({ name: names[index]!, kind, typeName: names[index]! }),
    column({ name: 'm', kind: 'text', typeName: 'm' }),
  ]);
  const values = fc.sample(value, { numRuns: ROWS * KINDS.length, seed: 20_261_123 });
  const rows = Array.from({ length: ROWS }, (_, row): Row =>
    KINDS.flatMap((_, index) => [values[row * KINDS.length + index]!, '‖'.repeat(3)]),
  );
  const events: string[] = [];
  screen = await openGrid([{ columns, rows }], { columns: 230, rows: HEIGHT });
  screen.emulator.terminal.onTitleChange((title) => events.push(`title ${title}`));
  screen.emulator.terminal.onBell(() => events.push('bell'));
  screen.emulator.terminal.onData((data) => events.push(`reply ${JSON.stringify(data)}`));
  await screen.waitFor('? keys');
  const from = screen.emulator.log().length;
  for (let top = 1; top <= ROWS; top += HEIGHT - 2) {
    await screen.waitFor((text) => text.includes(`row ${top.toLocaleString('en-US')} of`) && !text.includes('│ … '));
    expectMarks();
    screen.keys('pagedown');
  }
  const steps: readonly (readonly [string, RegExp])[] = [
    ['s', /sorted by/],
    ['\r', /characters? *$|keys? \}|items? \]/m],
    ['q', /\? keys|sorted by/],
    [' ', /^Row /],
    ['q', /sorted by/],
    ['i', /greatest/],
    ['q', /sorted by/],
    ['c', /0 hidden/],
    ['q', /sorted by/],
    ['=', /sorted by.* only /],
    ['t', /row 1 of/],
  ];
  for (const [keys, wanted] of steps) {
    screen.type(keys);
    await screen.waitFor(wanted);
  }
  screen.type('?');
  await screen.waitFor('Keys of the grid');
  const written = screen.emulator.log().slice(from);
  expect(written.replace(OURS, '')).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
  expect(events).toEqual([]);
}, 120_000);

/** The marks of all rows stand in the same columns, those of the first row. */
function expectMarks(): void {
  const { active } = screen.emulator.terminal.buffer;
  const marksOf = (row: number): number[] => {
    const line = active.getLine(active.baseY + row)!;
    const cells = Array.from({ length: screen.emulator.terminal.cols }, (_, at) => line.getCell(at)!.getChars());
    return cells.flatMap((text, at) => (text === '‖' ? [at] : []));
  };
  const expected = marksOf(1);
  expect(expected).toHaveLength(3 * KINDS.length);
  for (let row = 2; row < HEIGHT - 1; row++) {
    const marks = marksOf(row);
    if (marks.length > 0) expect(marks).toEqual(expected);
  }
}
