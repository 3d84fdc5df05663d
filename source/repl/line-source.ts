import { StringDecoder } from 'node:string_decoder';

/** How long nothing must have come in before what was typed ahead counts as gone. */
const QUIET_MS = 120;

/** What a terminal, or whatever stands for one, is read from. */
export interface LineInput extends NodeJS.EventEmitter {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** The lines of a terminal in its own line mode, with what is typed ahead kept, or thrown away. */
export class LineSource {
  readonly #input: LineInput;
  readonly #decoder = new StringDecoder('utf8');
  readonly #lines: string[] = [];
  #partial = '';
  #ended = false;
  #muted = false;
  #lastMs = 0;
  #wake: (() => void) | undefined;

  constructor(input: LineInput) {
    this.#input = input;
    input.on('data', this.#take).on('end', this.#end);
    input.resume();
  }

  /** The next line without its end; null once the input has ended. */
  async next(): Promise<string | null> {
    while (this.#lines.length === 0) {
      if (this.#ended) {
        const rest = this.#partial;
        this.#partial = '';
        return rest === '' ? null : rest;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#lines.shift()!;
  }

  /**
   * Throws away what was typed ahead: whole lines, and the beginning of one that still waits in the terminal for its
   * Enter. A terminal gives that out only when it leaves its line mode for a moment.
   */
  async discard(): Promise<void> {
    const { isTTY } = this.#input;
    if (isTTY === true) this.#input.setRawMode?.(true);
    try {
      this.#lastMs = performance.now();
      for (let rest = QUIET_MS; rest > 0 && !this.#ended; rest = QUIET_MS - (performance.now() - this.#lastMs)) {
        await new Promise((resolve) => setTimeout(resolve, rest));
      }
    } finally {
      if (isTTY === true) this.#input.setRawMode?.(false);
      this.#lines.length = 0;
      this.#partial = '';
    }
  }

  /** Leaves the input to somebody else while `work` runs. */
  async mute<T>(work: () => Promise<T>): Promise<T> {
    this.#muted = true;
    try {
      return await work();
    } finally {
      this.#muted = false;
      this.#input.resume();
    }
  }

  close(): void {
    this.#input.off('data', this.#take).off('end', this.#end);
    this.#input.pause();
  }

  readonly #take = (chunk: Buffer | string): void => {
    this.#lastMs = performance.now();
    if (this.#muted) return;
    const text = this.#partial + (typeof chunk === 'string' ? chunk : this.#decoder.write(chunk));
    const lines = text.split(/\r\n|\n|\r/);
    this.#partial = lines.pop()!;
    this.#lines.push(...lines);
    if (lines.length > 0) this.#wake?.();
  };

  readonly #end = (): void => {
    this.#ended = true;
    this.#wake?.();
  };
}
