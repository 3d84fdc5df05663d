import { graphemes } from '../../support/width.js';
import { chordOf, type KeyEvent } from '../../ui/keys/event.js';
import type { Keymap } from '../../ui/keys/keymap.js';

/** One key, as the table of keys names it, and the text that it types. */
export interface Stroke {
  readonly chord: string;
  readonly text: string;
}

/** Keys one by one: several that were typed may come in one event. */
export function strokesOf(event: KeyEvent): Stroke[] {
  if (event.type === 'key') return [{ chord: chordOf(event), text: '' }];
  if (event.type === 'paste') return [{ chord: '', text: event.text }];
  return graphemes(event.text).map((text) => ({ chord: text === ' ' ? 'space' : text, text }));
}

/** What a key does in the grid; null: nothing. */
export function gridAction(keymap: Keymap, { chord }: Stroke): string | null {
  if (chord === '') return null;
  const found = keymap.lookup(['grid', 'global'], [chord]);
  return found.type === 'action' ? found.action : null;
}
