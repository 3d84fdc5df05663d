import { displayWidth } from '../../support/width.js';
import type { Look } from '../../ui/look.js';
import type { Size } from '../../ui/viewport.js';
import type { Stroke } from './keys.js';
import { leaves, scrolled, type Panel } from './panel.js';
import { drawSegments, type Segment } from './segments.js';

export interface ListPanelOptions {
  readonly look: Look;
  /** Safe for a terminal; asked for with every frame. */
  readonly title: () => string;
  readonly footer: string;
  readonly count: () => number;
  readonly item: (index: number) => readonly Segment[];
  readonly start?: number;
  /** Enter on an item; `close` takes the list away. */
  readonly onEnter: (index: number) => 'close' | undefined;
  /** Any other key. */
  readonly onKey?: (stroke: Stroke, index: number) => 'close' | undefined;
}

/** A list with one entry chosen, under a title. */
export class ListPanel implements Panel {
  readonly footer: string;
  readonly #options: ListPanelOptions;
  #at: number;
  #top = 0;

  constructor(options: ListPanelOptions) {
    this.#options = options;
    this.footer = options.footer;
    this.#at = options.start ?? 0;
  }

  lines({ columns, rows }: Size): readonly string[] {
    const { look, count, item, title } = this.#options;
    const { ellipsis } = look.symbols;
    const height = Math.max(1, rows - 2);
    this.#at = Math.max(0, Math.min(this.#at, count() - 1));
    this.#top = Math.min(this.#at, Math.max(this.#top, this.#at - height + 1));
    const shown: string[] = [];
    for (let index = this.#top; index < Math.min(count(), this.#top + height); index++) {
      const text = drawSegments([{ text: ' ' }, ...item(index)], columns, ellipsis);
      const blanks = ' '.repeat(Math.max(0, columns - displayWidth(text)));
      shown.push(index === this.#at ? look.theme.selected(text + blanks) : text);
    }
    return [drawSegments([{ text: title(), paint: look.theme.bold }], columns, ellipsis), '', ...shown];
  }

  key(stroke: Stroke, { rows }: Size): 'close' | undefined {
    const { count, onEnter, onKey } = this.#options;
    if (leaves(stroke)) return 'close';
    if (stroke.chord === 'enter') return count() === 0 ? 'close' : onEnter(this.#at);
    const next = scrolled(stroke.chord, this.#at, count(), Math.max(1, rows - 2));
    if (next === undefined) return onKey?.(stroke, this.#at);
    this.#at = next;
    return undefined;
  }
}
