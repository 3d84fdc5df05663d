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

// How often the driver asks for a file of rows again, four times over, since it then asks for the addresses anew: 24 s at
// most. Its own 10 times with up to 16 s between them are minutes of silence, and no option reaches them.
const FILE_RETRIES = 2;
const FILE_RETRY_SECONDS = 3;

interface Result {
  readonly _chunks: readonly { setUrl(url: string): void }[];
  refresh(response: { readonly data: { readonly chunks?: readonly { readonly url: string }[] } }): void;
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
  refreshAddresses(require);
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

/**
 * New addresses for the files of a result whose old ones are refused (they live for hours). The driver's own way ends in
 * a TypeError where the first rows came along with the answer: they are a chunk, too, but have no address.
 */
function refreshAddresses(require: NodeJS.Require): void {
  const config = require('snowflake-sdk/dist/lib/connection/connection_config.js') as { prototype: object };
  Object.assign(config.prototype, {
    getRetryLargeResultSetMaxNumRetries: () => FILE_RETRIES,
    getRetryLargeResultSetMaxSleepTime: () => FILE_RETRY_SECONDS,
  });
  const { prototype } = require('snowflake-sdk/dist/lib/connection/result/result.js') as { prototype: Result };
  prototype.refresh = function refreshed(this: Result, { data: { chunks = [] } }) {
    const inAnswer = this._chunks.length - chunks.length;
    chunks.forEach(({ url }, index) => this._chunks[inAnswer + index]?.setUrl(url));
  };
}
