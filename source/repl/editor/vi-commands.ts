import { nextGrapheme, previousGrapheme } from '../../ui/text/motion.js';
import { lineAt } from './buffer.js';
import { edit, type EditorState } from './state.js';
import { firstOf } from './vi-motions.js';
import { operateOn, operateOnLines, put } from './vi-operators.js';

type Command = (state: EditorState, count: number) => EditorState;

/** Commands of normal mode that take no motion, by their names in the key table. */
export const VI_COMMANDS: Readonly<Record<string, Command>> = {
  'vi-insert': insert,
  'vi-insert-first': (state) => insert({ ...state, caret: firstOf(state.lines, state.caret.row) }),
  'vi-append': (state) => {
    const { row, column } = state.caret;
    return insert({ ...state, caret: { row, column: nextGrapheme(lineAt(state.lines, row), column) } });
  },
  'vi-append-end': (state) => {
    const { row } = state.caret;
    return insert({ ...state, caret: { row, column: lineAt(state.lines, row).length } });
  },
  'vi-open': (state) => {
    const { row } = state.caret;
    const line = lineAt(state.lines, row);
    const end = { row, column: line.length };
    return insert(edit(state, end, end, `\n${indentOf(line)}`, 'vi'));
  },
  'vi-open-above': (state) => {
    const { row } = state.caret;
    const indent = indentOf(lineAt(state.lines, row));
    const start = { row, column: 0 };
    const next = edit(state, start, start, `${indent}\n`, 'vi');
    return insert({ ...next, caret: { row, column: indent.length } });
  },
  'vi-delete-char': (state, count) =>
    operateOn(state, 'vi-delete', state.caret, { ...state.caret, column: ahead(state, count) }),
  'vi-delete-before': (state, count) => {
    const line = lineAt(state.lines, state.caret.row);
    let { column } = state.caret;
    for (let left = count; left > 0; left -= 1) column = previousGrapheme(line, column);
    return operateOn(state, 'vi-delete', state.caret, { row: state.caret.row, column });
  },
  'vi-substitute': (state, count) =>
    operateOn(state, 'vi-change', state.caret, { ...state.caret, column: ahead(state, count) }),
  'vi-delete-end': (state) => operateOn(state, 'vi-delete', state.caret, endOfLine(state)),
  'vi-change-end': (state) => operateOn(state, 'vi-change', state.caret, endOfLine(state)),
  'vi-change-line': (state, count) => operateOnLines(state, 'vi-change', state.caret.row, lastRow(state, count)),
  'vi-yank-line': (state, count) => operateOnLines(state, 'vi-yank', state.caret.row, lastRow(state, count)),
  'vi-put': (state, count) => put(state, false, count),
  'vi-put-before': (state, count) => put(state, true, count),
  'vi-join': (state, count) => {
    let next = state;
    for (let left = Math.max(1, count - 1); left > 0; left -= 1) next = join(next);
    return next;
  },
  'vi-swap-case': (state, count) => {
    const { row, column } = state.caret;
    const end = { row, column: ahead(state, count) };
    const text = lineAt(state.lines, row).slice(column, end.column);
    const swapped = Array.from(text, (char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()));
    return edit(state, state.caret, end, swapped.join(''), 'vi');
  },
};

/** `r`: as many characters as the count become this one; nothing when the line has fewer. */
export function replaceChars(state: EditorState, char: string, count: number): EditorState {
  const { row, column } = state.caret;
  const line = lineAt(state.lines, row);
  let end = column;
  for (let left = count; left > 0; left -= 1) {
    if (end >= line.length) return state;
    end = nextGrapheme(line, end);
  }
  const next = edit(state, state.caret, { row, column: end }, char.repeat(count), 'vi');
  return { ...next, caret: { row, column: column + char.length * (count - 1) } };
}

export function lastRow(state: EditorState, count: number): number {
  return Math.min(state.caret.row + count - 1, state.lines.length - 1);
}

function insert(state: EditorState): EditorState {
  return { ...state, mode: 'vi-insert', goal: undefined };
}

function ahead(state: EditorState, count: number): number {
  const line = lineAt(state.lines, state.caret.row);
  let { column } = state.caret;
  for (let left = count; left > 0; left -= 1) column = nextGrapheme(line, column);
  return column;
}

function endOfLine(state: EditorState): { readonly row: number; readonly column: number } {
  return { row: state.caret.row, column: lineAt(state.lines, state.caret.row).length };
}

function indentOf(line: string): string {
  return /^\s*/.exec(line)![0];
}

function join(state: EditorState): EditorState {
  const { row } = state.caret;
  if (row >= state.lines.length - 1) return state;
  const line = lineAt(state.lines, row);
  const next = lineAt(state.lines, row + 1);
  const blanks = /^\s*/.exec(next)![0].length;
  const glue = line === '' || /\s$/.test(line) || /^\s*(\)|$)/.test(next) ? '' : ' ';
  const joined = edit(state, { row, column: line.length }, { row: row + 1, column: blanks }, glue, 'vi');
  return { ...joined, caret: { row, column: line.length } };
}
