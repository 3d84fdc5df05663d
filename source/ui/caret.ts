import { useCursor, type CursorPosition } from 'ink';
import { createContext, useContext, useInsertionEffect, useSyncExternalStore } from 'react';

/**
 * Ink shows the cursor only in frames whose commit ran the component that asked for it: a spinner that ticks elsewhere
 * would hide it. The ticker renews the caret in its own commit, and a frame that came without is healed by the next.
 */
export interface Caret {
  readonly subscribe: (listener: () => void) => () => void;
  readonly version: () => number;
  /** Lets the caret's owner render along with what else changes now. */
  readonly renew: () => void;
  /** From now on there is no cursor in the frame: it stands below, where the shell goes on. */
  readonly end: () => void;
  readonly hasEnded: () => boolean;
  /** The owner committed; `shown` is false when it asked for no cursor. */
  committed(shown: boolean): void;
  /** A frame was drawn: true when it lost the cursor. */
  wasLost(): boolean;
}

export function createCaret(): Caret {
  const listeners = new Set<() => void>();
  let version = 0;
  let wanted = false;
  let fresh = false;
  let ended = false;
  const renew = (): void => {
    version += 1;
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    version: () => version,
    renew,
    end() {
      ended = true;
      renew();
    },
    hasEnded: () => ended,
    committed(shown) {
      wanted = shown;
      fresh = true;
    },
    wasLost() {
      const lost = wanted && !fresh;
      fresh = false;
      return lost;
    },
  };
}

export const CaretContext = createContext<Caret>(createCaret());

/**
 * Puts the terminal's real cursor at a cell of the frame (from its upper left corner), so that input methods open
 * where one types; `undefined` hides it. One component at a time.
 */
export function useCaret(position: CursorPosition | undefined): void {
  const caret = useContext(CaretContext);
  const { setCursorPosition } = useCursor();
  useSyncExternalStore(caret.subscribe, caret.version);
  const shown = caret.hasEnded() ? undefined : position;
  setCursorPosition(shown);
  useInsertionEffect(() => {
    caret.committed(shown !== undefined);
    return () => caret.committed(false);
  });
}
