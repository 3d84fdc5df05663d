import type { KeyContext } from '../../ui/keys/bindings.js';
import { chordOf, keyPress, type KeyEvent, type KeyPress } from '../../ui/keys/event.js';
import type { Keymap } from '../../ui/keys/keymap.js';
import { applyAction, pasteText, typeText, type EditorContext } from './actions.js';
import { endOf, lineAt, textBetween } from './buffer.js';
import { editorText, isEmpty, joinUndo, type EditorState, type EditingMode } from './state.js';
import { viKey } from './vi.js';

/** What a key asks of the program, beyond the text. */
export type EditorEffect =
  /** Run the text; `whole`: as one statement, unsplit. */
  | { readonly type: 'submit'; readonly text: string; readonly whole: boolean }
  /** Enter at the end broke the line because the text is not complete; `again`: for the second time in a row. */
  | { readonly type: 'waiting'; readonly again: boolean }
  /** Up on the first row, down on the last. */
  | { readonly type: 'history'; readonly direction: 'previous' | 'next' }
  /** Any other action of the key table: complete, history-search, edit-external, format, cancel, quit, … */
  | { readonly type: 'action'; readonly action: string };

export interface EditorEnvironment extends EditorContext {
  readonly keymap: Keymap;
  /** Whether Enter at the end of this text may run it. Asked only there. */
  readonly isComplete: (text: string) => boolean;
}

export interface EditorResult {
  readonly state: EditorState;
  readonly effects: readonly EditorEffect[];
}

/** What a key makes of the text. Pure: the same key on the same state gives the same. */
export function applyKey(state: EditorState, event: KeyEvent, environment: EditorEnvironment): EditorResult {
  if (event.type === 'paste') return { state: pasted(state, event.text), effects: [] };
  if (event.type === 'key' && isEscapeAndKey(state, event, environment)) {
    const { state: normal, effects } = applyKey(state, keyPress('escape'), environment);
    const text = event.shift ? event.name.toUpperCase() : event.name;
    const next = applyKey(normal, { type: 'text', text }, environment);
    return { state: next.state, effects: [...effects, ...next.effects] };
  }
  if (state.mode === 'vi-normal') return viKey(state, event, environment);
  if (event.type === 'text') return typed(state, event.text, environment);
  return chorded(state, chordOf(event), environment);
}

/** In vi's modes Esc and the key after it, in one read, are what looks like Alt: `Esc w` typed fast, or over a slow line. */
function isEscapeAndKey(state: EditorState, event: KeyPress, { keymap }: EditorEnvironment): boolean {
  if (state.mode === 'emacs' || !event.alt || event.ctrl || Array.from(event.name).length !== 1) return false;
  return keymap.lookup(CONTEXTS[state.mode], [...state.chords, chordOf(event)]).type === 'none';
}

/** What an action of the key table does; the vi commands come here with theirs. */
export function runAction(state: EditorState, action: string, environment: EditorEnvironment): EditorResult {
  switch (action) {
    case 'submit':
      return submit(state, environment);
    case 'submit-whole':
      return { state, effects: isEmpty(state) ? [] : [{ type: 'submit', text: editorText(state), whole: true }] };
    case 'up':
    case 'down':
      return vertical(state, action, environment);
    case 'delete-or-quit':
      if (isEmpty(state)) return { state, effects: [{ type: 'action', action: 'quit' }] };
      return quiet(state.mode === 'emacs' ? applyAction(state, 'delete-forward', environment)! : state);
    case 'vi-normal':
      return quiet(toNormal(state));
    default: {
      const next = applyAction(state, action, environment);
      return next === undefined ? { state, effects: [{ type: 'action', action }] } : quiet(next);
    }
  }
}

export const CONTEXTS: Readonly<Record<EditingMode, readonly KeyContext[]>> = {
  emacs: ['emacs', 'editor', 'global'],
  'vi-insert': ['vi-insert', 'editor', 'global'],
  'vi-normal': ['vi-normal', 'editor', 'global'],
};

export function quiet(state: EditorState): EditorResult {
  return { state, effects: [] };
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

/** Enter runs a complete text, with the caret at its end; anywhere else it breaks the line. */
function submit(before: EditorState, environment: EditorEnvironment): EditorResult {
  // In normal mode the caret can't stand behind the last character: the end of its line stands for it.
  const state = before.mode === 'vi-normal' ? atLineEnd(before) : before;
  const atEnd = textBetween(state.lines, state.caret, endOf(state.lines)).trim() === '';
  const text = atEnd ? editorText(state) : '';
  if (atEnd && environment.isComplete(text)) {
    return { state: { ...state, last: 'submit' }, effects: [{ type: 'submit', text, whole: false }] };
  }
  const again = state.last === 'waiting';
  const broken = applyAction(state, 'newline', environment)!;
  if (!atEnd) return quiet(broken);
  return { state: { ...broken, last: 'waiting' }, effects: [{ type: 'waiting', again }] };
}

function atLineEnd(state: EditorState): EditorState {
  const { row } = state.caret;
  return { ...state, caret: { row, column: lineAt(state.lines, row).length }, mode: 'vi-insert' };
}

function vertical(state: EditorState, action: 'up' | 'down', environment: EditorEnvironment): EditorResult {
  const next = isRecalled(state) ? state : applyAction(state, action, environment)!;
  if (next !== state) return quiet(next);
  return { state, effects: [{ type: 'history', direction: action === 'up' ? 'previous' : 'next' }] };
}

/** A statement out of the history that no key has touched yet: Up and Down go on by statement, not by row. */
function isRecalled(state: EditorState): boolean {
  return state.last === '' && state.undo.length === 0 && !isEmpty(state);
}

function toNormal(state: EditorState): EditorState {
  const { row, column } = state.caret;
  const back = column > 0 ? applyAction(state, 'left', { width: 80, rows: 1 })!.caret : { row, column };
  const vi = state.vi;
  const normal: EditorState = { ...state, caret: back, mode: 'vi-normal', last: 'vi-normal', goal: undefined };
  if (vi?.recording === undefined) return normal;
  return joinUndo({ ...normal, vi: { ...vi, change: vi.recording, recording: undefined } }, vi.mark);
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
