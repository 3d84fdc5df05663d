import { chordOf, keyPress, type KeyEvent, type KeyPress } from '../../ui/keys/event.js';
import { pasteText, typeText } from './actions.js';
import { CONTEXTS, quiet, runAction, type EditorEnvironment, type EditorResult } from './run-action.js';
import type { EditorState } from './state.js';
import { viKey } from './vi.js';

/** What a key makes of the text. Pure: the same key on the same state gives the same. */
export function applyKey(state: EditorState, event: KeyEvent, environment: EditorEnvironment): EditorResult {
  if (event.type === 'paste') return { state: pasted(state, event.text), effects: [] };
  if (event.type === 'key' && isEscapeAndKey(state, event, environment)) {
    const { state: normal, effects } = applyKey(state, keyPress('escape'), environment);
    const text = event.shift ? event.name.toUpperCase() : event.name;
    const next = applyKey(normal, { type: 'text', text }, environment);
    return { state: next.state, effects: [...effects, ...next.effects] };
  }
  if (state.mode === 'vi-normal') return viKey(state, event, { ...environment, applyKey });
  if (event.type === 'text') return typed(state, event.text, environment);
  return chorded(state, chordOf(event), environment);
}

/** In vi's modes Esc and the key after it, in one read, are what looks like Alt: `Esc w` typed fast, or over a slow line. */
function isEscapeAndKey(state: EditorState, event: KeyPress, { keymap }: EditorEnvironment): boolean {
  if (state.mode === 'emacs' || !event.alt || event.ctrl || Array.from(event.name).length !== 1) return false;
  return keymap.lookup(CONTEXTS[state.mode], [...state.chords, chordOf(event)]).type === 'none';
}

function pasted(state: EditorState, text: string): EditorState {
  const next = pasteText({ ...state, chords: [] }, text);
  const vi = state.vi?.recording;
  return vi === undefined ? next : withRecorded(next, { type: 'paste', text });
}

function typed(state: EditorState, text: string, environment: EditorEnvironment): EditorResult {
  if (state.chords.length === 0) return quiet(withRecorded(typeText(state, text), { type: 'text', text }));
  // The second key of a sequence (`ctrl+x u`) may come in one read with what is typed after it.
  const [first = '', ...rest] = Array.from(text);
  const result = chorded(state, first, environment);
  if (rest.length === 0) return result;
  const next = typed(result.state, rest.join(''), environment);
  return { state: next.state, effects: [...result.effects, ...next.effects] };
}

function chorded(state: EditorState, chord: string, environment: EditorEnvironment): EditorResult {
  const chords = [...state.chords, chord];
  const found = environment.keymap.lookup(CONTEXTS[state.mode], chords);
  if (found.type === 'prefix') return quiet({ ...state, chords });
  const ready = { ...state, chords: [] };
  return found.type === 'action' ? runAction(recordAction(ready, chord), found.action, environment) : quiet(ready);
}

/** While a vi change goes on in insert mode, its keys are kept for `.`. */
function withRecorded(state: EditorState, event: KeyEvent): EditorState {
  const recording = state.vi?.recording;
  if (recording === undefined) return state;
  return { ...state, vi: { ...state.vi!, recording: [...recording, event] } };
}

function recordAction(state: EditorState, chord: string): EditorState {
  const parts = chord.split(/\+(?=.)/);
  const name = parts.pop()!;
  const has = (modifier: string): boolean => parts.includes(modifier);
  return withRecorded(state, { type: 'key', name, ctrl: has('ctrl'), alt: has('alt'), shift: has('shift') });
}
