/**
 * A queue between what works and what reads it. `send` waits until the value was taken, so that the work runs no
 * faster than it is read; `post` never waits, for events that are small and few.
 */
export class Channel<T> {
  readonly #values: T[] = [];
  #wakeReader: (() => void) | undefined;
  #wakeSender: (() => void) | undefined;
  #ended = false;
  #released = false;

  post(value: T): void {
    if (this.#ended) return;
    this.#values.push(value);
    this.#wakeReader?.();
  }

  /** As `post`; takes the place of the last value while that waits to be read and `isSame` holds of it. */
  postInPlace(value: T, isSame: (last: T) => boolean): void {
    const last = this.#values.at(-1);
    if (last !== undefined && !this.#ended && isSame(last)) this.#values.splice(-1, 1, value);
    else this.post(value);
  }

  async send(value: T): Promise<void> {
    this.post(value);
    while (this.#values.length > 0 && !this.#ended && !this.#released) {
      await new Promise<void>((resolve) => (this.#wakeSender = resolve));
    }
  }

  /** From now on `send` waits for nobody: the work is to come to its end, read or not. */
  release(): void {
    this.#released = true;
    this.#wakeSender?.();
  }

  /** After `release`: from now on `send` waits again. */
  hold(): void {
    this.#released = false;
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
