import { describe, expect, test } from 'vitest';
import { BINDINGS } from '../../../../source/ui/keys/bindings.js';
import { normaliseChord, printableChord } from '../../../../source/ui/keys/chord.js';
import { createKeymap } from '../../../../source/ui/keys/keymap.js';

const EMACS = ['emacs', 'editor', 'global'] as const;

describe('the table', () => {
  test('gives a chord one meaning in a context, in the form the parser names it', () => {
    const seen = new Set<string>();
    for (const { context, chords } of BINDINGS) {
      for (const chord of chords) {
        expect(seen, `${context} ${chord}`).not.toContain(`${context} ${chord}`);
        seen.add(`${context} ${chord}`);
        expect(normaliseChord(chord)).toBe(chord);
      }
    }
  });

  test('has no chord that is also the beginning of another', () => {
    const keymap = createKeymap();
    for (const { context, chords } of BINDINGS) {
      for (const chord of chords) expect(keymap.lookup([context], [chord]), chord).toHaveProperty('action');
      for (const chord of chords.filter((each) => each.includes(' '))) {
        expect(keymap.lookup(EMACS, [chord.split(' ')[0]!]), chord).not.toHaveProperty('action');
      }
    }
    expect(keymap.lookup(EMACS, ['ctrl+x'])).toEqual({ type: 'prefix' });
  });

  test('teaches no chord with Alt without another beside it', () => {
    const actions = new Map<string, string[]>();
    for (const { context, action, chords } of BINDINGS) {
      const group = context === 'emacs' || context === 'editor' ? 'emacs' : context;
      actions.set(`${group} ${action}`, [...(actions.get(`${group} ${action}`) ?? []), ...chords]);
    }
    for (const [action, chords] of actions) {
      expect(
        chords.some((chord) => !chord.includes('alt+')),
        action,
      ).toBe(true);
    }
  });
});

describe('a keymap', () => {
  test('asks contexts in order', () => {
    const keymap = createKeymap();
    expect(keymap.lookup(EMACS, ['ctrl+r'])).toEqual({ type: 'action', action: 'history-search' });
    expect(keymap.lookup(['vi-normal', 'editor'], ['ctrl+y'])).toEqual({ type: 'action', action: 'redo' });
    expect(keymap.lookup(EMACS, ['ctrl+y'])).toEqual({ type: 'action', action: 'yank' });
    expect(keymap.lookup(EMACS, ['ctrl+x', 'ctrl+e'])).toEqual({ type: 'action', action: 'edit-external' });
    expect(keymap.lookup(['vi-normal'], ['g'])).toEqual({ type: 'prefix' });
    expect(keymap.lookup(EMACS, ['ctrl+x', 'q'])).toEqual({ type: 'none' });
    expect(keymap.chordFor('newline')).toBe('ctrl+j');
  });

  test('takes chords from the settings', () => {
    const keymap = createKeymap({ 'Ctrl-F': 'history-search', 'ctrl+x ctrl+h': 'help', 'ctrl+z': 'none' });
    expect(keymap.lookup(EMACS, ['ctrl+f'])).toEqual({ type: 'action', action: 'history-search' });
    expect(keymap.lookup(EMACS, ['ctrl+x', 'ctrl+h'])).toEqual({ type: 'action', action: 'help' });
    expect(keymap.lookup(EMACS, ['ctrl+z'])).toEqual({ type: 'none' });
    expect(keymap.chordFor('history-search', ['editor'])).toBe('ctrl+f');
  });

  test('names the nearest action for one it does not know', () => {
    expect(() => createKeymap({ 'ctrl+g': 'history-serch' })).toThrow('There is no key action named "history-serch".');
    expect(() => createKeymap({ 'hyper+g': 'undo' })).toThrow('unknown modifier "hyper"');
    expect(() => createKeymap({ ' ': 'undo' })).toThrow('A key binding needs a key');
  });
});

test.each([
  ['Ctrl+X  control-e', 'ctrl+x ctrl+e', 'Ctrl+X Ctrl+E'],
  ['M-Return', 'alt+enter', 'Alt+Enter'],
  ['shift+alt+PgUp', 'alt+shift+pageup', 'Alt+Shift+PageUp'],
  ['G', 'G', 'G'],
  ['+', '+', '+'],
  ['-', '-', '-'],
  ['ctrl++', 'ctrl++', 'Ctrl++'],
  ['Esc', 'escape', 'Esc'],
])('%s', (written, chord, printed) => {
  expect(normaliseChord(written)).toBe(chord);
  expect(printableChord(chord)).toBe(printed);
});
