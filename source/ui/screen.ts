import { PacedWriter } from '../support/paced-writer.js';
import type { Stopped } from '../support/text-parts.js';
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
  /** Resolves when what was printed is written; how far a long text came where it was stopped since this was last asked. */
  readonly printed: () => Promise<Stopped | null>;
  /** Leaves off a long text that is being written; false: none is. */
  readonly stopPrinting: () => boolean;
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
  readonly #paced: PacedWriter;
  #suspended = false;
  /** Until the frame has settled, and what was printed is written above it. */
  #settling: Promise<void> | undefined;
  /** While a long text is written; the frame is away. */
  #printing: Promise<void> | undefined;
  #stopped: Stopped | null = null;
  #queue: string[] = [];

  constructor(tty: Tty) {
    this.#tty = tty;
    this.#paced = new PacedWriter((text) => void tty.stdout.write(text));
  }

  readonly print = (text: string): void => {
    // Ink erases by counting lines from where its frame began: text without a last newline would be erased with it.
    this.#write(text.endsWith('\n') ? text : `${text}\n`);
  };

  readonly printed = async (): Promise<Stopped | null> => {
    // What is short is there with the next frame, which nobody need wait for.
    while (this.#printing ?? (PacedWriter.isLong(this.#queue.join('')) ? this.#settling : undefined))
      await (this.#printing ?? this.#settling);
    const stopped = this.#stopped;
    this.#stopped = null;
    return stopped;
  };

  readonly stopPrinting = (): boolean => this.#paced.stop();

  readonly clear = (): void => this.#write(CLEAR);

  readonly suspend = async <T>(run: () => T | Promise<T>, onInterrupt?: () => void): Promise<T> => {
    if (this.#suspended) return this.#tty.handOver(run, onInterrupt);
    this.drain();
    while (this.#printing) await this.#printing;
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
    if (this.#suspended || this.#printing) return;
    // One write: the frame is erased and drawn once, however much was printed.
    const text = this.#queue.join('');
    this.#queue = [];
    if (text === '') return;
    if (this.#owner === undefined) this.#tty.stdout.write(text);
    else if (PacedWriter.isLong(text)) this.#printing = this.#printLong(this.#owner, text);
    else this.#owner.write(text);
  };

  readonly attach = (owner: FrameOwner): (() => void) => {
    this.#owner = owner;
    return () => {
      if (this.#owner !== owner) return;
      this.#owner = undefined;
      this.#paced.stop();
      this.drain();
    };
  };

  #write(text: string): void {
    this.#queue.push(text);
    if (this.#owner === undefined) this.drain();
    else if (!this.#printing) this.#settling ??= this.#drainSettled(this.#owner);
  }

  async #drainSettled(owner: FrameOwner): Promise<void> {
    await owner.settled();
    this.#settling = undefined;
    this.drain();
  }

  /** In parts, between which keys are read: a person can stop what fills the screen for minutes. */
  async #printLong(owner: FrameOwner, text: string): Promise<void> {
    try {
      await owner.suspend(async () => {
        this.#paced.write(text);
        this.#stopped = (await this.#paced.written()) ?? this.#stopped;
      });
    } finally {
      this.#printing = undefined;
      this.drain();
    }
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
