import { createRequire } from 'node:module';
import type { DriverStatement } from './driver.js';

/** Stands in every cell of rows that arrived damaged. */
export const DAMAGED: unique symbol = Symbol('damaged rows');

interface Chunk {
  readonly _statement: DriverStatement;
  _rowset?: unknown[] | undefined;
  _rowsetAsString?: string | undefined;
  _rows?: unknown[] | undefined;
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
      const rows = leanRows(this, getRows);
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

interface DriverRow {
  readonly values: unknown;
}

/**
 * The rows of a chunk. The driver gives each one its own seven fields; they all live as long as the chunk, long enough to
 * be moved to where V8 rarely cleans up: 1,000,000 rows of six columns held 340 MiB. Here they share what is the same.
 */
function leanRows(chunk: Chunk, getRows: Chunk['getRows']): unknown[] | undefined {
  if (Array.isArray(chunk._rows)) return chunk._rows;
  const { _rowset, _rowsetAsString } = chunk;
  const values = _rowsetAsString ? (JSON.parse(`[${_rowsetAsString}]`) as unknown[]) : _rowset;
  if (!Array.isArray(values) || values.length === 0) return getRows.call(chunk);
  chunk._rowsetAsString = undefined;
  chunk._rowset = values.slice(0, 1);
  const [first] = getRows.call(chunk) as [DriverRow];
  const shared = { ...first, values: undefined };
  const Row = function (this: { values: unknown }, own: unknown): void {
    this.values = own;
  } as unknown as new (own: unknown) => DriverRow;
  Row.prototype = shared;
  chunk._rows = values.map((own) => new Row(own));
  return chunk._rows;
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
