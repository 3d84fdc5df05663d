import { codePointKey } from './code-point.js';
import { keyPress, type KeyEvent, type Modifiers } from './event.js';

/**
 * The key that a control sequence stands for, `undefined` for anything that is no key: terminal replies (DA, DSR,
 * DECRPM), mouse and focus reports, key releases, sequences nobody knows.
 * Source: xterm ctlseqs ("PC-Style Function Keys"), kitty keyboard protocol, rxvt's own shifted keys.
 *
 * @param body parameters and intermediates, without `ESC [` and the final byte
 */
export function csiKey(body: string, final: string, alt: boolean): KeyEvent | undefined {
  if (/^[<=>?]/.test(body)) return undefined;
  const fields = body.split(';');
  if (final === '~') return tildeKey(fields, alt);
  if (final === 'u') return kittyKey(fields, alt);
  const rxvt = RXVT_TILDE.get(final);
  if (rxvt !== undefined && /^\d+$/.test(body)) return namedKey(TILDE[Number(body)], { ...rxvt, alt });
  if (final === 'Z') return keyPress('tab', { ...modifiersOf(fields[1], alt), shift: true });
  if (/^[a-d]$/.test(final) && body === '') return keyPress(ARROWS[final]!, { shift: true, alt });
  const name = LETTERS[final];
  if (name === undefined || isReport(fields, final)) return undefined;
  return withEvent(name, fields[1], alt);
}

/** The key of `ESC O x` (application cursor and keypad modes); `digits` is old Konsole's modifier, often empty. */
export function ss3Key(digits: string, final: string, alt: boolean): KeyEvent | undefined {
  const modifiers = modifiersOf(digits === '' ? undefined : digits, alt);
  if (modifiers === undefined) return undefined;
  if (/^[a-d]$/.test(final)) return keyPress(ARROWS[final]!, { ctrl: true, alt });
  const name = LETTERS[final] ?? SS3_KEYS[final];
  if (name !== undefined) return keyPress(name, modifiers);
  const text = SS3_TEXT[final];
  return text === undefined ? undefined : { type: 'text', text };
}

/** `ESC [ [ A` … `E`: F1 to F5 on the Linux console. */
export function linuxFunctionKey(final: string): KeyEvent | undefined {
  return /^[A-E]$/.test(final) ? keyPress(`f${final.charCodeAt(0) - 64}`) : undefined;
}

const ARROWS: Record<string, string> = { a: 'up', b: 'down', c: 'right', d: 'left' };
const LETTERS: Record<string, string> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};
const SS3_KEYS: Record<string, string> = { M: 'enter', I: 'tab' };
const SS3_TEXT: Record<string, string> = {
  ' ': ' ',
  X: '=',
  j: '*',
  k: '+',
  l: ',',
  m: '-',
  n: '.',
  o: '/',
  ...Object.fromEntries(Array.from('pqrstuvwxy', (letter, digit) => [letter, String(digit)])),
};
const TILDE: Record<number, string> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  ...Object.fromEntries(
    [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34].map((code, index) => [
      code,
      `f${index + 1}`,
    ]),
  ),
};
const RXVT_TILDE = new Map<string, Modifiers>([
  ['$', { shift: true }],
  ['^', { ctrl: true }],
  ['@', { ctrl: true, shift: true }],
]);

/** F3 with a modifier (`CSI 1;5R`) and a cursor report (`CSI row;column R`) share a form; only row 1 can be the key. */
function isReport(fields: readonly string[], final: string): boolean {
  if (fields.length > 2 || (fields[0] !== '' && fields[0] !== '1')) return true;
  return final === 'R' && (fields.length !== 2 || Number(fields[1]) > 8);
}

function tildeKey(fields: readonly string[], alt: boolean): KeyEvent | undefined {
  if (fields[0] === '27' && fields.length === 3) {
    const modifiers = modifiersOf(fields[1], alt);
    return modifiers === undefined ? undefined : codePointKey(Number(fields[2]), modifiers);
  }
  return fields.length > 2 ? undefined : withEvent(TILDE[Number(fields[0])], fields[1], alt);
}

/** `CSI code[:shifted[:base]] ; modifiers[:event] ; text u` */
function kittyKey(fields: readonly string[], alt: boolean): KeyEvent | undefined {
  const [code, shifted] = (fields[0] ?? '').split(':');
  const [modifierField, event] = (fields[1] ?? '').split(':');
  const modifiers = modifiersOf(modifierField === '' ? undefined : modifierField, alt);
  if (code === undefined || !/^\d+$/.test(code) || event === RELEASE || modifiers === undefined) return undefined;
  return codePointKey(
    Number(code),
    modifiers,
    kittyText(fields[2]) ?? kittyText(modifiers.shift ? shifted : undefined),
  );
}

function kittyText(field: string | undefined): string | undefined {
  if (field === undefined || !/^\d+(:\d+)*$/.test(field)) return undefined;
  const codes = field.split(':').map(Number);
  const printable = codes.every((code) => code >= 0x20 && code <= 0x10ffff && !(code >= 0x7f && code <= 0x9f));
  const whole = codes.every((code) => code < 0xd800 || code > 0xdfff);
  return printable && whole ? String.fromCodePoint(...codes) : undefined;
}

const RELEASE = '3';

function withEvent(name: string | undefined, field: string | undefined, alt: boolean): KeyEvent | undefined {
  const [modifierField, event] = (field ?? '').split(':');
  if (event === RELEASE) return undefined;
  return namedKey(name, modifiersOf(modifierField === '' ? undefined : modifierField, alt));
}

function namedKey(name: string | undefined, modifiers: Modifiers | undefined): KeyEvent | undefined {
  return name === undefined || modifiers === undefined ? undefined : keyPress(name, modifiers);
}

/** One plus a bit set: 1 Shift, 2 Alt, 4 Ctrl, 8 Super, 16 Hyper, 32 Meta; locks (64, 128) say nothing. */
function modifiersOf(field: string | undefined, alt: boolean): Modifiers | undefined {
  if (field === undefined) return { alt };
  const bits = Number(field) - 1;
  if (!Number.isInteger(bits) || bits < 0 || (bits & 24) !== 0) return undefined;
  return { shift: (bits & 1) !== 0, alt: alt || (bits & 34) !== 0, ctrl: (bits & 4) !== 0 };
}
