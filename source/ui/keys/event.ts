/** One thing a person did at the keyboard. Terminal replies, mouse and focus reports never become one. */
export type KeyEvent = KeyPress | TypedText | PastedText;

/**
 * A key that types no text. `name` is a word (`enter`, `up`, `f5`) or, with Ctrl or Alt, the character in lower case
 * (`r`, `/`, `_`).
 */
export interface KeyPress {
  readonly type: 'key';
  readonly name: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

/** A run of printable characters; never empty, never holds a control character. */
export interface TypedText {
  readonly type: 'text';
  readonly text: string;
}

/** A bracketed paste, whole; line ends are `\n`, tabs stay. Other controls may be inside. */
export interface PastedText {
  readonly type: 'paste';
  readonly text: string;
}

export interface Modifiers {
  readonly ctrl?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
}

export function keyPress(name: string, modifiers: Modifiers = {}): KeyPress {
  return {
    type: 'key',
    name,
    ctrl: modifiers.ctrl ?? false,
    alt: modifiers.alt ?? false,
    shift: modifiers.shift ?? false,
  };
}

/** The chord of a key press as settings and help write it: `ctrl+alt+shift+name`. */
export function chordOf(key: KeyPress): string {
  return `${key.ctrl ? 'ctrl+' : ''}${key.alt ? 'alt+' : ''}${key.shift ? 'shift+' : ''}${key.name}`;
}
