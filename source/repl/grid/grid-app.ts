import type { CellOptions } from '../../results/cell-text.js';
import type { KeyEvent } from '../../ui/keys/event.js';
import type { Keymap } from '../../ui/keys/keymap.js';
import type { Look } from '../../ui/look.js';
import type { Size } from '../../ui/viewport.js';
import { messageOf } from '../../support/errors.js';
import { terminalSafe } from '../../support/terminal-safe.js';
import { cutToWidth } from '../../support/width.js';
import { gridAction, strokesOf, type Stroke } from './keys.js';
import type { KeptResult } from './kept-results.js';
import type { LineInput } from './line-input.js';
import type { Frame } from './painter.js';
import type { Panel } from './panel.js';
import { ResultGrid } from './result-grid.js';
import { statusLine } from './status.js';

/** What the grid needs of the prompt that opened it. */
export interface GridHome {
  /** The newest first; changes while rows are read. */
  readonly results: readonly KeptResult[];
  readonly engine: 'snowflake' | 'databricks' | 'duckdb';
  /** Of the profile in use: the status line says it in its colour. */
  readonly environment?: 'development' | 'staging' | 'production' | undefined;
  /** Whether text that a spreadsheet would run as a formula is kept from it in files. */
  readonly formulaGuard?: boolean | undefined;
  /** Reads on in the newest result. @throws SmallexError */
  readOn(): Promise<void>;
  /** Stops what `readOn` waits for. */
  interrupt(): void;
  /** Writes to the terminal's clipboard. */
  toClipboard(text: string): void;
  suspend(): void;
}

export interface GridAppOptions {
  readonly home: GridHome;
  readonly look: Look;
  readonly keymap: Keymap;
  readonly cells: CellOptions;
  readonly types: boolean;
  /** Which of the results, counted from the newest. */
  readonly index: number;
  /** Does an action of the key table. */
  readonly act: (app: GridApp, action: string) => void;
  readonly onChange: () => void;
  readonly onClose: () => void;
}

/** The grid without its terminal: keys in, frames out. */
export class GridApp {
  readonly home: GridHome;
  readonly look: Look;
  readonly keymap: Keymap;
  grid: ResultGrid;
  input: LineInput | null = null;
  readonly #options: GridAppOptions;
  #panels: Panel[] = [];
  #index: number;
  #message: string | null = null;
  #work: string | null = null;
  #stop = new AbortController();
  #size: Size = { columns: 80, rows: 24 };

  constructor(options: GridAppOptions) {
    this.#options = options;
    this.home = options.home;
    this.look = options.look;
    this.keymap = options.keymap;
    this.#index = options.index;
    this.grid = this.#open();
  }

  frame(size: Size): Frame {
    this.#size = size;
    const body = { columns: size.columns, rows: size.rows - 1 };
    const panel = this.#panels.at(-1);
    const lines = panel ? [...panel.lines(body)] : this.grid.lines(size);
    while (lines.length < body.rows) lines.push('');
    if (!this.input) return { lines: [...lines, this.#status(size.columns)], caret: null };
    const { text, column } = this.input.draw(size.columns, this.look);
    return { lines: [...lines, text], caret: { row: body.rows, column } };
  }

  keys(events: readonly KeyEvent[]): void {
    for (const event of events) for (const stroke of strokesOf(event)) this.#key(stroke);
    this.changed();
  }

  changed(): void {
    this.#options.onChange();
  }

  /** A sentence in the last line, until the next key. */
  say(text: string): void {
    this.#message = text;
    this.changed();
  }

  show(panel: Panel): void {
    this.#panels.push(panel);
  }

  ask(input: LineInput): void {
    this.input = input;
  }

  /** Shows what is being done until it is; says what went wrong. One at a time. */
  work(label: string, run: () => Promise<void>): void {
    if (this.#work !== null) return;
    this.#work = label;
    this.#stop = new AbortController();
    void run()
      .catch((error: unknown) => this.say(messageOf(error)))
      .finally(() => {
        this.#work = null;
        this.changed();
      });
  }

  /** Says how far the work is that is being done. */
  progress(label: string): void {
    if (this.#work === label) return;
    this.#work = label;
    this.changed();
  }

  /** Aborted by Ctrl-C during the work. */
  stopper(): AbortSignal {
    return this.#stop.signal;
  }

  /** Another of the kept results, `by` steps older. */
  step(by: number): void {
    const index = this.#index + by;
    if (index < 0 || index >= this.home.results.length) {
      this.say(by > 0 ? 'There is no older result.' : 'This is the newest result.');
      return;
    }
    void this.grid.close();
    this.#index = index;
    this.grid = this.#open();
  }

  /** The result shown, as it is now. */
  get result(): KeptResult {
    return this.home.results[this.#index] ?? this.grid.result;
  }

  get isNewest(): boolean {
    return this.#index === 0;
  }

  /** Rows that are to be seen are not there yet. */
  get isWaiting(): boolean {
    return this.#panels.length === 0 && this.grid.isWaiting;
  }

  close(): void {
    this.#options.onClose();
  }

  async end(): Promise<void> {
    await this.grid.close();
  }

  #open(): ResultGrid {
    const { look, cells, types } = this.#options;
    const result = this.home.results[this.#index]!;
    return new ResultGrid({ result, look, cells, types, onChange: () => this.changed() });
  }

  #key(stroke: Stroke): void {
    this.#message = null;
    if (stroke.chord === 'ctrl+c' && this.#work !== null) {
      this.#stop.abort();
      this.home.interrupt();
      return;
    }
    if (this.input) {
      this.input.key(stroke, this);
      return;
    }
    const panel = this.#panels.at(-1);
    if (panel) {
      const size = { columns: this.#size.columns, rows: this.#size.rows - 1 };
      if (panel.key(stroke, size) === 'close') this.#panels = this.#panels.filter((other) => other !== panel);
      return;
    }
    const action = gridAction(this.keymap, stroke);
    if (action !== null) this.#options.act(this, action);
  }

  #status(width: number): string {
    const { look } = this;
    const text = this.#message ?? (this.#work === null ? undefined : `${this.#work}${look.symbols.ellipsis}`);
    if (text !== undefined) return cutToWidth(terminalSafe(text), width, look.symbols.ellipsis);
    const panel = this.#panels.at(-1);
    return panel
      ? look.theme.dim(cutToWidth(panel.footer, width, look.symbols.ellipsis))
      : statusLine(this.grid, look, width, this.home.environment);
  }
}
