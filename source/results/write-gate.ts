import type { Writable } from 'node:stream';
import { errnoOf, writeError } from './write-errors.js';

// A pipe that breaks after the last write was waited for must not end the process; one listener a stream is enough.
const heard = new WeakSet<Writable>();

/** One writer's view of a stream: waits while it is full, remembers its error, and can be stopped while it waits. */
export class Gate {
  readonly #stream: Writable;
  readonly #name: string;
  #error: Error | null = null;
  #wake: (() => void) | null = null;
  closed = false;
  bytes = 0;

  constructor(stream: Writable, name: string) {
    this.#stream = stream;
    this.#name = name;
    stream.on('error', this.#onError);
    if (!heard.has(stream)) stream.on('error', () => undefined);
    heard.add(stream);
    stream.on('drain', this.#onDrain);
    // A command that has ended takes its end of the pipe with it, without an error: nothing would ever drain.
    stream.on('close', this.#onClose);
    this.closed = stream.destroyed;
  }

  readonly #onDrain = (): void => this.#wake?.();

  readonly #onClose = (): void => {
    this.closed = true;
    this.#wake?.();
  };

  readonly #onError = (error: Error): void => {
    if (errnoOf(error) === 'EPIPE') this.closed = true;
    else this.#error ??= error;
    this.#wake?.();
  };

  async write(bytes: Buffer): Promise<void> {
    this.check();
    if (this.closed || bytes.length === 0) return;
    this.bytes += bytes.length;
    if (this.#stream.write(bytes)) return;
    await this.#until((resolve) => (this.#wake = resolve));
  }

  /** Resolves when what was written has left this process. */
  async flush(): Promise<void> {
    this.check();
    if (this.closed) return;
    await this.#until((resolve) => {
      this.#wake = resolve;
      this.#stream.write('', () => resolve());
    });
  }

  async #until(start: (resolve: () => void) => void): Promise<void> {
    await new Promise<void>(start);
    this.#wake = null;
    this.check();
  }

  check(): void {
    if (this.#error) throw writeError(this.#name, this.#error);
  }

  stop(): void {
    this.closed = true;
    this.release();
    this.#wake?.();
  }

  /** The stream is its owner's again. */
  release(): void {
    this.#stream.off('drain', this.#onDrain);
    this.#stream.off('error', this.#onError);
    this.#stream.off('close', this.#onClose);
  }
}
