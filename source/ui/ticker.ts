import { useContext, useSyncExternalStore } from 'react';
import { CaretContext, type Caret } from './caret.js';

const INTERVAL_MS = 100;

/** One timer for everything that moves: separate timers would each draw frames of their own. */
const listeners = new Set<() => void>();
const carets = new Set<Caret>();
let tick = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * A number that grows ten times a second while `active`; components that share it are drawn in the same frame.
 */
export function useTick(active = true): number {
  const caret = useContext(CaretContext);
  return useSyncExternalStore(active ? subscriber(caret) : noSubscription, currentTick);
}

const subscribers = new WeakMap<Caret, (listener: () => void) => () => void>();

function subscriber(caret: Caret): (listener: () => void) => () => void {
  const known = subscribers.get(caret);
  if (known !== undefined) return known;
  const made = (listener: () => void): (() => void) => {
    listeners.add(listener);
    carets.add(caret);
    timer ??= setInterval(advance, INTERVAL_MS);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
      carets.clear();
    };
  };
  subscribers.set(caret, made);
  return made;
}

function advance(): void {
  tick += 1;
  for (const listener of listeners) listener();
  for (const caret of carets) caret.renew();
}

const currentTick = (): number => tick;
const noSubscription = (): (() => void) => () => undefined;
