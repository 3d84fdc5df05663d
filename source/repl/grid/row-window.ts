import type { Row } from '../../results/column.js';
import type { ResultView } from '../../results/store.js';

/** Screens fetched on each side of what is seen: a page more each way is there before it is asked for. */
const SCREENS = 3;

/** The rows around what is seen; they come when they come, and nothing waits for them. */
export class RowWindow {
  readonly #onArrival: () => void;
  #view: ResultView;
  #from = 0;
  #rows: readonly Row[] = [];
  #wanted = { top: 0, height: 0 };
  #fetching = false;
  /** Rows that were asked for since the view last changed; an answer for another view is not taken. */
  #generation = 0;

  constructor(view: ResultView, onArrival: () => void) {
    this.#view = view;
    this.#onArrival = onArrival;
  }

  /** Shows another order; the rows of the old one are forgotten. */
  use(view: ResultView): void {
    this.#view = view;
    this.#generation += 1;
    this.#rows = [];
    this.#fetching = false;
  }

  /** Nothing is shown any more. */
  close(): void {
    this.#generation += 1;
  }

  /** The row at a place; undefined: it is not there yet. */
  row(place: number): Row | undefined {
    return this.#rows[place - this.#from];
  }

  /** All rows that are at hand, for measuring. */
  get loaded(): readonly Row[] {
    return this.#rows;
  }

  /** Says what is seen; what is missing of it, and of the screens around it, is fetched. */
  look(top: number, height: number): void {
    this.#wanted = { top, height };
    if (!this.#fetching && !this.#covers(1)) void this.#fetch();
  }

  /** True when everything up to so many screens away is there. */
  #covers(screens: number): boolean {
    const { top, height } = this.#wanted;
    const from = Math.max(0, top - screens * height);
    const to = Math.min(this.#view.rows, top + (screens + 1) * height);
    return from >= this.#from && to <= this.#from + this.#rows.length;
  }

  async #fetch(): Promise<void> {
    const generation = this.#generation;
    this.#fetching = true;
    while (generation === this.#generation && !this.#covers(1)) {
      const { top, height } = this.#wanted;
      const from = Math.max(0, top - SCREENS * height);
      const rows = await this.#read(generation, from, top + (SCREENS + 1) * height);
      if (!rows || generation !== this.#generation) return;
      const nothingNew = from === this.#from && rows.length <= this.#rows.length;
      this.#from = from;
      this.#rows = rows;
      this.#onArrival();
      if (nothingNew) break;
    }
    this.#fetching = false;
  }

  /** Rows of the view; undefined where that was dropped meanwhile, because another one is shown. */
  async #read(generation: number, from: number, to: number): Promise<readonly Row[] | undefined> {
    try {
      return await this.#view.window(from, to);
    } catch (error) {
      if (generation !== this.#generation) return undefined;
      throw error;
    }
  }
}
