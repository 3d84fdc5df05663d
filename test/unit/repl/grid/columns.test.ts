import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leftEndingAt, leftFor, placeColumns } from '../../../../source/repl/grid/columns.js';

const anyPlacement = fc
  .record({
    widths: fc.array(fc.integer({ min: 3, max: 60 }), { minLength: 1, maxLength: 40 }),
    frozen: fc.nat(5),
    left: fc.nat(40),
    place: fc.nat(40),
    room: fc.integer({ min: 16, max: 200 }),
  })
  .map(({ widths, frozen, left, place, room }) => {
    const last = widths.length - 1;
    return {
      place: Math.min(place, last),
      placement: {
        order: widths.map((_, index) => index),
        frozen: Math.min(frozen, last),
        left: Math.min(left, last),
        room,
        widthOf: (index: number) => Math.min(widths[index]!, room - 2),
      },
    };
  });

test('columns never take more than the room, and stand in their order', () => {
  fc.assert(
    fc.property(anyPlacement, ({ placement }) => {
      const { frozen, scrolling } = placeColumns(placement);
      const all = [...frozen, ...scrolling];
      const used = all.reduce((total, { width }) => total + width + 2, frozen.length > 0 ? 1 : 0);
      expect(used).toBeLessThanOrEqual(placement.room);
      expect(all.every(({ width, index }) => width > 0 && width <= placement.widthOf(index))).toBe(true);
      expect(all.map(({ place }) => place)).toEqual([...all.map(({ place }) => place)].sort((a, b) => a - b));
    }),
  );
});

test('scrolling shows the column one goes to, and doesn’t move for one that is seen whole', () => {
  fc.assert(
    fc.property(anyPlacement, ({ placement, place }) => {
      fc.pre(place >= placement.frozen);
      const left = leftFor(placement, place);
      expect(placeColumns({ ...placement, left }).scrolling.map((slot) => slot.place)).toContain(place);
      expect(leftFor({ ...placement, left }, place)).toBe(left);
      const ending = leftEndingAt(placement, place);
      expect(placeColumns({ ...placement, left: ending }).scrolling.map((slot) => slot.place)).toContain(place);
    }),
  );
});
