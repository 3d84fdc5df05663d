import { Unicode11Addon } from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';

export interface Emulator {
  readonly terminal: xterm.Terminal;
  readonly write: (data: string) => void;
  /** The screen, rows without trailing blanks, without empty rows at the end. */
  readonly text: () => string;
  /** Everything, what was scrolled away first. */
  readonly scrollback: () => string;
  readonly cursor: () => { readonly x: number; readonly y: number; readonly visible: boolean };
  readonly resize: (columns: number, rows: number) => void;
  /** Resolves when everything written so far is on the screen. */
  readonly settled: () => Promise<void>;
  /** Modes that a program has to leave as it found them, in words; none is a clean terminal. */
  readonly leftOn: () => string[];
  /** Every byte written. */
  readonly log: () => string;
}

/** A terminal without a window: what a person would see, not which bytes were sent. */
export function createEmulator(columns: number, rows: number): Emulator {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    scrollback: 5000,
    // As tmux, VTE, kitty and iTerm2 do; xterm.js alone leaves the row with the cursor as it is.
    reflowCursorLine: true,
    allowProposedApi: true,
    logLevel: 'off',
  });
  terminal.loadAddon(new Unicode11Addon());
  // The default is Unicode 6, in which most emoji are one column wide.
  terminal.unicode.activeVersion = '11';
  const chunks: string[] = [];
  let pending = Promise.resolve();
  const lines = (from: number, to: number): string => {
    const buffer = terminal.buffer.active;
    const texts = Array.from(
      { length: to - from },
      (_, row) => buffer.getLine(from + row)?.translateToString(true) ?? '',
    );
    return texts.join('\n').trimEnd();
  };
  const cursorVisible = (): boolean => !/\u001b\[\?25l(?!.*\u001b\[\?25h)/s.test(chunks.join(''));
  return {
    terminal,
    write(data) {
      chunks.push(data);
      pending = new Promise((resolve) => terminal.write(data, resolve));
    },
    text: () => lines(terminal.buffer.active.baseY, terminal.buffer.active.baseY + terminal.rows),
    scrollback: () => lines(0, terminal.buffer.active.baseY + terminal.rows),
    cursor: () => ({ x: terminal.buffer.active.cursorX, y: terminal.buffer.active.cursorY, visible: cursorVisible() }),
    resize: (width, height) => terminal.resize(width, height),
    settled: () => pending,
    leftOn() {
      const on: string[] = [];
      if (!cursorVisible()) on.push('cursor hidden');
      if (terminal.modes.bracketedPasteMode) on.push('bracketed paste');
      if (terminal.buffer.active.type === 'alternate') on.push('alternate screen');
      if (terminal.modes.mouseTrackingMode !== 'none') on.push('mouse reports');
      if (chunks.join('').includes('\u001b[3J')) on.push('scrollback erased');
      return on;
    },
    log: () => chunks.join(''),
  };
}
