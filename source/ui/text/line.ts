import { bigWordLeft, nextGrapheme, previousGrapheme, wordLeft, wordRight } from './motion.js';

/** One line of text being edited. `caret` is a UTF-16 offset that never stands inside a grapheme. */
export interface Line {
  readonly text: string;
  readonly caret: number;
  /** What was cut last, for `yank`. */
  readonly cut: string;
}

export function lineOf(text: string): Line {
  return { text, caret: text.length, cut: '' };
}

/** The text with `inserted` at the caret. Line ends become blanks, unless they are to be kept: a line is one line. */
export function insertInLine(line: Line, inserted: string, keepLines = false): Line {
  const whole = inserted.replace(/\n+$/, '');
  const flat = keepLines ? whole : whole.replace(/\s*\n\s*/g, ' ');
  return {
    ...line,
    text: line.text.slice(0, line.caret) + flat + line.text.slice(line.caret),
    caret: line.caret + flat.length,
  };
}

/** What an action of the key table does to a line; `undefined` when it is none of a line's actions. */
export function editLine(line: Line, action: string): Line | undefined {
  const move = MOVES[action];
  if (move !== undefined) return { ...line, caret: move(line.text, line.caret) };
  const remove = REMOVALS[action];
  if (remove !== undefined) return removeTo(line, remove.to(line.text, line.caret), remove.cut);
  if (action === 'yank') return insertInLine(line, line.cut);
  return action === 'transpose' ? transpose(line) : undefined;
}

type Motion = (text: string, caret: number) => number;

const start: Motion = () => 0;
const end: Motion = (text) => text.length;

const MOVES: Record<string, Motion> = {
  left: previousOf,
  right: nextOf,
  'word-left': wordLeft,
  'word-right': wordRight,
  'line-start': start,
  'line-end': end,
  'buffer-start': start,
  'buffer-end': end,
};

const REMOVALS: Record<string, { readonly to: Motion; readonly cut: boolean }> = {
  'delete-back': { to: previousOf, cut: false },
  'delete-forward': { to: nextOf, cut: false },
  'delete-or-quit': { to: nextOf, cut: false },
  'kill-line': { to: end, cut: true },
  'kill-to-start': { to: start, cut: true },
  'kill-word-back': { to: bigWordLeft, cut: true },
  'kill-subword-back': { to: wordLeft, cut: true },
  'kill-word-forward': { to: wordRight, cut: true },
};

function previousOf(text: string, caret: number): number {
  return previousGrapheme(text, caret);
}

function nextOf(text: string, caret: number): number {
  return nextGrapheme(text, caret);
}

function removeTo(line: Line, to: number, cut: boolean): Line {
  const from = Math.min(line.caret, to);
  const until = Math.max(line.caret, to);
  return {
    text: line.text.slice(0, from) + line.text.slice(until),
    caret: from,
    cut: cut && until > from ? line.text.slice(from, until) : line.cut,
  };
}

function transpose(line: Line): Line {
  const { text } = line;
  const at = line.caret >= text.length ? previousGrapheme(text, text.length) : line.caret;
  if (at <= 0) return line;
  const before = previousGrapheme(text, at);
  const after = nextGrapheme(text, at);
  return {
    ...line,
    text: text.slice(0, before) + text.slice(at, after) + text.slice(before, at) + text.slice(after),
    caret: after,
  };
}
