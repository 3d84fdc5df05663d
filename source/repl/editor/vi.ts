import { chordOf, type KeyEvent } from '../../ui/keys/event.js';
import { lineAt } from './buffer.js';
import { CONTEXTS, quiet, runAction, type EditorEnvironment, type EditorResult } from './run-action.js';
import { joinUndo, type EditorState } from './state.js';
import { lastRow, replaceChars, VI_COMMANDS } from './vi-commands.js';
import { findTarget, isViMotion, viTarget, type ViMotionInput, type ViTarget } from './vi-motions.js';
import { textObject } from './vi-objects.js';
import { clamped, operateOn, operateOnLines, type Operator } from './vi-operators.js';
import { idle, VI_START, type Find, type ViState } from './vi-state.js';
import { nextGrapheme } from '../../ui/text/motion.js';

export interface ViEnvironment extends EditorEnvironment {
  /** What a key makes of the text in whatever mode it is then: for what follows a command that leaves the normal mode. */
  readonly applyKey: (state: EditorState, event: KeyEvent, environment: EditorEnvironment) => EditorResult;
}

/** A key in vi's normal mode: counts, operators with motions and text objects, commands, `.`. */
export function viKey(state: EditorState, event: KeyEvent, environment: ViEnvironment): EditorResult {
  if (event.type === 'key') return oneKey(state, event, environment);
  let result = quiet(state);
  const chars = Array.from(event.text);
  for (const [index, char] of chars.entries()) {
    const key: KeyEvent = { type: 'text', text: char };
    // `A;` in one read: what follows the command is typed.
    if (result.state.mode !== 'vi-normal') {
      const typed = environment.applyKey(
        result.state,
        { type: 'text', text: chars.slice(index).join('') },
        environment,
      );
      return { state: typed.state, effects: [...result.effects, ...typed.effects] };
    }
    const next = oneKey(result.state, key, environment);
    result = { state: next.state, effects: [...result.effects, ...next.effects] };
  }
  return result;
}

function oneKey(state: EditorState, event: KeyEvent, environment: ViEnvironment): EditorResult {
  const chord = event.type === 'key' ? chordOf(event) : event.text === ' ' ? 'space' : event.text;
  const before = state.vi ?? VI_START;
  const vi = { ...before, keys: [...before.keys, event] };
  const ready = { ...state, vi };
  const result = command(ready, chord, vi, environment);
  return { state: settled(result.state, ready), effects: result.effects };
}

function command(state: EditorState, chord: string, vi: ViState, environment: ViEnvironment): EditorResult {
  if (chord === 'escape') return quiet(cancelled(state));
  if (vi.waiting !== undefined) return quiet(awaited(state, vi, chord === 'space' ? ' ' : chord, environment));
  if (vi.object !== undefined) return quiet(onObject(state, vi, chord, environment));
  if (/^[1-9]$/.test(chord) || (chord === '0' && vi.count !== '')) {
    return quiet({ ...state, vi: { ...vi, count: (vi.count + chord).slice(0, 5) } });
  }
  if (vi.operator !== undefined && (chord === 'i' || chord === 'a')) {
    return quiet({ ...state, vi: { ...vi, object: chord === 'i' ? 'inner' : 'around' } });
  }
  const chords = [...state.chords, chord];
  const found = environment.keymap.lookup(CONTEXTS['vi-normal'], chords);
  if (found.type === 'prefix') return quiet({ ...state, chords });
  if (found.type === 'none') return quiet(cancelled(state));
  return onAction({ ...state, chords: [] }, found.action, vi, environment);
}

function onAction(state: EditorState, action: string, vi: ViState, environment: ViEnvironment): EditorResult {
  if (action in OPERATORS) return quiet(onOperator(state, action as Operator, vi));
  if (action in WAITING) return quiet({ ...state, vi: { ...vi, waiting: action } });
  if (action === 'vi-repeat') return repeat(state, vi, environment);
  const input = inputOf(state, vi, environment);
  if (isViMotion(action)) return onMotion(state, action, vi, environment);
  if (action === 'vi-repeat-find' || action === 'vi-reverse-find') {
    const find = vi.find && { ...vi.find, forward: vi.find.forward === (action === 'vi-repeat-find') };
    return quiet(toTarget(state, vi, find && findTarget(input, find)));
  }
  // `dx` is nothing: an operator takes a motion.
  if (vi.operator !== undefined) return quiet(cancelled(state));
  const run = VI_COMMANDS[action];
  if (run !== undefined) return quiet(finished(run(state, input.count)));
  const result = runAction(state, action, environment);
  return { state: finished(result.state), effects: result.effects };
}

function onMotion(state: EditorState, action: string, vi: ViState, environment: ViEnvironment): EditorResult {
  // In the first and last row, up and down are the history, as in insert mode.
  if (vi.operator === undefined && (action === 'up' || action === 'down')) {
    const count = inputOf(state, vi, environment).count;
    let result = runAction(state, action, environment);
    for (let left = count - 1; left > 0 && result.effects.length === 0; left -= 1) {
      result = runAction(result.state, action, environment);
    }
    return { state: { ...finished(result.state), goal: result.state.goal }, effects: result.effects };
  }
  // `cw` changes to the end of the word, not to the start of the next.
  const onBlank = /^\s?$/.test(lineAt(state.lines, state.caret.row).charAt(state.caret.column));
  const change = vi.operator?.action === 'vi-change' && !onBlank;
  const effective = change ? (ENDS[action] ?? action) : action;
  return quiet(toTarget(state, vi, viTarget(effective, inputOf(state, vi, environment))));
}

