import type { Tty } from './tty.js';

/** What Ink gives a mounted component to draw around. */
export interface FrameOwner {
  /** Erases the frame, writes, draws the frame again. */
  readonly write: (text: string) => void;
  readonly suspend: (run: () => Promise<void>) => Promise<void>;
}

/** Everything that goes to the terminal without being part of the live frame. */
export interface Screen {
  /** Prints finished text above the frame, for good. A missing newline at the end is added. */
  readonly print: (text: string) => void;
  /** Gives the whole terminal to `run` (an editor, a pager, the grid); what is printed meanwhile comes after. */
  readonly suspend: <T>(run: () => T | Promise<T>) => Promise<T>;
  readonly isSuspended: () => boolean;
  /** Ctrl-Z: stops the program, and draws again when `fg` brings it back. */
  readonly stop: () => Promise<void>;
  /** Clears what is seen; the scrollback stays. */
  readonly clear: () => void;
  /** Called by the root of the interface; the returned function ends it, and print writes directly again. */
  readonly attach: (owner: FrameOwner) => () => void;
}

const CLEAR = '\u001b[2J\u001b[H';

export function createScreen(tty: Tty): Screen {
  let owner: FrameOwner | undefined;
  let suspended = false;
  let queue: string[] = [];

  const write = (text: string): void => {
    if (owner === undefined) tty.stdout.write(text);
    else owner.write(text);
  };
  const drain = (): void => {
    // One write: the frame is erased and drawn once, however much was printed.
    const text = queue.join('');
    queue = [];
    if (text !== '') write(text);
  };

  const screen: Screen = {
    print(text) {
      // Ink erases by counting lines from where its frame began: text without a last newline would be erased with it.
      const whole = text.endsWith('\n') ? text : `${text}\n`;
      if (suspended) queue.push(whole);
      else write(whole);
    },
    async suspend(run) {
      if (suspended) return tty.handOver(run);
      suspended = true;
      try {
        return await withFrameAway(owner, async () => {
          try {
            return await tty.handOver(run);
          } finally {
            tty.stdout.write(freshLine(tty.viewport.get().columns));
          }
        });
      } finally {
        suspended = false;
        drain();
      }
    },
    isSuspended: () => suspended,
    stop: () => screen.suspend(() => tty.stop()),
    clear: () => write(CLEAR),
    attach(next) {
      owner = next;
      return () => {
        if (owner === next) owner = undefined;
      };
    },
  };
  return screen;
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
