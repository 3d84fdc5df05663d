import type { Candidate, Pool } from './candidate.js';
import type { CompletionContext } from './want.js';

/** As many rows as fit under a statement on the smallest usual terminal. */
export const MENU_ROWS = 8;

/** The open menu. */
export interface Menu {
  readonly context: CompletionContext;
  readonly items: readonly Candidate[];
  /** Of these more fits than the items show. */
  readonly cut: readonly Pool[];
  /** Index of the entry that Enter accepts; -1 while nobody has moved into the menu. */
  readonly row: number;
  readonly top: number;
  /** Why the list is not complete or not of today; one sentence. */
  readonly note: string | null;
}

/** A step goes round at the ends, a page stops there; the first step goes to the first entry, or back to the last. */
export function moved(menu: Menu, by: number): Menu {
  const { items, row } = menu;
  if (items.length === 0) return menu;
  const last = items.length - 1;
  if (row < 0) return scrolled({ ...menu, row: by > 0 ? 0 : last });
  const next = Math.abs(by) === 1 ? (row + by + items.length) % items.length : row + by;
  return scrolled({ ...menu, row: Math.min(Math.max(next, 0), last) });
}

export function movedTo(menu: Menu, row: number): Menu {
  return scrolled({ ...menu, row: Math.min(Math.max(row, 0), menu.items.length - 1) });
}

function scrolled(menu: Menu): Menu {
  return { ...menu, top: topFor(menu, MENU_ROWS) };
}

/** The first row in sight when `height` rows are. */
export function topFor({ row, top }: Pick<Menu, 'row' | 'top'>, height: number): number {
  if (row < 0) return 0;
  return row < top ? row : row >= top + height ? row - height + 1 : top;
}

/**
 * The menu with what arrived late. Once somebody has moved into it, the entries stay where they are and new ones come
 * after them: what is under the finger never moves.
 */
export function renewed(menu: Menu, { items, cut, note }: Pick<Menu, 'items' | 'cut' | 'note'>): Menu {
  if (menu.row < 0) return { ...menu, items, cut, note, top: 0 };
  const known = new Set(menu.items.map(({ insert }) => insert));
  return { ...menu, cut, note, items: [...menu.items, ...items.filter(({ insert }) => !known.has(insert))] };
}

type Shown = Pick<Menu, 'items' | 'cut'>;

/** The one entry that is surely meant; undefined when there are several. */
export function surelyMeant({ prefix, unlisted }: CompletionContext, { items, cut }: Shown): Candidate | undefined {
  if (prefix === '' && unlisted === true) return undefined;
  if (items.length === 1) return items[0];
  if (prefix === '') return undefined;
  const begin = items.filter(({ begins }) => begins);
  const [only] = begin;
  if (only === undefined || begin.length > 1) return undefined;
  for (const insert of beginning(prefix, cut)) if (insert !== only.insert) return undefined;
  return only;
}

/** What all entries that begin with the typed text go on with, also those not shown; empty when nothing is common. */
export function commonStart({ prefix, quote }: CompletionContext, { items, cut }: Shown): string {
  const begin = items.filter(({ begins, kind }) => begins && kind !== 'keyword');
  if (prefix === '' || quote !== '' || begin.length < 2) return '';
  const [first = '', ...others] = begin.map(({ insert }) => insert);
  let common = first;
  const shorten = (other: string): void => {
    while (!other.startsWith(common)) common = common.slice(0, -1);
  };
  others.forEach(shorten);
  for (const insert of beginning(prefix, cut)) {
    if (common.length <= prefix.length) return '';
    shorten(insert);
  }
  return common.length > prefix.length && common.toLowerCase().startsWith(prefix.toLowerCase()) ? common : '';
}

/** What is inserted for all that begins with the typed text. */
function* beginning(prefix: string, pools: readonly Pool[]): Generator<string> {
  const lower = prefix.toLowerCase();
  for (const pool of pools) {
    if (pool.kind === 'keyword') continue;
    for (const known of pool.entries) if (known.name.toLowerCase().startsWith(lower)) yield pool.insert(known);
  }
}
