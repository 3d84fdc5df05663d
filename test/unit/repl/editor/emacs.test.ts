import { describe, expect, test } from 'vitest';
import { resetText } from '../../../../source/repl/editor/state.js';
import { at, ENVIRONMENT, press, shown } from './drive.js';

function keys(marked: string, typed: string): string {
  return shown(press(at(marked), typed).state);
}

describe('moving', () => {
  test.each([
    ['select| 1', '<ctrl+b><left>', 'sele|ct 1'],
    ['select| 1', '<ctrl+f><right>', 'select 1|'],
    ['a\n|b', '<left>', 'a|\nb'],
    ['a|\nb', '<right>', 'a\n|b'],
    ['|', '<left><right><up><down>', '|'],
    ['select a.bc_d, 1|', '<alt+b>', 'select a.bc_d, |1'],
    ['select a.bc_d, |1', '<alt+b>', 'select a.|bc_d, 1'],
    ['select a.bc_d, |1', '<ctrl+left><ctrl+left>', 'select |a.bc_d, 1'],
    ['|select a.bc_d', '<alt+f><alt+f><ctrl+right>', 'select a.bc_d|'],
    ['one\n|two', '<alt+b>', '|one\ntwo'],
    ['one|\n  two', '<alt+f>', 'one\n  two|'],
    ['ab\nc|d\nef', '<home>', 'ab\n|cd\nef'],
    ['ab\nc|d\nef', '<ctrl+a>', 'ab\n|cd\nef'],
    ['ab\nc|d\nef', '<end>', 'ab\ncd|\nef'],
    ['ab\nc|d\nef', '<ctrl+e>', 'ab\ncd|\nef'],
    ['ab\nc|d\nef', '<ctrl+home>', '|ab\ncd\nef'],
    ['ab\nc|d\nef', '<ctrl+end>', 'ab\ncd\nef|'],
    ['abcdef\nab\nabcd|ef', '<up>', 'abcdef\nab|\nabcdef'],
    ['abcdef\nab\nabcd|ef', '<up><ctrl+p>', 'abcd|ef\nab\nabcdef'],
    ['abcd|ef\nab\nabcdef', '<down><ctrl+n>', 'abcdef\nab\nabcd|ef'],
    ['f(a, (b|))', '<ctrl+]>', 'f(a, |(b))'],
    ['f|(a, (b))', '<ctrl+]>', 'f(a, (b)|)'],
    [`${'x'.repeat(50)}|`, '<up>', `${'x'.repeat(10)}|${'x'.repeat(40)}`],
    [`${'x'.repeat(10)}|${'x'.repeat(40)}`, '<down>', `${'x'.repeat(50)}|`],
    [`${'x'.repeat(39)}你|你`, '<up>', `xx|${'x'.repeat(37)}你你`],
  ])('%j %s', (before, typed, after) => {
    expect(keys(before, typed)).toBe(after);
  });

  test('keeps whole graphemes together', () => {
    expect(keys('a👩‍👩‍👧e\u0301|', '<left><left>')).toBe('a|👩‍👩‍👧e\u0301');
    expect(keys('a👩‍👩‍👧e\u0301|', '<backspace>')).toBe('a👩‍👩‍👧|');
    expect(keys('a👩‍👩‍👧e\u0301|', '<backspace><backspace>')).toBe('a|');
    expect(keys('|🇩🇪🇫🇷', '<delete>')).toBe('|🇫🇷');
    expect(keys('データ|ベース', '<alt+b>')).toBe('|データベース');
  });
});

describe('changing', () => {
  test.each([
    ['sel|t', 'ec', 'selec|t'],
    ['ab|c', '<backspace>', 'a|c'],
    ['a\n|b', '<backspace>', 'a|b'],
    ['a|\nb', '<delete>', 'a|b'],
    ['a|bc', '<ctrl+d>', 'a|c'],
    ['select |a, b', '<ctrl+k>', 'select |'],
    ['select|\nfrom', '<ctrl+k>', 'select|from'],
    ['select a|, b', '<ctrl+u>', '|, b'],
    ['select a.b|', '<ctrl+w>', 'select |'],
    ['select a.b|', '<alt+backspace>', 'select a.|'],
    ['select |a_b.c', '<alt+d>', 'select |.c'],
    ['select |a_b.c', '<ctrl+delete>', 'select |.c'],
    ['a b c|', '<ctrl+w><ctrl+w><ctrl+y>', 'a b c|'],
    ['|a b', '<ctrl+k><ctrl+y><ctrl+y>', 'a ba b|'],
    ['one two|', '<ctrl+w><left><ctrl+u><ctrl+y>', 'one| '],
    ['one two|', '<ctrl+w><left><ctrl+u><ctrl+y><alt+y>', 'two| '],
    ['one two|', '<ctrl+w><left><ctrl+u><ctrl+y><ctrl+x>y', 'two| '],
    ['a|b', '<ctrl+t>', 'ba|'],
    ['ab|', '<ctrl+t>', 'ba|'],
    ['|ab', '<ctrl+t>', '|ab'],
    ['|select x', '<alt+u>', 'SELECT| x'],
    ['|SELECT x', '<ctrl+x><ctrl+l>', 'select| x'],
    ['|straße', '<alt+u>', 'STRASSE|'],
  ])('%j %s', (before, typed, after) => {
    expect(keys(before, typed)).toBe(after);
  });

  test('undoes typing by words, deleting by runs, a paste at once; redo brings it back', () => {
    expect(keys('|', 'select one<ctrl+_>')).toBe('select |');
    expect(keys('|', 'select one<ctrl+_><ctrl+_>')).toBe('|');
    expect(keys('|', 'select one<ctrl+_><ctrl+_><ctrl+x>r<ctrl+x>r')).toBe('select one|');
    expect(keys('abc|', '<backspace><backspace><ctrl+x>u')).toBe('abc|');
    expect(keys('x|', '<paste:a;\n\tb;\n><ctrl+_>')).toBe('x|');
    expect(keys('x|', '<paste:a;\n\tb;\n>y<ctrl+_>')).toBe('xa;\n\tb;\n|');
    expect(keys('|', 'a<ctrl+_>b<ctrl+x>r')).toBe('b|');
  });

  test('indents as the line before, deeper behind a bracket, and not at all for programs that indent', () => {
    expect(keys('|', '  select (\n1\n)')).toBe('  select (\n    1\n  )|');
    expect(keys('|', 'begin\n  a\n<text:  b>')).toBe('begin\n  a\n  b|');
    expect(keys('|', '  a\n\nb')).toBe('  a\n\n  b|');
    const literal = { ...ENVIRONMENT, mayIndent: () => false };
    expect(shown(press(at("  select 'a|"), '\nb', literal).state)).toBe("  select 'a\nb|");
  });
});

