import { createContext, useContext, type ReactNode } from 'react';
import type { KeyContext } from './keys/bindings.js';
import { printableChord } from './keys/chord.js';
import { chordOf, type KeyEvent } from './keys/event.js';
import { createKeymap, type Keymap } from './keys/keymap.js';

const KeymapContext = createContext<Keymap>(createKeymap());

export function KeymapProvider({ keymap, children }: { readonly keymap: Keymap; readonly children: ReactNode }) {
  return <KeymapContext.Provider value={keymap}>{children}</KeymapContext.Provider>;
}

/** The keys that are active, a person's own included. */
export function useKeymap(): Keymap {
  return useContext(KeymapContext);
}

/** The action of one key press; `undefined` for text, pastes and keys without one. */
export function actionOf(keymap: Keymap, contexts: readonly KeyContext[], event: KeyEvent): string | undefined {
  if (event.type !== 'key') return undefined;
  const found = keymap.lookup(contexts, [chordOf(event)]);
  return found.type === 'action' ? found.action : undefined;
}

/** `Esc back`: a key and what it does, for help lines; empty when the action has no key. */
export function keyHint(keymap: Keymap, action: string, does: string, contexts?: readonly KeyContext[]): string {
  const chord = keymap.chordFor(action, contexts);
  return chord === undefined ? '' : `${printableChord(chord)} ${does}`;
}
