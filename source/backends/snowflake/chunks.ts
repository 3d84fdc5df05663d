import { createRequire } from 'node:module';
import type { DriverStatement } from './driver.js';

/** Stands in every cell of rows that arrived damaged. */
export const DAMAGED: unique symbol = Symbol('damaged rows');

interface Chunk {
  readonly _statement: DriverStatement;
  getRows(): unknown[] | undefined;
  getStartIndex(): number;
  getEndIndex(): number;
  load(done?: (error: unknown, chunk: Chunk) => void): void;
}

const DAMAGED_ROW = { values: [], getColumnValue: () => DAMAGED, getColumnValueAsString: () => DAMAGED };
const guarded = new WeakSet();
const loading = new WeakMap<DriverStatement, Set<Promise<void>>>();

/**
 * Makes the driver hand on rows that arrived cut or garbled, marked as such, and tells when it has stopped loading.
 * Its own reading of a damaged chunk ends in an exception that nobody sees: the stream then waits for ever, or ends
 * early as if all rows had come (both seen with 3.3.0). Only for the version of which the inside is known.
 */
export function guardChunks(): void {
  const require = createRequire(import.meta.url);
  const { prototype } = require('snowflake-sdk/dist/lib/connection/result/chunk.js') as { prototype: Chunk };
  if (guarded.has(prototype)) return;
  guarded.add(prototype);
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the chunk as `this` below
  const { getRows, load } = prototype;
  prototype.getRows = function guardedRows(this: Chunk) {
    const count = this.getEndIndex() - this.getStartIndex() + 1;
    try {
      const rows = getRows.call(this);
      if (rows === undefined || rows.length === count) return rows;
    } catch {
      // Marked below, like rows that are too few.
    }
    return new Array<unknown>(count).fill(DAMAGED_ROW);
  };
  prototype.load = function watchedLoad(this: Chunk, done) {
    const loads = loading.get(this._statement) ?? new Set<Promise<void>>();
    loading.set(this._statement, loads);
    const loaded = new Promise<void>((resolve) => {
      load.call(this, (error, chunk) => {
        resolve();
        done?.(error, chunk);
      });
    });
    loads.add(loaded);
    void loaded.then(() => loads.delete(loaded));
  };
}

/**
 * Waits for the chunks of a statement that are on their way. The driver can't stop them, and to one that is cut off by
 * the end of its connection it comes back for seconds, keeping the process alive.
 */
export async function whenLoaded(statement: DriverStatement): Promise<void> {
  await Promise.all([...(loading.get(statement) ?? [])]);
}
