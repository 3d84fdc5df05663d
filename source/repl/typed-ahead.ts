import { keyPress, type KeyEvent } from '../ui/keys/event.js';

/** As while a statement runs: what is entered before anybody can see that there is a wait is sent, later it is not. */
const UNSEEN_MS = 300;

/** The keys of a person who doesn't wait for the prompt. */
export interface TypedAhead {
  take(event: KeyEvent): void;
  forget(): void;
  /** For the prompt, in order. Enter breaks the line where it was pressed while the wait was on the screen. */
  keys(): readonly KeyEvent[];
}

export function createTypedAhead(now: () => number = () => performance.now()): TypedAhead {
  const begun = now();
  let kept: KeyEvent[] = [];
  return {
    take(event) {
      const isEnter = event.type === 'key' && event.name === 'enter' && !event.alt && !event.ctrl;
      kept.push(isEnter && now() - begun > UNSEEN_MS ? keyPress('j', { ctrl: true }) : event);
    },
    forget() {
      kept = [];
    },
    keys: () => kept,
  };
}
