/** A column that is seen. */
export interface Slot {
  /** Of the result. */
  readonly index: number;
  /** Among the columns that are not hidden. */
  readonly place: number;
  /** Of its text; a blank stands on each side of it. */
  readonly width: number;
}

export interface Placement {
  /** Indexes of the columns that are not hidden, in their order. */
  readonly order: readonly number[];
  /** So many of them stay at the left. */
  readonly frozen: number;
  /** The place of the first that scrolls. */
  readonly left: number;
  /** Terminal columns. */
  readonly room: number;
  readonly widthOf: (index: number) => number;
}

export interface Placed {
  readonly frozen: readonly Slot[];
  readonly scrolling: readonly Slot[];
}

const PADDING = 2;
// What is left at the right edge shows the start of a column when four characters fit.
const LEAST_PART = 4;
// Frozen columns leave this much to the others.
const LEAST_SCROLLING = 12;

/** The columns that fit, the last of them perhaps cut. */
export function placeColumns({ order, frozen, left, room, widthOf }: Placement): Placed {
  const kept = fill(order.slice(0, frozen), 0, room - (frozen < order.length ? LEAST_SCROLLING : 0), widthOf);
  const used = kept.reduce((total, { width }) => total + width + PADDING, kept.length > 0 ? 1 : 0);
  const start = Math.max(left, frozen);
  return { frozen: kept, scrolling: fill(order.slice(start), start, room - used, widthOf) };
}

/** The least scrolled `left` at which the column at `place` is whole, as near as possible to the one it has. */
export function leftFor(placement: Placement, place: number): number {
  const { frozen, order } = placement;
  if (place < frozen) return placement.left;
  let left = Math.max(frozen, Math.min(placement.left, order.length - 1));
  if (place < left) return place;
  while (left < place && !isWhole({ ...placement, left }, place)) left += 1;
  return left;
}

/** The first scrolled place when the column at `last` is to be the last that is seen. */
export function leftEndingAt(placement: Placement, last: number): number {
  let left = last;
  while (left > placement.frozen && isWhole({ ...placement, left: left - 1 }, last)) left -= 1;
  return left;
}

function isWhole(placement: Placement, place: number): boolean {
  const slot = placeColumns(placement).scrolling.find((candidate) => candidate.place === place);
  return slot !== undefined && slot.width >= placement.widthOf(slot.index);
}

function fill(indexes: readonly number[], place: number, room: number, widthOf: Placement['widthOf']): Slot[] {
  const slots: Slot[] = [];
  let used = 0;
  for (const [offset, index] of indexes.entries()) {
    const rest = room - used - PADDING;
    const width = widthOf(index);
    const isFirst = slots.length === 0;
    if (width <= rest) slots.push({ index, place: place + offset, width });
    else {
      if (rest >= LEAST_PART || (isFirst && rest > 0)) slots.push({ index, place: place + offset, width: rest });
      break;
    }
    used += width + PADDING;
  }
  return slots;
}
