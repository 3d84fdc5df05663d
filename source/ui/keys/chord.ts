import { ValueError } from '../../support/errors.js';

const MODIFIERS = ['ctrl', 'alt', 'shift'];
const MODIFIER_NAMES: Record<string, string> = { control: 'ctrl', c: 'ctrl', meta: 'alt', option: 'alt', m: 'alt' };
const KEY_NAMES: Record<string, string> = {
  esc: 'escape',
  return: 'enter',
  del: 'delete',
  ins: 'insert',
  pgup: 'pageup',
  pgdn: 'pagedown',
  bs: 'backspace',
};

/**
 * A chord as a person wrote it in the settings, in the form in which the table keeps it: `Ctrl+X  Control-E` gives
 * `ctrl+x ctrl+e`. A single character without modifiers keeps its case: `G` is not `g`.
 *
 * @throws ValueError for a chord without a key or with an unknown modifier
 */
export function normaliseChord(chord: string): string {
  const parts = chord.trim().split(/\s+/).filter(Boolean);
  if (parts.length === 0) throw new ValueError('A key binding needs a key, for example "ctrl+r".');
  return parts.map(normaliseOne).join(' ');
}

function normaliseOne(part: string): string {
  if (isOneCharacter(part)) return part;
  const match = /^((?:[a-z]+[+-])*)(.+)$/i.exec(part);
  const key = match?.[2] ?? part;
  const modifiers = (match?.[1] ?? '')
    .toLowerCase()
    .split(/[+-]/)
    .filter(Boolean)
    .map((name) => MODIFIER_NAMES[name] ?? name);
  const unknown = modifiers.find((name) => !MODIFIERS.includes(name));
  if (unknown !== undefined) {
    throw new ValueError(`The key "${part}" has the unknown modifier "${unknown}".`, {
      hint: 'Modifiers are ctrl, alt and shift: "ctrl+r", "alt+enter".',
    });
  }
  const name = KEY_NAMES[key.toLowerCase()] ?? key.toLowerCase();
  return [...MODIFIERS.filter((modifier) => modifiers.includes(modifier)), name].join('+');
}

/** A chord as help shows it: `ctrl+x ctrl+e` becomes `Ctrl+X Ctrl+E`; a plain character stays as it is typed. */
export function printableChord(chord: string): string {
  return chord
    .split(' ')
    .map((part) =>
      isOneCharacter(part)
        ? part
        : part
            .split(/\+(?=.)/)
            .map(capitalise)
            .join('+'),
    )
    .join(' ');
}

const PRINTABLE: Record<string, string> = { pageup: 'PageUp', pagedown: 'PageDown', escape: 'Esc' };

function capitalise(name: string): string {
  return PRINTABLE[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
}

function isOneCharacter(text: string): boolean {
  return Array.from(text).length === 1;
}
