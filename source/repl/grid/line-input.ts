import { padRight, displayWidth, cutToWidth } from '../../support/width.js';
import { terminalSafe } from '../../support/terminal-safe.js';
import type { Look } from '../../ui/look.js';
import { editLine, insertInLine, lineOf, type Line } from '../../ui/text/line.js';
import type { Keymap } from '../../ui/keys/keymap.js';
import type { Stroke } from './keys.js';

/** Who asks for the line. */
export interface LineInputHome {
  input: LineInput | null;
  readonly keymap: Keymap;
}

export interface LineInputOptions {
  readonly label: string;
  readonly text?: string;
  readonly onChange?: (text: string) => void;
  readonly onDone: (text: string) => void;
  readonly onCancel?: () => void;
}

/** Asks for one line of text in the last line of the screen. */
export class LineInput {
  readonly #options: LineInputOptions;
  #line: Line;

  constructor(options: LineInputOptions) {
    this.#options = options;
    this.#line = lineOf(options.text ?? '');
  }

  /** The line, and where the caret stands in it. */
  draw(width: number, { theme, symbols }: Look): { readonly text: string; readonly column: number } {
    const label = cutToWidth(terminalSafe(this.#options.label), Math.floor(width / 2), symbols.ellipsis);
    const room = width - displayWidth(label) - 1;
    const before = tail(terminalSafe(this.#line.text.slice(0, this.#line.caret)), room - 1);
    const after = cutToWidth(terminalSafe(this.#line.text.slice(this.#line.caret)), room - displayWidth(before), '');
    return { text: padRight(theme.bold(label) + before + after, width), column: displayWidth(label + before) };
  }

  key({ chord, text }: Stroke, home: LineInputHome): void {
    if (chord === 'escape' || chord === 'ctrl+c') {
      home.input = null;
      this.#options.onCancel?.();
    } else if (chord === 'enter') {
      home.input = null;
      this.#options.onDone(this.#line.text);
    } else if (text !== '') this.#set(insertInLine(this.#line, text));
    else {
      const found = home.keymap.lookup(['emacs', 'editor'], [chord]);
      const edited = found.type === 'action' ? editLine(this.#line, found.action) : undefined;
      if (edited) this.#set(edited);
    }
  }

  #set(line: Line): void {
    const changed = line.text !== this.#line.text;
    this.#line = line;
    if (changed) this.#options.onChange?.(line.text);
  }
}

/** The end of a text that fits. */
function tail(text: string, width: number): string {
  let shown = text.slice(-4 * width);
  while (displayWidth(shown) > width) shown = shown.slice(Array.from(shown)[0]!.length);
  return shown;
}
