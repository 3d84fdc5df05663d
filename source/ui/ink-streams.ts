import { EventEmitter } from 'node:events';
import type { Tty } from './tty.js';

/** Input for Ink that never says anything: keys reach components through `useKeys`. */
export function inertStdin(): NodeJS.ReadStream {
  const stdin = new EventEmitter();
  const self = (): unknown => stdin;
  const inert = { isTTY: true, setRawMode: self, setEncoding: self, ref: self, unref: self, resume: self, pause: self };
  return Object.assign(stdin, inert, { read: () => null }) as unknown as NodeJS.ReadStream;
}

/** Ink asks for this when a frame was too tall; it would erase everything the person scrolled past. */
const ERASE_SCROLLBACK = '\u001b[3J';

/** What happens to all that Ink writes. */
interface InkWrites {
  /** What Ink means where it writes something that stands for another. */
  readonly restore: (text: string) => string;
  readonly wrote: (text: string) => void;
  /** What is written in its place. */
  readonly rewrite: (text: string) => string;
}

/**
 * The terminal's output for Ink: it has the settled size of the viewport, so that Ink never lays out for a size that
 * the components haven't seen (whoever renders emits its `resize`), and it never erases the scrollback.
 */
export function inkStdout(tty: Tty, { restore, wrote, rewrite }: InkWrites): NodeJS.WriteStream {
  const stream = new EventEmitter();
  const { stdout, viewport } = tty;
  const facade = {
    writable: true,
    writableLength: 0,
    isTTY: stdout.isTTY ?? false,
    write(text: string, encoding?: unknown, written?: () => void): boolean {
      const callback = typeof encoding === 'function' ? (encoding as () => void) : written;
      const meant = restore(text);
      wrote(meant);
      return stdout.write(rewrite(meant.replaceAll(ERASE_SCROLLBACK, '')), callback);
    },
  };
  Object.defineProperties(facade, {
    columns: { get: () => viewport.get().columns },
    rows: { get: () => viewport.get().rows },
  });
  return Object.defineProperties(stream, Object.getOwnPropertyDescriptors(facade)) as unknown as NodeJS.WriteStream;
}