const OPERATORS: Readonly<Record<string, true>> = { 'vi-delete': true, 'vi-change': true, 'vi-yank': true };
const ENDS: Readonly<Record<string, string>> = { 'vi-word': 'vi-end', 'vi-big-word': 'vi-big-end' };
const WAITING: Readonly<Record<string, Omit<Find, 'char'> | undefined>> = {
  'vi-find': { forward: true, till: false },
  'vi-find-back': { forward: false, till: false },
  'vi-till': { forward: true, till: true },
  'vi-till-back': { forward: false, till: true },
  'vi-replace': undefined,
};

function onOperator(state: EditorState, action: Operator, vi: ViState): EditorState {
  if (vi.operator === undefined) {
    return { ...state, vi: { ...vi, operator: { action, count: Number(vi.count || 1) }, count: '' } };
  }
  if (vi.operator.action !== action) return cancelled(state);
  const last = lastRow(state, vi.operator.count * Number(vi.count || 1));
  return finished(operateOnLines(state, action, state.caret.row, last));
}

function awaited(state: EditorState, vi: ViState, chord: string, environment: ViEnvironment): EditorState {
  if (Array.from(chord).length !== 1) return cancelled(state);
  const input = inputOf(state, vi, environment);
  const how = WAITING[vi.waiting!];
  if (how === undefined) return finished(replaceChars(state, chord, input.count));
  const find = { ...how, char: chord };
  const known = { ...vi, find };
  return toTarget({ ...state, vi: known }, known, findTarget(input, find));
}

function onObject(state: EditorState, vi: ViState, chord: string, environment: ViEnvironment): EditorState {
  const span = textObject(state.lines, state.caret, chord, vi.object === 'around', environment.isLiteral);
  if (span === undefined || vi.operator === undefined) return cancelled(state);
  return finished(operateOn(state, vi.operator.action as Operator, span[0], span[1]));
}

function toTarget(state: EditorState, vi: ViState, target: ViTarget | undefined): EditorState {
  if (target === undefined) return cancelled(state);
  const operator = vi.operator?.action as Operator | undefined;
  if (operator === undefined) return finished({ ...state, caret: target.to, goal: undefined });
  if (target.linewise === true) return finished(operateOnLines(state, operator, state.caret.row, target.to.row));
  return finished(operateOn(state, operator, ...spanOf(state, target)));
}

function spanOf(state: EditorState, { to, inclusive }: ViTarget): readonly [ViTarget['to'], ViTarget['to']] {
  const { caret, lines } = state;
  const forward = to.row > caret.row || (to.row === caret.row && to.column >= caret.column);
  if (inclusive === true) {
    const last = forward ? to : caret;
    const end = { row: last.row, column: nextGrapheme(lineAt(lines, last.row), last.column) };
    return forward ? [caret, end] : [to, end];
  }
  // `dw` on the last word of a line stays on the line.
  if (to.row > caret.row && lineAt(lines, to.row).slice(0, to.column).trim() === '') {
    return [caret, { row: to.row - 1, column: lineAt(lines, to.row - 1).length }];
  }
  return [caret, to];
}

function repeat(state: EditorState, vi: ViState, environment: ViEnvironment): EditorResult {
  const mark = state.undo.length;
  let next: EditorState = { ...state, vi: idle(vi) };
  for (const event of vi.change) next = environment.applyKey(next, event, environment).state;
  return quiet(
    joinUndo({ ...next, last: 'repeat', vi: { ...next.vi!, keys: [], change: vi.change, recording: undefined } }, mark),
  );
}

function inputOf(state: EditorState, vi: ViState, context: ViEnvironment): ViMotionInput {
  const typed = Number(vi.count || 1);
  return {
    lines: state.lines,
    caret: state.caret,
    count: typed * (vi.operator?.count ?? 1),
    counted: vi.count !== '' || (vi.operator?.count ?? 1) > 1,
    context,
  };
}

function cancelled(state: EditorState): EditorState {
  return { ...state, chords: [], vi: idle(state.vi ?? VI_START) };
}

/** A command has ended: the keys it took are the change to repeat, if it changed something. */
function finished(state: EditorState): EditorState {
  return {
    ...state,
    vi: { ...(state.vi ?? VI_START), count: '', operator: undefined, waiting: undefined, object: undefined },
  };
}

/** After every key: remembers a change for `.`, and keeps the caret on a character. */
function settled(state: EditorState, before: EditorState): EditorState {
  const vi = state.vi ?? VI_START;
  const pending =
    vi.count !== '' ||
    vi.operator !== undefined ||
    vi.waiting !== undefined ||
    vi.object !== undefined ||
    state.chords.length > 0;
  if (pending) return state;
  const keys = before.vi!.keys;
  const inserts = state.mode === 'vi-insert';
  const repeatable =
    state.lines !== before.lines && vi.change === before.vi!.change && !/^(undo|redo|repeat)$/.test(state.last);
  const next: ViState = {
    ...vi,
    keys: [],
    change: repeatable && !inserts ? keys : vi.change,
    recording: inserts ? keys : undefined,
    mark: before.undo.length,
  };
  return inserts ? { ...state, vi: next } : clamped({ ...state, vi: next });
}
