/**
 * A queue between what works and what reads it. `send` waits until the value was taken, so that the work runs no
 * faster than it is read; `post` never waits, for events that are small and few.
 */
export class Channel<T> {
  readonly #values: T[] = [];
  #wakeReader: (() => void) | undefined;
  #wakeSender: (() => void) | undefined;
  #ended = false;

  post(value: T): void {
    if (this.#ended) return;
    this.#values.push(value);
    this.#wakeReader?.();
  }

  async send(value: T): Promise<void> {
    this.post(value);
    while (this.#values.length > 0 && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wakeSender = resolve));
    }
  }

  /** Values that were not read yet are still read. */
  end(): void {
    this.#ended = true;
    this.#wakeReader?.();
    this.#wakeSender?.();
  }

  /** The next value; undefined once ended and empty. */
  async take(): Promise<{ readonly value: T } | undefined> {
    while (this.#values.length === 0) {
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => (this.#wakeReader = resolve));
    }
    const value = this.#values.shift() as T;
    if (this.#values.length === 0) this.#wakeSender?.();
    return { value };
  }
}
