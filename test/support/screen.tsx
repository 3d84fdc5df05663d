import { EventEmitter } from 'node:events';
import type { ReactNode } from 'react';
import { startInk, type InkApp } from '../../source/ui/app-render.js';
import { lookFor } from '../../source/ui/look.js';
import type { SignalHandlers, Signals } from '../../source/ui/signals.js';
import { createTty, type Tty } from '../../source/ui/tty.js';
import { createEmulator, type Emulator } from './emulator.js';
import { keyBytes, pasteBytes } from './key-bytes.js';
import { matches, pollUntil } from './wait.js';

export interface TestScreen {
  readonly app: InkApp;
  readonly tty: Tty;
  readonly emulator: Emulator;
  readonly stdin: FakeStdin;
  /** What the process was asked to do: `exit SIGTERM`, `stop`. */
  readonly processCalls: readonly string[];
  /** The handlers the terminal layer gave for signals; undefined while it gave the terminal away. */
  readonly signals: () => SignalHandlers | undefined;
  /** Chords, one read each: `keys('ctrl+a', 'up', 'enter')`. */
  readonly keys: (...chords: string[]) => void;
  /** One read. `\r` is Enter. */
  readonly type: (text: string) => void;
  readonly paste: (text: string) => void;
  readonly resize: (columns: number, rows: number) => Promise<void>;
  readonly text: () => string;
  readonly scrollback: () => string;
  readonly cursor: () => { readonly x: number; readonly y: number; readonly visible: boolean };
  readonly waitFor: (wanted: string | RegExp | ((screen: string) => boolean)) => Promise<void>;
  readonly end: () => Promise<void>;
}

export interface TestScreenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: NodeJS.ProcessEnv;
}

/** Renders with the real Ink, the real key reader and the real terminal layer into an emulated terminal. */
export function renderScreen(node: ReactNode, options: TestScreenOptions = {}): TestScreen {
  const { columns = 80, rows = 24, env = { TERM: 'xterm-256color' } } = options;
  const emulator = createEmulator(columns, rows);
  const stdin = new FakeStdin();
  const stdout = new FakeStdout(emulator);
  const fake = fakeSignals();
  const tty = createTty({ stdin, stdout, env, signals: fake.signals });
  const app = startInk(node, { tty, look: lookFor(env, true) });
  const type = (text: string): void => stdin.push(Buffer.from(text));
  return {
    app,
    tty,
    emulator,
    stdin,
    processCalls: fake.calls,
    signals: fake.handlers,
    keys: (...chords) => chords.forEach((chord) => type(keyBytes(chord))),
    type,
    paste: (text) => type(pasteBytes(text)),
    async resize(width, height) {
      emulator.resize(width, height);
      stdout.emit('resize');
      const settled = (): boolean => tty.viewport.get().columns === width && tty.viewport.get().rows === height;
      await pollUntil(`the size ${width}×${height}`, settled, emulator.text);
    },
    text: emulator.text,
    scrollback: emulator.scrollback,
    cursor: emulator.cursor,
    waitFor: (wanted) => pollUntil(String(wanted), () => matches(emulator.text(), wanted), emulator.text),
    async end() {
      app.unmount();
      await app.waitUntilExit();
      await emulator.settled();
    },
  };
}

class FakeStdin extends EventEmitter {
  readonly isTTY = true;
  raw = false;
  paused = true;
  readonly #waiting: Buffer[] = [];
  setRawMode(raw: boolean): void {
    this.raw = raw;
  }
  /** One read of the program; while nobody reads, the kernel keeps it. */
  push(data: Buffer): void {
    if (this.paused) this.#waiting.push(data);
    else this.emit('data', data);
  }
  resume(): void {
    this.paused = false;
    for (const data of this.#waiting.splice(0)) this.emit('data', data);
  }
  pause(): void {
    this.paused = true;
  }
}

class FakeStdout extends EventEmitter {
  readonly isTTY = true;
  readonly #emulator: Emulator;
  constructor(emulator: Emulator) {
    super();
    this.#emulator = emulator;
  }
  get columns(): number {
    return this.#emulator.terminal.cols;
  }
  get rows(): number {
    return this.#emulator.terminal.rows;
  }
  write(text: string, written?: () => void): boolean {
    // A terminal in raw mode still turns \n into \r\n on output (OPOST stays on).
    this.#emulator.write(text.replace(/\r?\n/g, '\r\n'));
    if (written !== undefined) void this.#emulator.settled().then(written);
    return true;
  }
}

function fakeSignals(): { signals: Signals; calls: string[]; handlers: () => SignalHandlers | undefined } {
  const calls: string[] = [];
  let current: SignalHandlers | undefined;
  const signals: Signals = {
    listen(handlers) {
      current = handlers;
      return () => {
        current = undefined;
      };
    },
    takeInterrupts: () => () => undefined,
    exit: (signal) => void calls.push(`exit ${signal}`),
    async stopProcess() {
      calls.push('stop');
    },
  };
  return { signals, calls, handlers: () => current };
}
