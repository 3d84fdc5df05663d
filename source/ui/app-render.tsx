import { render, useApp, useStdout } from 'ink';
import { createContext, useContext, useLayoutEffect, useSyncExternalStore, type ReactNode } from 'react';
import { CaretContext, createCaret } from './caret.js';
import { createFrameDiff } from './frame-diff.js';
import { rewrapOf, watchFrame } from './frame-watch.js';
import { inertStdin, inkStdout } from './ink-streams.js';
import { KeymapProvider } from './keymap-context.js';
import { createKeymap, type Keymap } from './keys/keymap.js';
import { createKeyStack, KeysProvider } from './keys-context.js';
import { LookProvider, lookFor, type Look } from './look.js';
import { createPaintedRows, PaintedRowsContext } from './painted-rows.js';
import { createScreen, type Screen } from './screen.js';
import type { Tty } from './tty.js';
import type { Size } from './viewport.js';

export interface StartInkOptions {
  readonly tty: Tty;
  /** Given when printing goes on before and after this interface; else made. */
  readonly screen?: Screen;
  readonly look?: Look;
  readonly keymap?: Keymap;
}

export interface InkApp {
  readonly screen: Screen;
  /** Draws what is pending now. */
  flush(): void;
  /** Resolves when the interface ended and everything it drew is written. */
  waitUntilExit(): Promise<void>;
  /** Ends the interface; its last frame stays on the screen, the terminal is given back. */
  unmount(): void;
}

/**
 * Ink draws at most so often, and what comes sooner later: with its own 30 a key that is held (33 a second) would be seen
 * a frame late. Keys that come in one read still share frames.
 */
const MAX_FPS = 125;

interface Terminal {
  readonly tty: Tty;
  readonly screen: Screen;
}

const TerminalContext = createContext<Terminal | undefined>(undefined);

/**
 * Starts the interface: Ink draws, the terminal layer reads. Keys come one by one, each after the screen's state has
 * taken the one before, so that a key behind a menu's Enter in the same read goes where it belongs.
 */
export function startInk(node: ReactNode, options: StartInkOptions): InkApp {
  const { tty, screen = createScreen(tty) } = options;
  const look = options.look ?? lookFor(process.env, tty.stdout.isTTY ?? false);
  const stack = createKeyStack();
  const caret = createCaret();
  const frame = watchFrame(rewrapOf(process.env));
  const diff = createFrameDiff();
  const painted = createPaintedRows();
  const stdout = inkStdout(tty, { restore: painted.restore, wrote: frame.wrote, rewrite: diff.rewrite });
  const tree = (
    <TerminalContext.Provider value={{ tty, screen }}>
      <CaretContext.Provider value={caret}>
        <KeysProvider stack={stack}>
          <FrameBinding screen={screen} />
          <LookProvider look={look}>
            <KeymapProvider keymap={options.keymap ?? createKeymap()}>
              <PaintedRowsContext.Provider value={painted}>{node}</PaintedRowsContext.Provider>
            </KeymapProvider>
          </LookProvider>
        </KeysProvider>
      </CaretContext.Provider>
    </TerminalContext.Provider>
  );
  const release = tty.acquire();
  // Before any component hears of the new size, and draws.
  let size = tty.viewport.get();
  const stopUnwrap = tty.viewport.subscribe(() => {
    const before = size;
    size = tty.viewport.get();
    diff.forget();
    const isNarrower = size.columns < before.columns;
    const room = isNarrower || size.rows < before.rows ? frame.makeRoom(size.rows, isNarrower) : '';
    tty.stdout.write(frame.unwrap(size.columns) + room);
  });
  const ink = render(tree, {
    stdin: inertStdin(),
    stdout,
    exitOnCtrlC: false,
    maxFps: MAX_FPS,
    patchConsole: false,
    interactive: tty.stdout.isTTY ?? false,
    onRender: () => {
      if (caret.wasLost()) setImmediate(caret.renew);
    },
  });
  const flush = (): void => ink.rerender(tree);
  const stopKeys = tty.onKeys((events) => {
    for (const event of events) {
      stack.dispatch(event);
      flush();
    }
  });
  // Components first, then Ink: it lays out the frame again with what they made of the new size.
  const stopResize = tty.viewport.subscribe(() =>
    queueMicrotask(() => {
      flush();
      stdout.emit('resize');
    }),
  );
  const stopJobs = tty.onJobControl((what) => void (what === 'stop' ? screen.stop() : screen.suspend(() => undefined)));
  const exited = ink.waitUntilExit().then(() => {
    for (const end of [stopKeys, stopUnwrap, stopResize, stopJobs, release]) end();
  });
  const unmount = (): void => {
    // Ink leaves the cursor where it was, and the shell would write over the rows below it.
    caret.end();
    flush();
    screen.drain();
    ink.unmount();
  };
  return { screen, flush, waitUntilExit: () => exited, unmount };
}

/** Lets `print` and `suspend` work around the frame for as long as it is there. */
function FrameBinding({ screen }: { readonly screen: Screen }) {
  const { suspendTerminal, waitUntilRenderFlush } = useApp();
  const { write } = useStdout();
  useLayoutEffect(
    () => screen.attach({ write, suspend: suspendTerminal, settled: waitUntilRenderFlush }),
    [screen, suspendTerminal, waitUntilRenderFlush, write],
  );
  return null;
}

function useTerminal(): Terminal {
  const terminal = useContext(TerminalContext);
  if (terminal === undefined) throw new Error('This component needs startInk above it.');
  return terminal;
}

/** The terminal itself, for what is no part of a frame. */
export function useTty(): Tty {
  return useTerminal().tty;
}

/** `print`, `suspend` and the rest, from inside a component. */
export function useScreen(): Screen {
  return useTerminal().screen;
}

/** The size of the terminal; the component is drawn again when it changes. A frame may be `rows - 1` high. */
export function useViewport(): Size {
  const { viewport } = useTerminal().tty;
  return useSyncExternalStore(viewport.subscribe, viewport.get);
}
