import { controlKey, isControl } from './control.js';
import { keyPress, type KeyEvent, type Modifiers } from './event.js';

/**
 * The key that xterm's modifyOtherKeys (`CSI 27;mod;code~`) and kitty's protocol (`CSI code;mod u`) name by its code
 * point. `typed` is the text that the protocol says the key produces, where it says so.
 * Source: https://sw.kovidgoyal.net/kitty/keyboard-protocol/, functional key definitions.
 */
export function codePointKey(code: number, modifiers: Modifiers, typed?: string): KeyEvent | undefined {
  const functional = functionalKey(code);
  if (functional !== undefined) return withModifiers(functional, modifiers);
  if (code >= PRIVATE_START && code <= PRIVATE_END) return undefined;
  if (!isScalar(code)) return undefined;
  if (isControl(code)) return controlWithModifiers(code, modifiers);
  const character = String.fromCodePoint(code);
  if (modifiers.ctrl || modifiers.alt) {
    return keyPress(code === 0x20 ? 'space' : character.toLowerCase(), modifiers);
  }
  return { type: 'text', text: typed ?? (modifiers.shift ? character.toUpperCase() : character) };
}

function withModifiers(key: KeyEvent, modifiers: Modifiers): KeyEvent {
  if (key.type === 'key') return keyPress(key.name, modifiers);
  return key.type === 'text' && (modifiers.ctrl || modifiers.alt) ? keyPress(key.text, modifiers) : key;
}

function controlWithModifiers(code: number, modifiers: Modifiers): KeyEvent | undefined {
  if (code >= 0x80) return undefined;
  const key = controlKey(code, false);
  if (key.type !== 'key') return undefined;
  return keyPress(key.name, { ...modifiers, ctrl: key.ctrl || (modifiers.ctrl ?? false) });
}

function isScalar(code: number): boolean {
  return Number.isInteger(code) && code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

const PRIVATE_START = 57344;
const PRIVATE_END = 63743;

const KEYPAD_TEXT = '0123456789./*-+';
const KEYPAD_KEYS = ['left', 'right', 'up', 'down', 'pageup', 'pagedown', 'home', 'end', 'insert', 'delete'];

function functionalKey(code: number): KeyEvent | undefined {
  if (code >= 57376 && code <= 57398) return keyPress(`f${code - 57363}`);
  if (code >= 57399 && code <= 57413) return { type: 'text', text: KEYPAD_TEXT[code - 57399]! };
  if (code === 57414) return keyPress('enter');
  if (code === 57415) return { type: 'text', text: '=' };
  if (code === 57416) return { type: 'text', text: ',' };
  if (code >= 57417 && code <= 57426) return keyPress(KEYPAD_KEYS[code - 57417]!);
  return undefined;
}
