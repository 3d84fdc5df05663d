import type { Tty } from './tty.js';

/** What Ink gives a mounted component to draw around. */
export interface FrameOwner {
  /** Erases the frame, writes, draws the frame again. */
  readonly write: (text: string) => void;
  readonly suspend: (run: () => Promise<void>) => Promise<void>;
  /** Resolves when the frame on the screen is the one that the state asks for. */
  readonly settled: () => Promise<void>;
}

/** Everything that goes to the terminal without being part of the live frame. */
export interface Screen {
  /**
   * Prints finished text above the frame, for good; a missing newline at the end is added. It is written once the frame
   * has settled: printing a long statement above its own old frame would leave a gap of its height.
   */
  readonly print: (text: string) => void;
  /**
   * Gives the whole terminal to `run` (an editor, a pager, the grid); what is printed meanwhile comes after. A Ctrl-C
   * is the child's; `onInterrupt` is told of it.
   */
  readonly suspend: <T>(run: () => T | Promise<T>, onInterrupt?: () => void) => Promise<T>;
  readonly isSuspended: () => boolean;
  /** Ctrl-Z: stops the program, and draws again when `fg` brings it back. */
  readonly stop: () => Promise<void>;
  /** Clears what is seen; the scrollback stays. */
  readonly clear: () => void;
  /** Writes now what was printed. Call it before the interface ends. */
  readonly drain: () => void;
  /** Called by the root of the interface; the returned function ends it, and print writes directly again. */
  readonly attach: (owner: FrameOwner) => () => void;
}

const CLEAR = '\u001b[2J\u001b[H';

export function createScreen(tty: Tty): Screen {
  return new QueuedScreen(tty);
}

class QueuedScreen implements Screen {
  readonly #tty: Tty;
  #owner: FrameOwner | undefined;
  #suspended = false;
  #draining = false;
  #queue: string[] = [];

  constructor(tty: Tty) {
    this.#tty = tty;
  }

  readonly print = (text: string): void => {
    // Ink erases by counting lines from where its frame began: text without a last newline would be erased with it.
    this.#write(text.endsWith('\n') ? text : `${text}\n`);
  };

  readonly clear = (): void => this.#write(CLEAR);

  readonly suspend = async <T>(run: () => T | Promise<T>, onInterrupt?: () => void): Promise<T> => {
    if (this.#suspended) return this.#tty.handOver(run, onInterrupt);
    this.drain();
    this.#suspended = true;
    try {
      return await withFrameAway(this.#owner, () => this.#handOver(run, onInterrupt));
    } finally {
      this.#suspended = false;
      this.drain();
    }
  };

  readonly isSuspended = (): boolean => this.#suspended;

  readonly stop = (): Promise<void> => this.suspend(() => this.#tty.stop());

  readonly drain = (): void => {
    if (this.#suspended) return;
    // One write: the frame is erased and drawn once, however much was printed.
    const text = this.#queue.join('');
    this.#queue = [];
    if (text === '') return;
    if (this.#owner === undefined) this.#tty.stdout.write(text);
    else this.#owner.write(text);
  };

  readonly attach = (owner: FrameOwner): (() => void) => {
    this.#owner = owner;
    return () => {
      if (this.#owner !== owner) return;
      this.#owner = undefined;
      this.drain();
    };
  };

  #write(text: string): void {
    this.#queue.push(text);
    if (this.#owner === undefined) this.drain();
    else if (!this.#draining) void this.#drainSettled(this.#owner);
  }

  async #drainSettled(owner: FrameOwner): Promise<void> {
    this.#draining = true;
    await owner.settled();
    this.#draining = false;
    this.drain();
  }

  async #handOver<T>(run: () => T | Promise<T>, onInterrupt?: () => void): Promise<T> {
    try {
      return await this.#tty.handOver(run, onInterrupt);
    } finally {
      this.#tty.stdout.write(freshLine(this.#tty.viewport.get().columns));
    }
  }
}

async function withFrameAway<T>(owner: FrameOwner | undefined, run: () => Promise<T>): Promise<T> {
  if (owner === undefined) return run();
  let result: { readonly value: T } | undefined;
  await owner.suspend(async () => {
    result = { value: await run() };
  });
  return result!.value;
}

/**
 * Puts the cursor at the start of a line without knowing where it stands (a child that was interrupted leaves `^C`):
 * a line of blanks stays on an empty line and wraps from any other, as zsh does before its prompt.
 */
function freshLine(columns: number): string {
  return `${' '.repeat(columns)}\r\u001b[K`;
}
