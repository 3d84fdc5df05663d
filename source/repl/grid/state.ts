import type { Filter, ViewSpec } from '../../results/queries.js';

/** What is looked at, and how; where the rows come from is no part of it. */
export interface GridState {
  /** The place of the row in the order shown, from 0. */
  readonly row: number;
  /** The place of the column among those that are not hidden. */
  readonly place: number;
  readonly top: number;
  readonly left: number;
  /** So many columns stay at the left. */
  readonly frozen: number;
  readonly hidden: ReadonlySet<number>;
  readonly types: boolean;
  readonly sort: NonNullable<ViewSpec['sort']>;
  readonly filters: readonly Filter[];
  readonly search: string;
  /** Where the marked rows begin; they go on to the row one stands at. */
  readonly anchor: number | null;
}

export function initialState(types: boolean): GridState {
  return {
    row: 0,
    place: 0,
    top: 0,
    left: 0,
    frozen: 0,
    hidden: new Set(),
    types,
    sort: [],
    filters: [],
    search: '',
    anchor: null,
  };
}

/** Indexes of the columns that are not hidden. */
export function orderOf(columns: number, hidden: ReadonlySet<number>): number[] {
  return Array.from({ length: columns }, (_, index) => index).filter((index) => !hidden.has(index));
}

/** The state with its cell inside of what there is, and that row on the screen. */
export function settled(state: GridState, rows: number, places: number, height: number): GridState {
  const row = clamp(state.row, rows);
  const lowest = Math.max(0, rows - height);
  const top = Math.max(0, Math.min(lowest, row < state.top ? row : Math.max(state.top, row - height + 1)));
  const frozen = Math.min(state.frozen, Math.max(0, places - 1));
  return {
    ...state,
    row,
    top,
    frozen,
    place: clamp(state.place, places),
    left: Math.max(frozen, clamp(state.left, places)),
  };
}

/** Up, down and off for one column: alone, or (`also`) behind the columns that decide already. */
export function sortedBy(state: GridState, column: number, also: boolean): GridState {
  const known = state.sort.find((key) => key.column === column);
  const others = also ? state.sort.filter((key) => key.column !== column) : [];
  if (known?.descending) return { ...state, sort: others };
  const key = { column, descending: known !== undefined };
  if (!also || !known) return { ...state, sort: [...others, key] };
  return { ...state, sort: state.sort.map((other) => (other.column === column ? key : other)) };
}

/** Hides or shows a column; the last one that is seen stays. */
export function toggled(state: GridState, column: number, columns: number): GridState {
  const hidden = new Set(state.hidden);
  if (hidden.has(column)) hidden.delete(column);
  else if (hidden.size < columns - 1) hidden.add(column);
  return { ...state, hidden };
}

/** The marked rows, `from` up to `to`; null: none are. */
export function markedRows({ anchor, row }: GridState): { readonly from: number; readonly to: number } | null {
  return anchor === null ? null : { from: Math.min(anchor, row), to: Math.max(anchor, row) + 1 };
}

/** What DuckDB has to do for the state; null: the rows are shown as they came. */
export function viewSpec({ sort, filters }: GridState): ViewSpec | null {
  return sort.length === 0 && filters.length === 0 ? null : { sort, filters };
}

function clamp(value: number, length: number): number {
  return Math.max(0, Math.min(value, length - 1));
}
