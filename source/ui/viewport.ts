export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The size of the terminal as a store: React reads it with `useSyncExternalStore`. */
export interface Viewport {
  readonly get: () => Size;
  readonly subscribe: (listener: () => void) => () => void;
}

export interface SizedOutput {
  readonly columns?: number;
  readonly rows?: number;
  on(event: 'resize', listener: () => void): unknown;
}

/** Below this nothing can be laid out; drawing goes on as if the terminal were this large. */
const SMALLEST: Size = { columns: 20, rows: 4 };
const GROW_DELAY_MS = 50;

/**
 * Follows the size of `stdout`. A shrink is told at once: a frame that is taller than the terminal, even once, makes
 * Ink clear the screen. A window that grows under the mouse is told when it rests for 50 ms.
 */
export function createViewport(stdout: SizedOutput): Viewport {
  const listeners = new Set<() => void>();
  let size = measure(stdout);
  let timer: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    const next = measure(stdout);
    if (next.columns === size.columns && next.rows === size.rows) return;
    size = next;
    for (const listener of listeners) listener();
  };
  stdout.on('resize', () => {
    const next = measure(stdout);
    if (next.columns < size.columns || next.rows < size.rows) {
      settle();
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(settle, GROW_DELAY_MS);
    timer.unref();
  });
  return {
    get: () => size,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function measure(stdout: SizedOutput): Size {
  return {
    columns: Math.max(SMALLEST.columns, stdout.columns || 80),
    rows: Math.max(SMALLEST.rows, stdout.rows || 24),
  };
}
