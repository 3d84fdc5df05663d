import { expect, test } from 'vitest';
import { rewrapOf, watchFrame } from '../../../source/ui/frame-watch.js';

const ERASE_TWO = '\u001b[2K\u001b[1A\u001b[2K\u001b[G';
const WIDE = 'x'.repeat(70);

test.each([
  ['nothing is added where all rows fit', `${'x'.repeat(30)}\nshort\n`, 40, ''],
  [
    'a row of 70 takes two of 40: the cursor below it goes two up, and back to the row that Ink knows',
    `${WIDE}\n`,
    40,
    '\u001b[2A\r\u001b[J\u001b[1B',
  ],
  ['rows in wide characters count by their width', `${'日'.repeat(30)}\n`, 40, '\u001b[2A\r\u001b[J\u001b[1B'],
  ['the cursor in the second half of its row', `${WIDE}\n\u001b[1A\u001b[61G\u001b[?25h`, 40, '\u001b[1A\r\u001b[J'],
  ['the cursor in the first half: nothing above it changed', `${WIDE}\n\u001b[1A\u001b[5G\u001b[?25h`, 40, ''],
  [
    'a row that fills the columns keeps the cursor behind it',
    `${'x'.repeat(40)}\n\u001b[1A\u001b[41G\u001b[?25h`,
    40,
    '',
  ],
  ['what was erased before does not count', `${WIDE}\n${ERASE_TWO}short\n`, 40, ''],
])('%s', (_what, written, columns, expected) => {
  const frame = watchFrame('all');
  frame.wrote(written);
  frame.wrote('\u001b[?2026l');
  expect(frame.unwrap(columns)).toBe(expected);
});

test('the cursor moved without a new frame', () => {
  const frame = watchFrame('all');
  frame.wrote(`${WIDE}\n\u001b[1A\u001b[5G\u001b[?25h`);
  frame.wrote('\u001b[?25l\u001b[1B\u001b[1G\u001b[1A\u001b[61G\u001b[?25h');
  expect(frame.unwrap(40)).toBe('\u001b[1A\r\u001b[J');
});

test('xterm.js leaves the row with the cursor alone, xterm every row', () => {
  const written = `${WIDE}\n${WIDE}\n\u001b[1A\u001b[61G\u001b[?25h`;
  const unwrapped = (env: NodeJS.ProcessEnv): string => {
    const frame = watchFrame(rewrapOf(env));
    frame.wrote(written);
    return frame.unwrap(40);
  };
  expect(unwrapped({})).toBe('\u001b[3A\r\u001b[J\u001b[1B');
  expect(unwrapped({ TERM_PROGRAM: 'vscode' })).toBe('\u001b[2A\r\u001b[J\u001b[1B');
  expect(unwrapped({ XTERM_VERSION: 'XTerm(390)' })).toBe('');
  expect(unwrapped({ XTERM_VERSION: 'XTerm(390)', TMUX: '/tmp/tmux' })).toBe('\u001b[3A\r\u001b[J\u001b[1B');
});

const AT_PROMPT = '\u001b[2A\u001b[4G\u001b[?25h';

test.each([
  ['what Ink draws anew gets its rows below the cursor', true, 9, '\r\u001b[J\n\n\u001b[2A\u001b[4G'],
  ['what it leaves as it is is drawn again', false, 9, '\r\u001b[J> x\nmenu\n\u001b[2A\u001b[4G'],
  ['a frame that fits no more is not', false, 2, '\r\u001b[J\n\n\u001b[2A\u001b[4G'],
])('a terminal that got smaller has cut the rows below the cursor: %s', (_what, isRedrawn, rows, expected) => {
  const frame = watchFrame('all');
  frame.wrote(`> x\nmenu\n${AT_PROMPT}`);
  expect(frame.makeRoom(rows, isRedrawn)).toBe(expected);
});

test('no room is made below the cursor where nothing is drawn there, or no frame is', () => {
  const frame = watchFrame('all');
  expect(frame.makeRoom(9, true)).toBe('');
  frame.wrote('a\nb\n');
  expect(frame.makeRoom(9, false)).toBe('');
  frame.wrote(`\u001b[?25l\u001b[2B\u001b[1G${ERASE_TWO}`);
  expect(frame.makeRoom(9, false)).toBe('');
});
