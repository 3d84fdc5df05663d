import type { DOMElement } from 'ink';
import { useLayoutEffect, useState, type RefObject } from 'react';

/** A cell of the frame, counted from its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Where the layout has put a box; `undefined` in the first frame, because the layout is known only after the commit.
 * The cursor needs it: Ink places it in the frame, not in a component.
 */
export function useBoxPlace(box: RefObject<DOMElement | null>): Place | undefined {
  const [place, setPlace] = useState<Place | undefined>(undefined);
  // Measured after every commit, because whatever stands above the box may have grown; it sets a state only when the
  // box has moved, so it ends.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useLayoutEffect(() => {
    const next = placeOf(box.current);
    // eslint-disable-next-line react-hooks/set-state-in-effect
    if (next !== undefined && (next.x !== place?.x || next.y !== place.y)) setPlace(next);
  });
  return place;
}

function placeOf(element: DOMElement | null): Place | undefined {
  if (element?.yogaNode === undefined) return undefined;
  let x = 0;
  let y = 0;
  for (let node: DOMElement | undefined = element; node?.yogaNode !== undefined; node = node.parentNode) {
    x += node.yogaNode.getComputedLeft();
    y += node.yogaNode.getComputedTop();
  }
  return { x, y };
}
