import type { KeyContext } from '../../ui/keys/bindings.js';
import type { Keymap } from '../../ui/keys/keymap.js';
import { applyAction, type EditorContext } from './actions.js';
import { endOf, lineAt, textBetween } from './buffer.js';
import { editorText, isEmpty, joinUndo, type EditingMode, type EditorState } from './state.js';

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
