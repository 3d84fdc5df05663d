import type { TtyOutput } from '../../ui/tty.js';

/** A finished screen. */
export interface Frame {
  /** One a row from the top, styled, no wider than the screen. */
  readonly lines: readonly string[];
  /** Where text is being typed, from 0; null: no cursor is shown. */
  readonly caret: { readonly row: number; readonly column: number } | null;
}

/** DEC 2026: the terminal shows all of it at once; those that don't know it ignore it. */
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';

/** Writes what changed of a screen, in one write. While the terminal is slow, frames are left out, never queued. */
export class Painter {
  readonly #stdout: Pick<TtyOutput, 'write'>;
  #shown: readonly string[] = [];
  #caret = '';
  #busy = false;
  #ended = false;
  #next: Frame | null = null;

  constructor(stdout: Pick<TtyOutput, 'write'>) {
    this.#stdout = stdout;
  }

  /** The screen is empty: the next frame is written whole. */
  forget(): void {
    this.#shown = [];
    this.#caret = '';
  }

  /** Nothing is written any more, also not what waits. */
  end(): void {
    this.#ended = true;
  }

  paint(frame: Frame): void {
    if (this.#ended) return;
    if (this.#busy) {
      this.#next = frame;
      return;
    }
    const text = this.#changes(frame);
    if (text === '') return;
    this.#busy = true;
    this.#stdout.write(`${BEGIN}${text}${END}`, () => this.#written());
  }

  #written(): void {
    this.#busy = false;
    const frame = this.#next;
    this.#next = null;
    if (frame) this.paint(frame);
  }

  #changes({ lines, caret }: Frame): string {
    let text = '';
    for (let row = 0; row < Math.max(lines.length, this.#shown.length); row++) {
      const line = lines[row] ?? '';
      // Erased first: after a full row the cursor stands on its last cell, which erasing behind it would take.
      if (line !== this.#shown[row]) text += `\u001b[${row + 1};1H\u001b[0m\u001b[K${line}`;
    }
    const place = caret === null ? '\u001b[?25l' : `\u001b[${caret.row + 1};${caret.column + 1}H\u001b[?25h`;
    if (text !== '' || place !== this.#caret) text += `\u001b[0m${place}`;
    this.#shown = lines;
    this.#caret = place;
    return text;
  }
}
