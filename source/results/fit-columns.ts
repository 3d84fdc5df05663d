/** What is known of a column before its width is chosen, in terminal columns. */
export interface Measure {
  /** Wide enough for everything that is shown. */
  readonly natural: number;
  /** Narrower than that it says too little. */
  readonly floor: number;
  /** Holds nothing but NULL and ''. */
  readonly blank: boolean;
}

export interface Fitted {
  /** Which columns are shown, left to right, and how wide. */
  readonly shown: readonly { readonly index: number; readonly width: number }[];
  /** The position in `shown` before which the `…` of left-out columns stands; null when none were left out there. */
  readonly gapAt: number | null;
  readonly blank: readonly number[];
  readonly leftOut: readonly number[];
}

/**
 * Chooses widths so that the columns, `between` apart, take at most `room`: columns without content go where the others
 * are then whole; else the widest are narrowed, down to their floors; then columns without content go, then those in the
 * middle.
 */
export function fitColumns(measures: readonly Measure[], room: number, between: number): Fitted {
  const all = measures.map((_, index) => index);
  const blank = all.filter((index) => measures[index]!.blank);
  const content = blank.length < all.length ? all.filter((index) => !measures[index]!.blank) : all;
  const dropped = content === all ? [] : blank;
  const pick = (indexes: readonly number[]) => indexes.map((index) => measures[index]!);
  const roomFor = (indexes: readonly number[]) => room - between * (indexes.length - 1);
  // Nothing is lost by leaving out what says nothing: that comes before any value is cut, where it helps.
  if (!isWhole(pick(all), roomFor(all)) && isWhole(pick(content), roomFor(content))) {
    return result(content, narrow(pick(content), roomFor(content))!, null, dropped, []);
  }
  const widths = narrow(measures, roomFor(all));
  if (widths) return result(all, widths, null, [], []);
  const withContent = narrow(pick(content), roomFor(content));
  if (withContent) return result(content, withContent, null, dropped, []);
  const { left, right } = fromBothEnds(content, measures, room, between);
  const kept = [...left, ...right];
  const space = room - between * kept.length - 1;
  const fitting = narrow(pick(kept), space) ?? [Math.max(1, kept.length === 1 ? space : 1)];
  const leftOut = content.slice(left.length, content.length - right.length);
  return result(kept, fitting, leftOut.length > 0 ? left.length : null, dropped, leftOut);
}

function isWhole(measures: readonly Measure[], room: number): boolean {
  return measures.reduce((total, { natural }) => total + natural, 0) <= room;
}

function result(
  indexes: readonly number[],
  widths: readonly number[],
  gapAt: number | null,
  blank: readonly number[],
  leftOut: readonly number[],
): Fitted {
  return { shown: indexes.map((index, at) => ({ index, width: widths[at]! })), gapAt, blank, leftOut };
}

/** Widths that fit, by lowering the widest columns to one level; null when even the floors don't fit. */
function narrow(measures: readonly Measure[], room: number): number[] | null {
  const at = (level: number) => measures.map(({ natural, floor }) => Math.min(natural, Math.max(floor, level)));
  const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width, 0);
  const widest = measures.reduce((most, { natural }) => Math.max(most, natural), 0);
  if (sum(at(widest)) <= room) return at(widest);
  if (sum(at(0)) > room) return null;
  let low = 0;
  let high = widest;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sum(at(middle)) <= room) low = middle;
    else high = middle - 1;
  }
  return handOut(at(low), measures, room, low);
}

/** What is left after levelling goes, one column each, to those that are still narrower than they would like. */
function handOut(widths: number[], measures: readonly Measure[], room: number, level: number): number[] {
  let rest = room - widths.reduce((total, width) => total + width, 0);
  return widths.map((width, index) => {
    const takes = rest > 0 && width === level && measures[index]!.natural > width;
    if (takes) rest--;
    return takes ? width + 1 : width;
  });
}

/** The columns at both ends that fit at their floors, taken in turn from the left and from the right. */
function fromBothEnds(
  indexes: readonly number[],
  measures: readonly Measure[],
  room: number,
  between: number,
): { left: number[]; right: number[] } {
  const left: number[] = [indexes[0]!];
  const right: number[] = [];
  // The `…` is one wide and has its own gap.
  let used = Math.min(measures[indexes[0]!]!.natural, measures[indexes[0]!]!.floor) + between + 1;
  let open: ('left' | 'right')[] = ['right', 'left'];
  while (open.length > 0 && left.length + right.length < indexes.length) {
    const side = open.shift()!;
    const index = side === 'left' ? indexes[left.length]! : indexes[indexes.length - 1 - right.length]!;
    const cost = between + Math.min(measures[index]!.natural, measures[index]!.floor);
    if (used + cost > room) continue;
    used += cost;
    if (side === 'left') left.push(index);
    else right.unshift(index);
    open = [...open, side];
  }
  return { left, right };
}
