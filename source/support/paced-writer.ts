import { writeInParts, type Stopped } from './text-parts.js';

/** A text longer than this is written in parts, so that it can be stopped. */
const LONG = 65_536;

/** Writes texts to a terminal one after another; a long one in parts, between which it can be stopped. */
export class PacedWriter {
  readonly #write: (text: string) => void;
  #waiting: string[] = [];
  #turn: Promise<void> | undefined;
  #isStopping = false;
  #stopped: Stopped | null = null;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  static isLong(text: string): boolean {
    return text.length > LONG;
  }

  get isBusy(): boolean {
    return this.#turn !== undefined;
  }

  write(text: string): void {
    if (!this.#turn && !PacedWriter.isLong(text)) this.#write(text);
    else {
      this.#waiting.push(text);
      this.#turn ??= this.#writeWaiting();
    }
  }

  /** Leaves off what is being written. False: nothing is. */
  stop(): boolean {
    this.#isStopping = this.isBusy;
    return this.#isStopping;
  }

  /** Resolves when all is written; how far it came where that was stopped since this was last asked. */
  async written(): Promise<Stopped | null> {
    await this.#turn;
    const stopped = this.#stopped;
    this.#stopped = null;
    return stopped;
  }

  async #writeWaiting(): Promise<void> {
    for (let text = this.#waiting.shift(); text !== undefined; text = this.#waiting.shift()) {
      this.#isStopping = false;
      const stopped = await writeInParts(text, this.#write, () => this.#isStopping);
      this.#stopped = stopped ?? this.#stopped;
    }
    this.#turn = undefined;
  }
}
