import type { Run, SessionEvent } from '../session/index.js';

/** Reads the events of a run; the reading can be left off and gone on with later, and no event is lost. */
export class EventReader {
  readonly #events: AsyncIterator<SessionEvent>;
  #coming: Promise<IteratorResult<SessionEvent>> | undefined;
  #leave: (() => void) | undefined;
  #isLeft = false;

  constructor(run: Run) {
    this.#events = run[Symbol.asyncIterator]();
  }

  /** The next event; undefined at the end, `left` when the reading was left off meanwhile, or since the last event. */
  async next(): Promise<SessionEvent | 'left' | undefined> {
    this.#coming ??= this.#events.next();
    const coming = this.#coming;
    const next = await new Promise<IteratorResult<SessionEvent> | 'left'>((resolve, reject) => {
      this.#leave = () => resolve('left');
      coming.then(resolve, reject);
      if (this.#isLeft) resolve('left');
    });
    this.#leave = undefined;
    this.#isLeft = false;
    if (next === 'left') return 'left';
    this.#coming = undefined;
    return next.done ? undefined : next.value;
  }

  /** Whoever waits in `next` goes without; where nobody does (an event is being written), the next one who would. */
  leave(): void {
    if (this.#leave) this.#leave();
    else this.#isLeft = true;
  }

  /** Nobody reads any more: what runs is cancelled, what is paused is cut. */
  async close(): Promise<void> {
    await this.#events.return?.();
  }
}
