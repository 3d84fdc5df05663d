import fuzzysort from 'fuzzysort';

export interface SelectItem<T> {
  readonly value: T;
  readonly label: string;
  /** Shown at the right of the label. */
  readonly detail?: string;
  /** A sentence for the line below the list while the entry is chosen. */
  readonly help?: string;
  /** Entries of one group stand together under its name. */
  readonly group?: string;
  /** Why the entry can't be chosen; it is passed over. */
  readonly disabled?: string;
  /** Stands behind "more" until that is chosen, or a filter finds it. */
  readonly more?: boolean;
}

/** A row of the list: an entry, the name of a group, or the entry that opens the rest. */
export type SelectRow<T> =
  | { readonly type: 'item'; readonly item: SelectItem<T>; readonly marks: readonly number[] }
  | { readonly type: 'group'; readonly name: string }
  | { readonly type: 'more'; readonly count: number };

export interface SelectState {
  readonly filter: string;
  readonly expanded: boolean;
  /** Index of the chosen row in `selectRows`; -1 when nothing can be chosen. */
  readonly row: number;
  /** The first row in the window. */
  readonly top: number;
}

export type SelectAction =
  | { readonly type: 'move'; readonly by: number }
  | { readonly type: 'edge'; readonly to: 'first' | 'last' }
  | { readonly type: 'filter'; readonly text: string }
  | { readonly type: 'expand' };

/** How many rows the window has; eight fit under a question on the smallest usual terminal. */
export const WINDOW_ROWS = 8;

/** The rows for a filter: in the given order without one, best match first with one. */
export function selectRows<T>(items: readonly SelectItem<T>[], state: SelectState): readonly SelectRow<T>[] {
  if (state.filter !== '') return filtered(items, state.filter);
  const shown = items.filter((item) => state.expanded || item.more !== true);
  const rows: SelectRow<T>[] = [];
  let group: string | undefined;
  for (const item of shown) {
    if (item.group !== group && item.group !== undefined) rows.push({ type: 'group', name: item.group });
    group = item.group;
    rows.push({ type: 'item', item, marks: [] });
  }
  if (shown.length < items.length) rows.push({ type: 'more', count: items.length - shown.length });
  return rows;
}

function filtered<T>(items: readonly SelectItem<T>[], filter: string): readonly SelectRow<T>[] {
  const found = fuzzysort.go(filter, items, { keys: ['label', 'detail'], threshold: 0.2 });
  return found.map((result) => ({
    type: 'item',
    item: result.obj,
    marks: result[0]?.target === '' ? [] : [...(result[0]?.indexes ?? [])],
  }));
}

export function initialSelect<T>(items: readonly SelectItem<T>[], chosen?: T): SelectState {
  const hidden = items.some((item) => item.more === true && item.value === chosen);
  const state: SelectState = { filter: '', expanded: hidden, row: -1, top: 0 };
  const rows = selectRows(items, state);
  const wanted = rows.findIndex((row) => row.type === 'item' && row.item.value === chosen && canChoose(row));
  return scrolled({ ...state, row: wanted >= 0 ? wanted : rows.findIndex(canChoose) });
}

/** The state after an action; movement goes round at the ends and passes over what can't be chosen. */
export function reduceSelect<T>(
  items: readonly SelectItem<T>[],
  state: SelectState,
  action: SelectAction,
): SelectState {
  switch (action.type) {
    case 'filter': {
      const next = { ...state, filter: action.text, top: 0 };
      return { ...next, row: selectRows(items, next).findIndex(canChoose) };
    }
    case 'expand':
      return scrolled({ ...state, expanded: true });
    case 'edge': {
      const rows = selectRows(items, state);
      return scrolled({
        ...state,
        row: action.to === 'first' ? rows.findIndex(canChoose) : rows.findLastIndex(canChoose),
      });
    }
    case 'move':
      return scrolled({ ...state, row: moved(selectRows(items, state), state.row, action.by) });
  }
}

function moved<T>(rows: readonly SelectRow<T>[], from: number, by: number): number {
  const choices = rows.flatMap((row, index) => (canChoose(row) ? [index] : []));
  const at = choices.indexOf(from);
  if (choices.length === 0 || at < 0) return choices[0] ?? -1;
  // One step goes round; a page stops at the end.
  const next = Math.abs(by) === 1 ? (at + by + choices.length) % choices.length : at + by;
  return choices[Math.min(Math.max(next, 0), choices.length - 1)]!;
}

function canChoose<T>(row: SelectRow<T>): boolean {
  return row.type === 'more' || (row.type === 'item' && row.item.disabled === undefined);
}

function scrolled(state: SelectState): SelectState {
  const { row, top } = state;
  // The name of a group stays in sight above its first entry.
  if (row < top + 1) return { ...state, top: Math.max(0, row - 1) };
  return row >= top + WINDOW_ROWS ? { ...state, top: row - WINDOW_ROWS + 1 } : state;
}
