import { nextGrapheme, previousGrapheme } from '../../ui/text/motion.js';
import { lineAt, ordered, textBetween, type Position } from './buffer.js';
import { cut, edit, type EditorState } from './state.js';
import { firstOf } from './vi-motions.js';
import { VI_START } from './vi-state.js';

export type Operator = 'vi-delete' | 'vi-change' | 'vi-yank';

/** An operator on a half-open span. */
export function operateOn(state: EditorState, operator: Operator, a: Position, b: Position): EditorState {
  const [from, to] = ordered(a, b);
  const fresh = { ...state, caret: from, last: '' };
  if (operator === 'vi-yank') return remember(fresh, textBetween(state.lines, from, to), false);
  const removed = withLinewise(cut(fresh, from, to), false);
  return operator === 'vi-change' ? { ...removed, mode: 'vi-insert' } : clamped(removed);
}

/** An operator on whole lines, from row to row inclusive. */
export function operateOnLines(state: EditorState, operator: Operator, first: number, last: number): EditorState {
  const [top, bottom] = first < last ? [first, last] : [last, first];
  const from = { row: top, column: 0 };
  const to = { row: bottom, column: lineAt(state.lines, bottom).length };
  const taken = remember(state, textBetween(state.lines, from, to), true);
  if (operator === 'vi-yank') return { ...taken, caret: top === state.caret.row ? state.caret : from };
  if (operator === 'vi-change') {
    const indent = { row: top, column: /^\s*/.exec(lineAt(state.lines, top))![0].length };
    return { ...edit(taken, indent, to, '', 'vi'), mode: 'vi-insert' };
  }
  return { ...withoutLines(taken, top, bottom), last: 'vi' };
}

function withoutLines(state: EditorState, top: number, bottom: number): EditorState {
  const count = state.lines.length;
  if (bottom < count - 1) {
    const next = edit(state, { row: top, column: 0 }, { row: bottom + 1, column: 0 }, '', 'vi');
    return { ...next, caret: firstOf(next.lines, top) };
  }
  const end = { row: bottom, column: lineAt(state.lines, bottom).length };
  const from = top > 0 ? { row: top - 1, column: lineAt(state.lines, top - 1).length } : { row: 0, column: 0 };
  const next = edit(state, from, end, '', 'vi');
  return { ...next, caret: firstOf(next.lines, next.lines.length - 1) };
}

/** Puts what was cut after the caret (below the line), or before it. */
export function put(state: EditorState, before: boolean, count: number): EditorState {
  const text = state.ring[0];
  if (text === undefined) return state;
  const { row, column } = state.caret;
  const line = lineAt(state.lines, row);
  const repeated = Array.from({ length: count }, () => text);
  if (state.vi?.linewise === true) {
    const block = repeated.join('\n');
    const at = before ? { row, column: 0 } : { row, column: line.length };
    const next = edit(state, at, at, before ? `${block}\n` : `\n${block}`, 'vi');
    return { ...next, caret: firstOf(next.lines, before ? row : row + 1) };
  }
  const at = { row, column: before ? column : nextGrapheme(line, column) };
  const next = edit(state, at, at, repeated.join(''), 'vi');
  return { ...next, caret: { row: next.caret.row, column: Math.max(0, next.caret.column - 1) } };
}

/** In normal mode the caret stands on a character, not behind the last one. */
export function clamped(state: EditorState): EditorState {
  const { row, column } = state.caret;
  const line = lineAt(state.lines, row);
  if (column < line.length || line === '') return state;
  return { ...state, caret: { row, column: previousGrapheme(line, line.length) } };
}

function remember(state: EditorState, text: string, linewise: boolean): EditorState {
  return withLinewise({ ...state, ring: [text, ...state.ring] }, linewise);
}

function withLinewise(state: EditorState, linewise: boolean): EditorState {
  return { ...state, vi: { ...(state.vi ?? VI_START), linewise } };
}
