import type { KeyEvent } from '../../ui/keys/event.js';

export interface Find {
  readonly char: string;
  readonly forward: boolean;
  readonly till: boolean;
}

/** What vi remembers between keys. */
export interface ViState {
  /** Digits typed so far; the count of the operator and of the motion multiply. */
  readonly count: string;
  readonly operator: { readonly action: string; readonly count: number } | undefined;
  /** An action that waits for a character: f, F, t, T, r. */
  readonly waiting: string | undefined;
  /** `i` or `a` after an operator: a text object follows. */
  readonly object: 'inner' | 'around' | undefined;
  readonly find: Find | undefined;
  /** The last cut or copied text was whole lines. */
  readonly linewise: boolean;
  /** Keys of the command being typed, and of the last one that changed the text (for `.`). */
  readonly keys: readonly KeyEvent[];
  readonly change: readonly KeyEvent[];
  /** Keys of the change whose insert mode goes on. */
  readonly recording: readonly KeyEvent[] | undefined;
  /** Steps of undo there were before that change: it undoes as one. */
  readonly mark: number;
}

export const VI_START: ViState = {
  count: '',
  operator: undefined,
  waiting: undefined,
  object: undefined,
  find: undefined,
  linewise: false,
  keys: [],
  change: [],
  recording: undefined,
  mark: 0,
};

/** The state between two commands. */
export function idle(vi: ViState): ViState {
  return { ...vi, count: '', operator: undefined, waiting: undefined, object: undefined, keys: [] };
}
