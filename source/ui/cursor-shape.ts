import { useLayoutEffect } from 'react';
import { useTty } from './app-render.js';

export type CursorShape = 'block' | 'bar';

/** Gives the cursor a shape for as long as the component is there; `undefined` leaves it as the person set it. */
export function useCursorShape(shape: CursorShape | undefined): void {
  const tty = useTty();
  useLayoutEffect(() => {
    if (shape === undefined) return undefined;
    tty.setCursorShape(shape);
    return () => tty.setCursorShape(undefined);
  }, [shape, tty]);
}
