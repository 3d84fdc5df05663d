import type { Size } from '../../ui/viewport.js';
import type { Stroke } from './keys.js';

/** What stands before the table for a while: a cell, a list, the keys. It has the whole screen but the last line. */
export interface Panel {
  /** Lines of at most `size.columns`, at most `size.rows` of them. */
  lines(size: Size): readonly string[];
  /** The last line of the screen: which keys do what here. */
  readonly footer: string;
  /** What the key does; `close` takes the panel away. `size` is what `lines` was last given. */
  key(stroke: Stroke, size: Size): 'close' | undefined;
}

/** The keys that leave every panel. */
export function leaves({ chord }: Stroke): boolean {
  return chord === 'escape' || chord === 'q' || chord === 'ctrl+c';
}

/** Where a list of so many lines is after a key that scrolls; undefined: it is none of those keys. */
export function scrolled(chord: string, at: number, lines: number, page: number): number | undefined {
  const last = Math.max(0, lines - 1);
  switch (chord) {
    case 'up':
    case 'k':
      return Math.max(0, at - 1);
    case 'down':
    case 'j':
      return Math.min(last, at + 1);
    case 'pageup':
    case 'ctrl+b':
      return Math.max(0, at - page);
    case 'pagedown':
    case 'ctrl+f':
      return Math.min(last, at + page);
    case 'home':
    case 'g':
      return 0;
    case 'end':
    case 'G':
      return last;
    default:
      return undefined;
  }
}
