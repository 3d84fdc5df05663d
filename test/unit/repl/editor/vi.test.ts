import { describe, expect, test } from 'vitest';
import { at, press, shown } from './drive.js';

/** Keys in normal mode, from a text with the caret; gives the text after, with `|` at the caret and the mode if insert. */
function vi(marked: string, typed: string): string {
  const { state } = press(at(marked, 'vi-normal'), typed);
  return shown(state) + (state.mode === 'vi-insert' ? ' [insert]' : '');
}

describe('motions', () => {
  test.each([
    ['select |a', 'h', 'select| a'],
    ['|abc', 'llll', 'ab|c'],
    ['|abc', '2l', 'ab|c'],
    ['a|b', 'hhh', '|ab'],
    ['|select a.b, c', 'w', 'select |a.b, c'],
    ['|select a.b, c', '3w', 'select a.|b, c'],
    ['|select a.b, c', '2W', 'select a.b, |c'],
    ['one|\n  two', 'w', 'one\n  |two'],
    ['o|ne\n\ntwo', 'w', 'one\n|\ntwo'],
    ['select a.b, |c', 'b', 'select a.b|, c'],
    ['select a.b, |c', '2b', 'select a.|b, c'],
    ['select a.b, |c', 'B', 'select |a.b, c'],
    ['one\n  |two', 'b', '|one\n  two'],
    ['|select a', 'e', 'selec|t a'],
    ['selec|t a.b', 'e', 'select |a.b'],
    ['|a.b c', 'E', 'a.|b c'],
    ['  sel|ect', '0', '|  select'],
    ['  sel|ect', '^', '  |select'],
    ['  |select', '$', '  selec|t'],
    ['a\nb\n|c', 'gg', '|a\nb\nc'],
    ['|a\nb\nc', 'G', 'a\nb\n|c'],
    ['|a\nb\nc', '2G', 'a\n|b\nc'],
    ['|f(a, b) ', '%', 'f(a, b|) '],
    ['|abcabc', 'fc', 'ab|cabc'],
    ['|abcabc', '2fc', 'abcab|c'],
    ['|abcabc', 'fc;', 'abcab|c'],
    ['|abcabc', 'fc;,', 'ab|cabc'],
    ['|abcabc', 'tc', 'a|bcabc'],
    ['abcab|c', 'Fa', 'abc|abc'],
    ['abcab|c', 'Ta', 'abca|bc'],
    ['|abc', 'fx', '|abc'],
    ['ab|cd\nabcd\nx', 'jj', 'abcd\nabcd\n|x'],
    ['|ab 你好 c', 'wl', 'ab 你|好 c'],
  ])('%j %s', (before, typed, after) => {
    expect(vi(before, typed)).toBe(after);
  });
});

describe('operators', () => {
  test.each([
    ['|select a, b', 'dw', '|a, b'],
    ['|select a, b', 'd2w', '|, b'],
    ['|a b c d', '2dw', '|c d'],
    ['one |two\nthree', 'dw', 'one| \nthree'],
    ['|select a', 'de', '| a'],
    ['|select a', 'cw', '| a [insert]'],
    ['|select a', 'cwwith<escape>', 'wit|h a'],
    ['sel|ect a', 'db', '|ect a'],
    ['select| a', 'd0', '| a'],
    ['sel|ect a', 'd$', 'se|l'],
    ['sel|ect a', 'D', 'se|l'],
    ['sel|ect a', 'C', 'sel| [insert]'],
    ['a\n|b\nc', 'dd', 'a\n|c'],
    ['a\n|b\nc', '2dd', '|a'],
    ['|a', 'dd', '|'],
    ['|a\nb\nc', 'dj', '|c'],
    ['a\n|b\nc', 'dgg', '|c'],
    ['a\n|b\nc', 'dG', '|a'],
    ['f(|a, b)', 'dt)', 'f(|)'],
    ['f(|a, b)', 'df)', 'f|('],
    ['f|(a, b) c', 'd%', 'f| c'],
    ['  |a b', 'cc', '  | [insert]'],
    ['  |a b', 'S', '  | [insert]'],
    ['se|lect a', 'diw', '| a'],
    ['se|lect a', 'daw', '|a'],
    ['f(a, |b)', 'di(', 'f(|)'],
    ['f(a, (|b))', 'da(', 'f(a, |)'],
    ["x = 'a|b' y", "ci'", "x = '|' y [insert]"],
    ['|a b', 'yww', 'a |b'],
    ['|a b', 'ywP', 'a| a b'],
    ['|a\nb', 'yyjp', 'a\nb\n|a'],
    ['a\n|b', 'yyP', 'a\n|b\nb'],
    ['|a\nb', 'ddp', 'b\n|a'],
    ['|ab', 'xp', 'b|a'],
    ['|ab', 'yl3p', 'aaa|ab'],
    ['|abc', '2x', '|c'],
    ['ab|c', 'X', 'a|c'],
    ['a|bc', 's', 'a|c [insert]'],
    ['|abc', 'rx', '|xbc'],
    ['|abc', '2rx', 'x|xc'],
    ['|abc', '5rx', '|abc'],
    ['|aBc', '3~', 'Ab|C'],
    ['|a\n  b', 'J', 'a| b'],
    ['|select a', 'dx', '|select a'],
  ])('%j %s', (before, typed, after) => {
    expect(vi(before, typed)).toBe(after);
  });
});

