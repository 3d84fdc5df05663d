import {
  applyChange,
  changeBetween,
  endOf,
  linesOf,
  ordered,
  positionAt,
  replaceBetween,
  textBetween,
  textOf,
  type LineChange,
  type Lines,
  type Position,
} from './buffer.js';
import type { ViState } from './vi-state.js';

export type EditingMode = 'emacs' | 'vi-insert' | 'vi-normal';

/** Steps of undo that are kept; a paste is one. */
const UNDO_LIMIT = 1000;
const RING_LIMIT = 60;

export interface UndoStep {
  readonly change: LineChange;
  readonly caretBefore: Position;
  readonly caretAfter: Position;
}

/** Everything about the text being edited. Plain data: each key makes a new one. */
export interface EditorState {
  readonly lines: Lines;
  readonly caret: Position;
  readonly mode: EditingMode;
  /** The column that moving up and down keeps, in columns of the screen. */
  readonly goal: number | undefined;
  readonly undo: readonly UndoStep[];
  readonly redo: readonly UndoStep[];
  /** What was cut, last first. */
  readonly ring: readonly string[];
  /** What the last yank put where, for yank-pop. */
  readonly yanked: { readonly from: Position; readonly index: number } | undefined;
  /** The last action: `type`, a name of the key table, or empty. Runs of one kind undo and cut together. */
  readonly last: string;
  /** Chords of a sequence that has begun: `ctrl+x`. */
  readonly chords: readonly string[];
  /** The row whose indentation was put there by Enter and may give way to a typed one. */
  readonly indented: number | undefined;
  readonly vi: ViState | undefined;
}

export function createEditor(text = '', mode: EditingMode = 'emacs'): EditorState {
  const lines = linesOf(text);
  return {
    lines,
    caret: endOf(lines),
    mode,
    goal: undefined,
    undo: [],
    redo: [],
    ring: [],
    yanked: undefined,
    last: '',
    chords: [],
    indented: undefined,
    vi: undefined,
  };
}

export function editorText(state: EditorState): string {
  return textOf(state.lines);
}

export function isEmpty(state: EditorState): boolean {
  return state.lines.length === 1 && state.lines[0] === '';
}

/** A fresh text (a statement that was sent, a statement out of the history): nothing of it can be undone. */
export function resetText(state: EditorState, text = ''): EditorState {
  const mode = state.mode === 'vi-normal' ? 'vi-insert' : state.mode;
  return { ...createEditor(text, mode), ring: state.ring };
}

/** Another text as one step of undo: what an external editor or the formatter gives back. */
export function replaceText(state: EditorState, text: string, caretOffset?: number): EditorState {
  const next = edit(state, { row: 0, column: 0 }, endOf(state.lines), text, 'replace');
  return caretOffset === undefined ? next : { ...next, caret: positionAt(next.lines, caretOffset) };
}

/**
 * Replaces a part of the text and remembers how to undo it. Edits of one `kind` in a row are one step as long as they
 * stay on one line and touch: typing undoes by words, deleting by runs.
 */
export function edit(state: EditorState, a: Position, b: Position, text: string, kind: string): EditorState {
  const [from, to] = ordered(a, b);
  const { lines, change, end } = replaceBetween(state.lines, from, to, text);
  const step = { change, caretBefore: state.caret, caretAfter: end };
  return {
    ...state,
    lines,
    caret: end,
    goal: undefined,
    undo: withStep(state, step, kind),
    redo: [],
    last: kind,
    yanked: undefined,
    indented: undefined,
  };
}

function withStep(state: EditorState, step: UndoStep, kind: string): readonly UndoStep[] {
  const previous = state.undo.at(-1);
  const joins =
    previous !== undefined &&
    state.last === kind &&
    (kind === 'type' || kind === 'delete') &&
    previous.change.from === step.change.from &&
    previous.change.inserted.length === 1 &&
    step.change.removed.length === 1 &&
    step.change.inserted.length === 1 &&
    !(kind === 'type' && startsWord(step));
  if (!joins) return [...state.undo, step].slice(-UNDO_LIMIT);
  const joined: UndoStep = {
    change: { ...previous.change, inserted: step.change.inserted },
    caretBefore: previous.caretBefore,
    caretAfter: step.caretAfter,
  };
  return [...state.undo.slice(0, -1), joined];
}

function startsWord({ change, caretBefore }: UndoStep): boolean {
  const line = change.inserted[0]!;
  return /\s/.test(line.charAt(caretBefore.column - 1)) && /\S/.test(line.charAt(caretBefore.column));
}

export function undo(state: EditorState): EditorState {
  const step = state.undo.at(-1);
  if (step === undefined) return state;
  const { from, removed, inserted } = step.change;
  return {
    ...state,
    lines: applyChange(state.lines, { from, removed: inserted, inserted: removed }),
    caret: step.caretBefore,
    undo: state.undo.slice(0, -1),
    redo: [...state.redo, step],
    goal: undefined,
    last: 'undo',
  };
}

export function redo(state: EditorState): EditorState {
  const step = state.redo.at(-1);
  if (step === undefined) return state;
  return {
    ...state,
    lines: applyChange(state.lines, step.change),
    caret: step.caretAfter,
    undo: [...state.undo, step],
    redo: state.redo.slice(0, -1),
    goal: undefined,
    last: 'redo',
  };
}

/** Deletes between two places and keeps the text for `yank`; cuts in a row grow one entry of the ring. */
export function cut(state: EditorState, a: Position, b: Position): EditorState {
  const [from, to] = ordered(a, b);
  const text = textBetween(state.lines, from, to);
  if (text === '') return { ...state, last: 'cut' };
  const [latest = '', ...older] = state.ring;
  const forward = state.caret.row === from.row && state.caret.column === from.column;
  const grown = forward ? latest + text : text + latest;
  const ring = state.last === 'cut' ? [grown, ...older] : [text, ...state.ring].slice(0, RING_LIMIT);
  return { ...edit(state, from, to, '', 'cut'), ring };
}

/** Makes one step of undo of all steps from the `mark`th on: what one vi command did. */
export function joinUndo(state: EditorState, mark: number): EditorState {
  const steps = state.undo.slice(mark);
  if (steps.length < 2) return state;
  let before = state.lines;
  for (const { change } of steps.toReversed()) {
    before = applyChange(before, { from: change.from, removed: change.inserted, inserted: change.removed });
  }
  const step: UndoStep = {
    change: changeBetween(before, state.lines),
    caretBefore: steps[0]!.caretBefore,
    caretAfter: state.caret,
  };
  return { ...state, undo: [...state.undo.slice(0, mark), step] };
}
