import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawn, type IPty } from '@lydell/node-pty';
import { createEmulator, type Emulator } from './emulator.js';
import { keyBytes, pasteBytes } from './key-bytes.js';
import { matches, pollUntil } from './wait.js';

export interface PtyOptions {
  /** What runs; the built program when absent. */
  readonly program?: readonly [file: string, ...args: string[]];
  readonly columns?: number;
  readonly rows?: number;
  /** Over the clean environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** An existing home folder, to start a second time in it; else a fresh one, removed by `close`. */
  readonly home?: string;
  readonly cwd?: string;
}

export interface PtySession {
  readonly pty: IPty;
  readonly emulator: Emulator;
  readonly home: string;
  /** Text as typed, in one read. `\r` is Enter. */
  readonly type: (text: string) => void;
  readonly key: (...chords: string[]) => void;
  readonly paste: (text: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** Waits until the screen has a text; throws with the screen when it doesn't come. */
  readonly waitFor: (wanted: string | RegExp | ((screen: string) => boolean), timeoutMs?: number) => Promise<void>;
  readonly screen: () => string;
  readonly scrollback: () => string;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Waits for the end of the program: its exit code, or the signal that ended it. */
  readonly exit: (timeoutMs?: number) => Promise<{ readonly code: number; readonly signal: number }>;
  /** What the program left switched on in the terminal; empty when it cleaned up. */
  readonly leftOn: () => string[];
  /** Ends the program when it still runs, and removes the home folder made for it. */
  readonly close: () => Promise<void>;
}

const CLI = resolve(import.meta.dirname, '../../dist/cli.js');

/** Starts a program in a pseudo terminal and looks at it through an emulator, as a person would. */
export function startInPty(args: readonly string[], options: PtyOptions = {}): PtySession {
  const { columns = 80, rows = 24 } = options;
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'smallex-pty-'));
  const [file, ...programArgs] = options.program ?? [process.execPath, CLI];
  const emulator = createEmulator(columns, rows);
  const pty = spawn(file, [...programArgs, ...args], {
    // TERM of the child, whatever stands in its environment.
    name: options.env?.['TERM'] ?? 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.cwd ?? home,
    env: environment(home, options.env ?? {}),
  });
  let ended: { readonly code: number; readonly signal: number } | undefined;
  pty.onData((data) => emulator.write(data));
  pty.onExit(({ exitCode, signal }) => (ended = { code: exitCode, signal: signal ?? 0 }));
  // A program may ask the terminal what it is: the answers go back as if a terminal had given them.
  emulator.terminal.onData((answer) => ended === undefined && pty.write(answer));
  const waitFor: PtySession['waitFor'] = (wanted, timeoutMs) =>
    pollUntil(String(wanted), () => matches(emulator.text(), wanted), dump, timeoutMs);
  const dump = (): string => emulator.text() + (ended === undefined ? '' : `\n(the program ended with ${ended.code})`);
  const exit: PtySession['exit'] = async (timeoutMs) => {
    await pollUntil('the end of the program', () => ended !== undefined, dump, timeoutMs);
    await emulator.settled();
    return ended!;
  };
  return {
    pty,
    emulator,
    home,
    type: (text) => pty.write(text),
    key: (...chords) => chords.forEach((chord) => pty.write(keyBytes(chord))),
    paste: (text) => pty.write(pasteBytes(text)),
    resize(width, height) {
      emulator.resize(width, height);
      pty.resize(width, height);
    },
    waitFor,
    screen: emulator.text,
    scrollback: emulator.scrollback,
    signal: (signal) => process.kill(pty.pid, signal),
    exit,
    leftOn: emulator.leftOn,
    async close() {
      if (ended === undefined) {
        pty.kill('SIGKILL');
        await exit();
      }
      if (options.home === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Nothing of the machine that runs the test leaks in: its home, its profiles, its colours, its language. */
function environment(home: string, more: PtyOptions['env']): Record<string, string> {
  const xdg = {
    XDG_CONFIG_HOME: '.config',
    XDG_DATA_HOME: '.local/share',
    XDG_CACHE_HOME: '.cache',
    XDG_STATE_HOME: '.state',
  };
  for (const folder of Object.values(xdg)) mkdirSync(join(home, folder), { recursive: true });
  const clean: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    HOME: home,
    ...Object.fromEntries(Object.entries(xdg).map(([name, folder]) => [name, join(home, folder)])),
    TERM: 'xterm-256color',
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    ...more,
  };
  return Object.fromEntries(Object.entries(clean).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
