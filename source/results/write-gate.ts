import type { Writable } from 'node:stream';
import { writeInParts } from '../support/text-parts.js';
import { errnoOf, writeError } from './write-errors.js';

// A pipe that breaks after the last write was waited for must not end the process; one listener a stream is enough.
const heard = new WeakSet<Writable>();

const givenUp = new WeakSet<Writable>();

/** True where what was written waits for a reader that takes nothing: it is not to be waited for. */
export function isGivenUp(stream: Writable): boolean {
  return givenUp.has(stream);
}

function isTerminal(stream: Writable): boolean {
  return 'isTTY' in stream && stream.isTTY === true;
}

/** How long a reader that takes nothing is waited for once the work is to end. */
export const PATIENCE_MS = 300;

/** One writer's view of a stream: waits while it is full, remembers its error, and can be stopped while it waits. */
export class Gate {
  readonly stream: Writable;
  readonly #name: string;
  #error: Error | null = null;
  #wake: (() => void) | null = null;
  #isHurried = false;
  #patience: NodeJS.Timeout | undefined;
  closed = false;
  bytes = 0;

  constructor(stream: Writable, name: string) {
    this.stream = stream;
    this.#name = name;
    stream.on('error', this.#onError);
    if (!heard.has(stream)) stream.on('error', () => undefined);
    heard.add(stream);
    stream.on('drain', this.#onDrain);
    // A command that has ended takes its end of the pipe with it, without an error: nothing would ever drain.
    stream.on('close', this.#onClose);
    this.closed = stream.destroyed || givenUp.has(stream);
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
    if (isTerminal(this.stream)) await this.#writeInParts(bytes);
    else if (!this.stream.write(bytes)) await this.#until((resolve) => (this.#wake = resolve));
  }

  /** Nothing is heard while a terminal takes what is written, so that a Ctrl-C comes between two parts. */
  async #writeInParts(bytes: Buffer): Promise<void> {
    const isStopped = (): boolean => this.#isHurried || this.closed;
    const stopped = await writeInParts(bytes.toString(), (part) => void this.stream.write(part), isStopped);
    if (stopped) this.closed = true;
  }

  /** Resolves when what was written has left this process. */
  async flush(): Promise<void> {
    this.check();
    if (this.closed) return;
    await this.#until((resolve) => {
      this.#wake = resolve;
      this.stream.write('', () => resolve());
    });
  }

  /** A reader that takes nothing is given up after a moment then: the stream is destroyed, since nothing gets past. */
  hurry(isHurried: boolean): void {
    this.#isHurried = isHurried;
    if (isHurried && this.#wake) this.#losePatience();
  }

  async #until(start: (resolve: () => void) => void): Promise<void> {
    const waited = new Promise<void>(start);
    if (this.#isHurried) this.#losePatience();
    await waited;
    this.#wake = null;
    clearTimeout(this.#patience);
    this.check();
  }

  #losePatience(): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      this.stop();
      givenUp.add(this.stream);
      // Which does nothing to stdout: Node never closes that.
      this.stream.destroy();
    }, PATIENCE_MS);
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
    this.stream.off('drain', this.#onDrain);
    this.stream.off('error', this.#onError);
    this.stream.off('close', this.#onClose);
  }
}