describe('Enter', () => {
  test('runs a complete text from its end only', () => {
    expect(press(at('select 1;|'), '\n').effects).toEqual([{ type: 'submit', text: 'select 1;', whole: false }]);
    expect(press(at('select 1;|  \n '), '\n').effects).toEqual([
      { type: 'submit', text: 'select 1;  \n ', whole: false },
    ]);
    const middle = press(at('select| 1;'), '\n');
    expect(middle.effects).toEqual([]);
    expect(shown(middle.state)).toBe('select\n| 1;');
  });

  test('waits for the rest, and the second time says so', () => {
    const first = press(at('select 1|'), '\n');
    expect(first.effects).toEqual([{ type: 'waiting', again: false }]);
    expect(press(first.state, '\n').effects).toEqual([{ type: 'waiting', again: true }]);
    expect(press(first.state, 'x\n').effects).toEqual([{ type: 'waiting', again: false }]);
  });

  test('Alt+Enter and Ctrl+J always break the line; Alt+X sends the whole text', () => {
    expect(keys('select 1;|', '<alt+enter><ctrl+j>')).toBe('select 1;\n\n|');
    expect(press(at('a; b|'), '<alt+x>').effects).toEqual([{ type: 'submit', text: 'a; b', whole: true }]);
    expect(press(at('a; b|'), '<ctrl+x><ctrl+r>').effects).toEqual([{ type: 'submit', text: 'a; b', whole: true }]);
  });

  test('in a paste runs nothing', () => {
    const { state, effects } = press(at('|'), '<paste:select 1;\nselect 2;\n>');
    expect(effects).toEqual([]);
    expect(shown(state)).toBe('select 1;\nselect 2;\n|');
  });
});

describe('a statement out of the history', () => {
  const recalled = resetText(at('x|'), 'select 1\nfrom t');

  test('is passed by Up and Down as a whole, until a key touches it', () => {
    expect(press(recalled, '<up>').effects).toEqual([{ type: 'history', direction: 'previous' }]);
    expect(press(recalled, '<down>').effects).toEqual([{ type: 'history', direction: 'next' }]);
    const moved = press(recalled, '<left><up>');
    expect(moved.effects).toEqual([]);
    expect(shown(moved.state)).toBe('selec|t 1\nfrom t');
  });
});

describe('what goes beyond the text', () => {
  test.each([
    ['a|', '<up>', { type: 'history', direction: 'previous' }],
    ['a|', '<down>', { type: 'history', direction: 'next' }],
    ['a|', '<ctrl+r>', { type: 'action', action: 'history-search' }],
    ['a|', '<tab>', { type: 'action', action: 'complete' }],
    ['a|', '<ctrl+c>', { type: 'action', action: 'cancel' }],
    ['|', '<ctrl+d>', { type: 'action', action: 'quit' }],
    ['a|', '<ctrl+x><ctrl+e>', { type: 'action', action: 'edit-external' }],
    ['a|', '<ctrl+l>', { type: 'action', action: 'clear-screen' }],
    ['a|', '<ctrl+z>', { type: 'action', action: 'suspend' }],
  ])('%j %s', (before, typed, effect) => {
    const result = press(at(before), typed);
    expect(result.effects).toEqual([effect]);
    expect(shown(result.state)).toBe(before);
  });

  test('an unfinished sequence takes no text with it', () => {
    expect(keys('a|', '<ctrl+x>q')).toBe('a|');
    expect(keys('ab|', 'c<ctrl+x><text:unew>')).toBe('abnew|');
    expect(press(at('a|'), '<ctrl+x><ctrl+x>').effects).toEqual([]);
  });
});
