import { keyPress, type KeyEvent } from './event.js';

/**
 * The key of a C0 control or DEL. 0x08 counts as Backspace: some terminals send it for that key, and Ctrl+H means the
 * same in every shell. 0x0a stays Ctrl+J, because Enter is 0x0d in raw mode.
 */
export function controlKey(code: number, alt: boolean): KeyEvent {
  const named = NAMED.get(code);
  if (named !== undefined) return keyPress(named, { alt });
  if (code === 0) return keyPress('space', { ctrl: true, alt });
  return keyPress(String.fromCharCode(code + 0x40).toLowerCase(), { ctrl: true, alt });
}

const NAMED = new Map<number, string>([
  [0x08, 'backspace'],
  [0x09, 'tab'],
  [0x0d, 'enter'],
  [0x1b, 'escape'],
  [0x7f, 'backspace'],
]);

/** C0, DEL and C1: nothing that may ever become text. */
export function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f);
}
