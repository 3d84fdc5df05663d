import { isWord, nextGrapheme, previousGrapheme } from '../../ui/text/motion.js';
import type { IsLiteral } from './brackets.js';
import { lineAt, type Position } from './buffer.js';
import { MOTIONS, moveRows } from './motions.js';
import { cut, edit, redo, undo, type EditorState } from './state.js';

/** What editing needs to know of the world. */
export interface EditorContext {
  /** Columns the text has on the screen. */
  readonly width: number;
  /** Rows a page has. */
  readonly rows: number;
  readonly isLiteral?: IsLiteral | undefined;
  /** Whether Enter may indent the new line; inside a string it may not. */
  readonly mayIndent?: ((state: EditorState) => boolean) | undefined;
}

type Action = (state: EditorState, context: EditorContext) => EditorState;

/** What an action of the key table makes of the text; `undefined` when it is none of the text's. */
export function applyAction(state: EditorState, action: string, context: EditorContext): EditorState | undefined {
  const motion = MOTIONS[action];
  if (motion !== undefined) return moved(state, motion(state.lines, state.caret, context), action);
  return ACTIONS[action]?.(state, context);
}

function moved(state: EditorState, caret: Position, action: string): EditorState {
  return { ...state, caret, goal: undefined, last: action, indented: undefined };
}

/** Puts typed text at the caret. */
export function typeText(state: EditorState, text: string): EditorState {
  const { row, column } = state.caret;
  const before = lineAt(state.lines, row).slice(0, column);
  const onlyBlanks = /^\s+$/.test(before);
  // A line that brings its own indentation in one read comes from a program (tmux send-keys): ours would add to it.
  if (state.indented === row && onlyBlanks && text.length > 1 && /^\s/.test(text)) {
    return edit(state, { row, column: 0 }, state.caret, text, 'type');
  }
  if (state.indented === row && onlyBlanks && /^[)\]}]/.test(text)) {
    return edit(state, { row, column: Math.max(0, column - INDENT.length) }, state.caret, text, 'type');
  }
  return edit(state, state.caret, state.caret, text, 'type');
}

/** A paste is one step of undo, taken as it is. */
export function pasteText(state: EditorState, text: string): EditorState {
  return edit(state, state.caret, state.caret, text, 'paste');
}

const INDENT = '  ';

const ACTIONS: Readonly<Record<string, Action>> = {
  up: (state, context) => byRows(state, -1, context),
  down: (state, context) => byRows(state, 1, context),
  'page-up': (state, context) => byRows(state, -Math.max(1, context.rows - 1), context),
  'page-down': (state, context) => byRows(state, Math.max(1, context.rows - 1), context),
  newline,
  'delete-back': (state, context) => removeTo(state, MOTIONS['left']!(state.lines, state.caret, context)),
  'delete-forward': (state, context) => removeTo(state, MOTIONS['right']!(state.lines, state.caret, context)),
  'kill-line': (state, context) => {
    const end = MOTIONS['line-end']!(state.lines, state.caret, context);
    const atEnd = end.column === state.caret.column;
    return cut(state, state.caret, atEnd ? MOTIONS['right']!(state.lines, state.caret, context) : end);
  },
  'kill-to-start': (state, context) => {
    const atStart = state.caret.column === 0;
    return cut(state, state.caret, MOTIONS[atStart ? 'left' : 'line-start']!(state.lines, state.caret, context));
  },
  'kill-word-back': (state, context) =>
    cut(state, state.caret, MOTIONS['big-word-left']!(state.lines, state.caret, context)),
  'kill-subword-back': (state, context) =>
    cut(state, state.caret, MOTIONS['word-left']!(state.lines, state.caret, context)),
  'kill-word-forward': (state, context) =>
    cut(state, state.caret, MOTIONS['word-right']!(state.lines, state.caret, context)),
  yank: (state) => yank(state, state.caret, 0),
  'yank-pop': (state) => {
    if (state.last !== 'yank' || state.yanked === undefined || state.ring.length === 0) return state;
    return yank(state, state.yanked.from, (state.yanked.index + 1) % state.ring.length);
  },
  transpose,
  'upcase-word': (state, context) => recased(state, context, (word) => word.toUpperCase()),
  'downcase-word': (state, context) => recased(state, context, (word) => word.toLowerCase()),
  undo: (state) => undo(state),
  redo: (state) => redo(state),
};

function byRows(state: EditorState, by: number, { width }: EditorContext): EditorState {
  const move = moveRows(state.lines, state.caret, state.goal, by, width);
  if (move === undefined) return state;
  return { ...state, caret: move.caret, goal: move.goal, last: 'move-rows', indented: undefined };
}

function newline(state: EditorState, { mayIndent }: EditorContext): EditorState {
  const line = lineAt(state.lines, state.caret.row);
  const before = line.slice(0, state.caret.column);
  const indents = mayIndent?.(state) ?? true;
  const deeper = /[([{]\s*$/.test(before) ? INDENT : '';
  const indent = indents ? /^\s*/.exec(before)![0] + deeper : '';
  // Indentation that nothing was typed behind is no part of the text.
  const blank = state.indented === state.caret.row && /^\s+$/.test(before) && before.length === line.length;
  const from = blank ? { row: state.caret.row, column: 0 } : state.caret;
  const next = edit(state, from, state.caret, `\n${indent}`, 'newline');
  return indent === '' ? next : { ...next, indented: next.caret.row };
}

function removeTo(state: EditorState, to: Position): EditorState {
  if (to.row === state.caret.row && to.column === state.caret.column) return state;
  return edit(state, state.caret, to, '', 'delete');
}

function yank(state: EditorState, from: Position, index: number): EditorState {
  const text = state.ring[index];
  if (text === undefined) return state;
  return { ...edit(state, from, state.caret, text, 'yank'), yanked: { from, index } };
}

function transpose(state: EditorState): EditorState {
  const { row, column } = state.caret;
  const line = lineAt(state.lines, row);
  const at = column >= line.length ? previousGrapheme(line, line.length) : column;
  if (at <= 0) return state;
  const before = previousGrapheme(line, at);
  const after = nextGrapheme(line, at);
  const swapped = line.slice(at, after) + line.slice(before, at);
  return edit(state, { row, column: before }, { row, column: after }, swapped, 'transpose');
}

function recased(state: EditorState, context: EditorContext, change: (word: string) => string): EditorState {
  const { row, column } = state.caret;
  const line = lineAt(state.lines, row);
  const end = MOTIONS['word-right']!(state.lines, state.caret, context);
  if (end.row !== row || end.column === column || !Array.from(line.slice(column, end.column)).some(isWord)) {
    return moved(state, end, 'word-right');
  }
  return edit(state, state.caret, end, change(line.slice(column, end.column)), 'recase');
}
