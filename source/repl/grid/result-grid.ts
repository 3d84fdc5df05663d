import type { CellOptions } from '../../results/cell-text.js';
import type { Cell, Column, Row } from '../../results/column.js';
import type { ColumnStatistics } from '../../results/queries.js';
import type { ResultView } from '../../results/store.js';
import type { Look } from '../../ui/look.js';
import type { Size } from '../../ui/viewport.js';
import { CellTexts } from './cell-texts.js';
import { leftEndingAt, leftFor, placeColumns, type Placement } from './columns.js';
import { headHeight, isFound, tableLines } from './draw.js';
import type { KeptResult } from './kept-results.js';
import { RowWindow } from './row-window.js';
import { initialState, orderOf, settled, viewSpec, type GridState } from './state.js';
import { ColumnWidths } from './widths.js';

export interface ResultGridOptions {
  readonly result: KeptResult;
  readonly look: Look;
  readonly cells: CellOptions;
  readonly types: boolean;
  /** Something arrived that changes what is seen. */
  readonly onChange: () => void;
}

/** One result in the grid: where one stands in it, in which order, and which of its rows are at hand. */
export class ResultGrid {
  readonly columns: readonly Column[];
  readonly texts: CellTexts;
  readonly widths: ColumnWidths;
  state: GridState;
  result: KeptResult;
  readonly #look: Look;
  readonly #window: RowWindow;
  #view: ResultView;
  #changes = 0;
  #size: Size = { columns: 80, rows: 24 };

  constructor({ result, look, cells, types, onChange }: ResultGridOptions) {
    this.result = result;
    this.columns = result.columns;
    this.texts = new CellTexts(result.columns, cells);
    this.#look = look;
    this.#view = result.store;
    this.state = initialState(types);
    this.widths = new ColumnWidths(result.columns, this.texts);
    this.#window = new RowWindow(result.store, onChange);
  }

  /** Rows in the order shown. */
  get rows(): number {
    return this.#view.rows;
  }

  get order(): readonly number[] {
    return orderOf(this.columns.length, this.state.hidden);
  }

  /** The index of the column one stands on. */
  get column(): number {
    return this.order[this.state.place] ?? 0;
  }

  /** undefined: not there yet, or there are no rows. */
  get row(): Row | undefined {
    return this.#window.row(this.state.row);
  }

  get cell(): Cell | undefined {
    const { row } = this;
    return row === undefined ? undefined : (row[this.column] ?? null);
  }

