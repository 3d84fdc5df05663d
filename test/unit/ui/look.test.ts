import { EventEmitter } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import {
  initialSelect,
  reduceSelect,
  selectRows,
  type SelectItem,
} from '../../../source/ui/components/select-model.js';
import { symbolsFor } from '../../../source/ui/symbols.js';
import { colorLevel, createTheme } from '../../../source/ui/theme.js';
import { createViewport } from '../../../source/ui/viewport.js';

describe('colours', () => {
  test.each([
    [{ TERM: 'xterm' }, true, 1],
    [{ TERM: 'xterm-256color' }, true, 2],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, true, 3],
    [{ TERM: 'xterm-256color' }, false, 0],
    [{ TERM: 'dumb' }, true, 0],
    [{ TERM: 'xterm', NO_COLOR: '1' }, true, 0],
    [{ TERM: 'xterm', NO_COLOR: '' }, true, 1],
    [{ NO_COLOR: '1', FORCE_COLOR: '3' }, false, 3],
    [{ FORCE_COLOR: '0', TERM: 'xterm' }, true, 0],
    [{ FORCE_COLOR: '' }, false, 1],
  ] as const)('%j on a terminal: %s gives level %i', (env, isTTY, level) => {
    expect(colorLevel(env, isTTY)).toBe(level);
  });

  test('production is red, and nothing is coloured without colours', () => {
    expect(createTheme(1).environment('Production')('prod')).toBe('\u001b[31mprod\u001b[39m');
    expect(createTheme(0).environment('production')('prod')).toBe('prod');
    expect(createTheme(0).token.keyword('select')).toBe('select');
    expect(createTheme(0).style.plain).toBe(true);
  });
});

test.each([
  [{ TERM: 'xterm', LANG: 'en_US.UTF-8' }, 'linux', '✓'],
  [{ TERM: 'xterm' }, 'linux', '✓'],
  [{ TERM: 'xterm', LANG: 'C.utf8@x' }, 'linux', '✓'],
  [{ TERM: 'linux', LANG: 'en_US.UTF-8' }, 'linux', '+'],
  [{ TERM: 'xterm', LANG: 'de_DE.ISO-8859-1' }, 'linux', '+'],
  [{}, 'win32', '+'],
  [{ WT_SESSION: '1' }, 'win32', '✓'],
] as const)('signs for %j on %s', (env, platform, done) => {
  expect(symbolsFor(env, platform).done).toBe(done);
});

test('the viewport tells a shrink at once and a growth when it rests', () => {
  vi.useFakeTimers();
  try {
    const stdout = Object.assign(new EventEmitter(), { columns: 80, rows: 24 });
    const viewport = createViewport(stdout);
    const told: string[] = [];
    viewport.subscribe(() => told.push(`${viewport.get().columns}x${viewport.get().rows}`));
    const resize = (columns: number, rows: number): void => {
      Object.assign(stdout, { columns, rows });
      stdout.emit('resize');
    };
    resize(80, 10);
    expect(told).toEqual(['80x10']);
    resize(90, 10);
    resize(100, 12);
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(60);
    expect(told).toEqual(['80x10', '100x12']);
    resize(3, 1);
    expect(viewport.get()).toEqual({ columns: 20, rows: 4 });
  } finally {
    vi.useRealTimers();
  }
});

describe('a list', () => {
  const items: readonly SelectItem<number>[] = [
    { value: 1, label: 'one', group: 'A' },
    { value: 2, label: 'two', group: 'A', disabled: 'not here' },
    { value: 3, label: 'three', group: 'B' },
    { value: 4, label: 'four', more: true },
  ];

  test('begins at what was chosen, opened when that is behind "more"', () => {
    expect(selectRows(items, initialSelect(items)).map((row) => row.type)).toEqual([
      'group',
      'item',
      'item',
      'group',
      'item',
      'more',
    ]);
    expect(initialSelect(items).row).toBe(1);
    const opened = initialSelect(items, 4);
    expect(selectRows(items, opened)[opened.row]).toMatchObject({ item: { value: 4 } });
  });

  test('goes round by one, stops by pages, passes over groups and the disabled', () => {
    const start = initialSelect(items);
    const down = reduceSelect(items, start, { type: 'move', by: 1 });
    expect(selectRows(items, down)[down.row]).toMatchObject({ item: { value: 3 } });
    expect(reduceSelect(items, start, { type: 'move', by: -1 }).row).toBe(5);
    expect(reduceSelect(items, start, { type: 'move', by: -8 }).row).toBe(1);
    expect(reduceSelect(items, start, { type: 'edge', to: 'last' }).row).toBe(5);
  });

  test('a filter that finds nothing, or no entries at all, chooses nothing', () => {
    const none = reduceSelect(items, initialSelect(items), { type: 'filter', text: 'zzz' });
    expect(none.row).toBe(-1);
    expect(reduceSelect(items, none, { type: 'move', by: 1 }).row).toBe(-1);
    expect(initialSelect([]).row).toBe(-1);
  });
});