describe('inserting', () => {
  test.each([
    ['a|b', 'ix<escape>', 'a|xb'],
    ['a|b', 'ax<escape>', 'ab|x'],
    ['  a|b', 'Ix<escape>', '  |xab'],
    ['a|b c', 'Ax<escape>', 'ab c|x'],
    ['  a|b', 'ox<escape>', '  ab\n  |x'],
    ['  a|b', 'Ox<escape>', '  |x\n  ab'],
    ['a|b', '<text:A;>', 'ab;| [insert]'],
    ['|', 'iselect one<escape>u', '|'],
    ['|', 'iselect one<escape>u<ctrl+y>', 'select on|e'],
    ['|a b c', 'dw.', '|c'],
    ['|one two', 'cwx<escape>w.', 'x |x'],
    ['|a\nb', 'A;<escape>j.', 'a;\nb|;'],
    ['|a b c d', 'dwdwuu', '|a b c d'],
    ['|a b c', '2x.u', '|b c'],
  ])('%j %s', (before, typed, after) => {
    expect(vi(before, typed)).toBe(after);
  });

  test('starts in insert mode, where Enter and history work as in emacs', () => {
    expect(press(at('|', 'vi-insert'), 'select 1;\n').effects).toEqual([
      { type: 'submit', text: 'select 1;', whole: false },
    ]);
    expect(press(at('a|', 'vi-insert'), '<escape>k').effects).toEqual([{ type: 'history', direction: 'previous' }]);
    expect(press(at('a|', 'vi-insert'), '<escape>/').effects).toEqual([{ type: 'action', action: 'history-search' }]);
    expect(press(at('a;|', 'vi-insert'), '<escape>$').state.mode).toBe('vi-normal');
  });

  test('Enter in normal mode runs a complete text from anywhere in its last line', () => {
    expect(shown(press(at('|a\nb;', 'vi-normal'), '\n').state)).toBe('a\n|\nb;');
    expect(press(at('|select 1;', 'vi-normal'), '\n').effects).toEqual([
      { type: 'submit', text: 'select 1;', whole: false },
    ]);
  });
});

describe('Esc and a key in one read, which a terminal sends as Alt and the key does', () => {
  test.each([
    ['select ab|', '<alt+x>', 'select |a'],
    ['select a|', '<alt+b>', '|select a'],
    ['|select a', '<alt+shift+a>!', 'select a!| [insert]'],
    ['|select a b', '<alt+d>w', '|a b'],
  ])('%j %s', (before, typed, after) => {
    const { state, effects } = press(at(before, 'vi-insert'), typed);
    expect(shown(state) + (state.mode === 'vi-insert' ? ' [insert]' : '')).toBe(after);
    expect(effects).toEqual([]);
  });
});
