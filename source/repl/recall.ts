import type { Recall } from './prompt-controller.js';

/** The statements of this session for Up and Down, one entry a statement. */
export class SessionRecall implements Recall {
  readonly #entries: string[] = [];
  #at = 0;

  add(text: string): void {
    const entry = text.trim();
    if (entry !== '' && this.#entries.at(-1) !== entry) this.#entries.push(entry);
    this.reset();
  }

  previous(prefix: string): string | null {
    for (let at = this.#at - 1; at >= 0; at--) {
      if (this.#entries[at]!.startsWith(prefix)) return this.#take(at);
    }
    return null;
  }

  next(prefix: string): string | null {
    for (let at = this.#at + 1; at < this.#entries.length; at++) {
      if (this.#entries[at]!.startsWith(prefix)) return this.#take(at);
    }
    this.reset();
    return null;
  }

  #take(at: number): string {
    this.#at = at;
    return this.#entries[at]!;
  }

  reset(): void {
    this.#at = this.#entries.length;
  }
}
