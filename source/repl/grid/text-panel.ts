import { terminalSafeLines } from '../../support/terminal-safe.js';
import { cutToWidth, displayWidth } from '../../support/width.js';
import type { Look } from '../../ui/look.js';
import type { Size } from '../../ui/viewport.js';
import type { Stroke } from './keys.js';
import { leaves, scrolled, type Panel } from './panel.js';

export interface TextPanelOptions {
  readonly look: Look;
  /** Safe for a terminal. */
  readonly title: string;
  readonly footer: string;
  readonly text: string;
  /** The text is ours, and styled: it is shown as it is. Else it is a value, and made safe. */
  readonly isOurs?: boolean;
}

// A longer value is wrapped up to here: nobody scrolls further, and exporting has it whole.
const LONGEST = 2_000_000;

/** Text of any length, wrapped to the width. */
export class TextPanel implements Panel {
  readonly footer: string;
  readonly #options: TextPanelOptions;
  readonly #text: string;
  #lines: readonly string[] = [];
  #width = 0;
  #top = 0;

  constructor(options: TextPanelOptions) {
    this.#options = options;
    this.footer = options.footer;
    const text = options.text.slice(0, LONGEST);
    this.#text = options.isOurs ? text : terminalSafeLines(text).replaceAll('\t', '    ');
  }

  lines({ columns, rows }: Size): readonly string[] {
    const { look, title } = this.#options;
    if (columns !== this.#width) {
      this.#width = columns;
      this.#lines = this.#text.split('\n').flatMap((line) => wrapped(line, columns));
    }
    const height = Math.max(1, rows - 2);
    this.#top = Math.max(0, Math.min(this.#top, this.#lines.length - height));
    const heading = look.theme.bold(cutToWidth(title, columns, look.symbols.ellipsis));
    return [heading, '', ...this.#lines.slice(this.#top, this.#top + height)];
  }

  key(stroke: Stroke, { rows }: Size): 'close' | undefined {
    if (leaves(stroke) || stroke.chord === 'enter') return 'close';
    const page = Math.max(1, rows - 2);
    this.#top = scrolled(stroke.chord, this.#top, this.#lines.length, page) ?? this.#top;
    return undefined;
  }
}

/** Pieces of a line no wider than the width, broken at blanks where there are some near the end. */
function wrapped(line: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = line;
  // A character is at most two columns wide: what has fewer than half as many characters needs no measuring.
  while (rest.length > width / 2 && displayWidth(rest.slice(0, width * 8)) > width) {
    const fitting = cutToWidth(rest.slice(0, width * 8), width, '');
    const blank = fitting.lastIndexOf(' ');
    const end = Math.max(1, blank > (fitting.length * 2) / 3 ? blank + 1 : fitting.length);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...pieces, rest];
}
