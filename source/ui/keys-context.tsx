import { createContext, useContext, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { KeyEvent } from './keys/event.js';

/** Handles one event; `false` passes it on to the handler below, anything else ends its way. */
export type KeyHandler = (event: KeyEvent) => unknown;

/** Which handlers come first: an open dialog before a menu, a menu before the page. */
export type KeyLayer = 'page' | 'menu' | 'dialog';

export interface KeyStack {
  /** Adds a handler on top of its layer; the returned function takes it away. */
  push(handler: KeyHandler, layer: KeyLayer): () => void;
  /** Gives the event to the topmost handler that takes it; false when none does. */
  dispatch(event: KeyEvent): boolean;
}

const ORDER: readonly KeyLayer[] = ['dialog', 'menu', 'page'];

export function createKeyStack(): KeyStack {
  const layers: Record<KeyLayer, KeyHandler[]> = { page: [], menu: [], dialog: [] };
  return {
    push(handler, layer) {
      layers[layer].push(handler);
      return () => {
        layers[layer] = layers[layer].filter((other) => other !== handler);
      };
    },
    dispatch(event) {
      return ORDER.some((layer) => layers[layer].toReversed().some((handler) => handler(event) !== false));
    },
  };
}

const KeyStackContext = createContext<KeyStack | undefined>(undefined);

export function KeysProvider({ stack, children }: { readonly stack: KeyStack; readonly children: ReactNode }) {
  return <KeyStackContext.Provider value={stack}>{children}</KeyStackContext.Provider>;
}

export interface UseKeysOptions {
  /** False: as if the hook weren't there. */
  readonly active?: boolean;
  readonly layer?: KeyLayer;
}

/**
 * Gives every key, text and paste to `handler` while it is the topmost active one of its layer (the one that became
 * active last); what it answers `false` to goes to the one below.
 */
export function useKeys(handler: KeyHandler, { active = true, layer = 'page' }: UseKeysOptions = {}): void {
  const stack = useContext(KeyStackContext);
  if (stack === undefined) throw new Error('useKeys needs a KeysProvider above it: start the interface with startInk.');
  const latest = useRef(handler);
  // In the commit, not after it: the next key of the same read must meet what this one left.
  useLayoutEffect(() => {
    latest.current = handler;
  });
  const [stable] = useState<KeyHandler>(() => (event: KeyEvent) => latest.current(event));
  useLayoutEffect(() => (active ? stack.push(stable, layer) : undefined), [active, layer, stable, stack]);
}
