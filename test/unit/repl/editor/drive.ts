import { keyPress, type KeyEvent } from '../../../../source/ui/keys/event.js';
import { createKeymap } from '../../../../source/ui/keys/keymap.js';
import { linesOf, positionAt, offsetOf } from '../../../../source/repl/editor/buffer.js';
import { applyKey } from '../../../../source/repl/editor/editor.js';
import type { EditorEffect, EditorEnvironment } from '../../../../source/repl/editor/run-action.js';
import { createEditor, editorText, type EditingMode, type EditorState } from '../../../../source/repl/editor/state.js';

export const ENVIRONMENT: EditorEnvironment = {
  keymap: createKeymap(),
  width: 40,
  rows: 10,
  isComplete: (text) => text.trimEnd().endsWith(';'),
};

/** An editor whose text and caret are given as `sel|ect`. */
export function at(marked: string, mode: EditingMode = 'emacs'): EditorState {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  return {
    ...createEditor(text, mode),
    last: 'test',
    caret: positionAt(linesOf(text), offset < 0 ? text.length : offset),
  };
}

/** The text with `|` where the caret is. */
export function shown(state: EditorState): string {
  const text = editorText(state);
  const offset = offsetOf(state.lines, state.caret);
  return `${text.slice(0, offset)}|${text.slice(offset)}`;
}

/** Text as typed, one event a character; `<ctrl+a>` is a key, `<paste:…>` a paste, `<text:…>` one read. */
function eventsOf(keys: string): KeyEvent[] {
  return Array.from(
    keys.matchAll(/<paste:([^>]*)>|<text:([^>]*)>|<([a-z0-9+<>_^\][]+?)>|([\s\S])/giu),
    (match): KeyEvent => {
      const [, pasted, text, chord, char] = match;
      if (pasted !== undefined) return { type: 'paste', text: pasted };
      if (text !== undefined) return { type: 'text', text };
      if (chord === undefined) return char === '\n' ? keyPress('enter') : { type: 'text', text: char! };
      const parts = chord.split('+');
      const name = parts.pop()!;
      return keyPress(name, {
        ctrl: parts.includes('ctrl'),
        alt: parts.includes('alt'),
        shift: parts.includes('shift'),
      });
    },
  );
}

export interface Driven {
  readonly state: EditorState;
  readonly effects: readonly EditorEffect[];
}

export function press(state: EditorState, keys: string, environment = ENVIRONMENT): Driven {
  return eventsOf(keys).reduce<Driven>(
    (before, event) => {
      const next = applyKey(before.state, event, environment);
      return { state: next.state, effects: [...before.effects, ...next.effects] };
    },
    { state, effects: [] },
  );
}
