import { Unicode11Addon } from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';

export type Emulator = InstanceType<typeof xterm.Terminal>;

/** A terminal of its own, with the widths of Unicode 11: the newest table that xterm.js has. */
export function emulator(cols: number, rows: number): Emulator {
  const terminal = new xterm.Terminal({ allowProposedApi: true, cols, rows, scrollback: 0, convertEol: true });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  return terminal;
}

/** Resolves when the emulator has drawn the text. */
export function draw(terminal: Emulator, text: string): Promise<void> {
  return new Promise((resolve) => terminal.write(text, resolve));
}

export function lineOf(terminal: Emulator, row: number): string {
  return terminal.buffer.active.getLine(row)?.translateToString(false) ?? '';
}