  /** A row on the screen is not there yet. */
  get isWaiting(): boolean {
    const last = Math.min(this.rows, this.state.top + this.height) - 1;
    return last >= 0 && !(this.#window.row(this.state.top) && this.#window.row(last));
  }

  get height(): number {
    return Math.max(1, this.#size.rows - 1 - headHeight(this.state));
  }

  /** The lines above the status. */
  lines(size: Size): string[] {
    this.#size = size;
    this.#settle();
    this.#window.look(this.state.top, this.height);
    this.widths.measureBy(this.#window.loaded);
    const seen = this.#seen();
    const { frozen, scrolling } = placeColumns(this.#placement());
    for (const { index } of [...frozen, ...scrolling]) this.widths.grow(index, seen);
    const placement = this.#placement();
    this.state = { ...this.state, left: leftFor(placement, this.state.place) };
    return tableLines({
      look: this.#look,
      columns: this.columns,
      texts: this.texts,
      state: this.state,
      rows: this.rows,
      row: (place) => this.#window.row(place),
      placed: placeColumns({ ...placement, left: this.state.left }),
      gutter: this.#gutter,
      height: size.rows - 1,
    });
  }

  /** Goes to a row and a column, by their places. */
  moveTo(row: number, place = this.state.place): void {
    this.state = { ...this.state, row, place };
    this.#settle();
  }

  /** A screen up or down: what is seen moves by a screen, too. */
  pageRows(direction: 1 | -1): void {
    const by = direction * this.height;
    this.state = { ...this.state, top: this.state.top + by };
    this.moveTo(this.state.row + by);
  }

  /** To another row, while no table is drawn that would fetch it. */
  step(by: number): void {
    this.moveTo(this.state.row + by);
    this.#window.look(this.state.top, this.height);
  }

  /** A screen to the left or to the right: the column at the edge becomes the one at the other edge. */
  page(direction: 1 | -1): void {
    const placement = this.#placement();
    const { scrolling } = placeColumns(placement);
    const { frozen } = this.state;
    if (direction === 1) {
      const last = scrolling.at(-1)?.place ?? 0;
      const place = last === this.state.left ? last + 1 : last;
      this.state = { ...this.state, left: Math.min(place, this.order.length - 1), place };
    } else {
      const left = leftEndingAt(placement, Math.max(frozen, (scrolling[0]?.place ?? 0) - 1));
      this.state = { ...this.state, left, place: left };
    }
    this.#settle();
  }

  /**
   * Makes the rows follow what the state says of order and filters. The row one stands at stays by its number.
   * @throws what DuckDB says; the state is then as it was
   */
  async change(next: GridState): Promise<void> {
    const before = this.state;
    this.state = next;
    const change = ++this.#changes;
    try {
      await this.#changeView(change);
    } catch (error) {
      if (change === this.#changes) this.state = before;
      throw error;
    }
  }

  /** After more rows were read. */
  async refresh(result: KeptResult): Promise<void> {
    this.result = result;
    await this.#changeView(++this.#changes);
  }

  /** The place of the next cell with the text searched for; false: there is none but perhaps this one. */
  async find(from: number, backwards: boolean): Promise<boolean> {
    const { search } = this.state;
    const change = this.#changes;
    const search_ = (start: number): Promise<number | null> =>
      this.#view.find({ text: search, column: null, from: start, backwards });
    const found = (await search_(from)) ?? (await search_(backwards ? this.rows : -1));
    if (found === null || change !== this.#changes || search !== this.state.search) return found !== null;
    const [row] = await this.#view.window(found, found + 1);
    const places = this.#matches(row);
    this.moveTo(found, (backwards ? places.at(-1) : places[0]) ?? this.state.place);
    return true;
  }

  /** The place of the next match in the row one stands at; undefined: none there. */
  matchInRow(backwards: boolean): number | undefined {
    const { place } = this.state;
    const places = this.#matches(this.row);
    return backwards ? places.filter((at) => at < place).at(-1) : places.find((at) => at > place);
  }

  /** Of the rows shown. */
  statistics(column: number): Promise<ColumnStatistics> {
    return this.#view.statistics(column);
  }

  /** Rows of the order shown, straight from where they are kept. */
  read(from: number, to: number): Promise<readonly Row[]> {
    return this.#view.window(from, to);
  }

  async close(): Promise<void> {
    this.#changes += 1;
    this.#window.close();
    if (this.#view !== this.result.store) await this.#view.drop();
  }

  async #changeView(change: number): Promise<void> {
    const spec = viewSpec(this.state);
    const view = spec ? await this.result.store.view(spec) : this.result.store;
    if (change !== this.#changes) {
      if (view !== this.result.store) await view.drop();
      return;
    }
    const old = this.#view;
    this.#view = view;
    this.#window.use(view);
    // Other rows stand there now.
    this.state = { ...this.state, anchor: null };
    this.#settle();
    if (old !== this.result.store && old !== view) await old.drop();
  }

  #matches(row: Row | undefined): number[] {
    if (!row) return [];
    return this.order.flatMap((index, place) => (isFound(row[index] ?? null, this.state.search) ? [place] : []));
  }

  #settle(): void {
    this.state = settled(this.state, this.rows, this.order.length, this.height);
  }

  #seen(): Row[] {
    const rows = Array.from({ length: this.height }, (_, offset) => this.#window.row(this.state.top + offset));
    return rows.filter((row) => row !== undefined);
  }

  get #gutter(): number {
    return Math.max(3, String(this.rows).length);
  }

  #placement(): Placement {
    const { widths } = this;
    const typed = this.state.types;
    return {
      order: this.order,
      frozen: this.state.frozen,
      left: this.state.left,
      room: this.#size.columns - this.#gutter - 1,
      // No column is wider than the screen: its end could never be seen.
      widthOf: (index) => Math.min(typed ? widths.ofTyped(index) : widths.of(index), this.#widest()),
    };
  }

  #widest(): number {
    return Math.max(4, this.#size.columns - this.#gutter - 4);
  }
}
