import { setFlagsFromString } from 'node:v8';

// After a collection V8 lets the heap grow by this much before the next; its own choice is up to 400 %.
const GROWTH_PERCENT = 30;

/**
 * Rows that pass through live as long as the chunk that brought them: long enough to be moved to where V8 looks for
 * garbage only when the heap has grown by far. A million rows from Snowflake held 340 MiB, of which 48 were alive; with
 * this 190.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}

/**
 * Keeps the space for new values, three times 16 MB otherwise, at the size it has now: that million rows held 150 MiB
 * then, for a fifth more of the processor's time. To be called before a driver is loaded.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
