import type * as DuckDB from '@duckdb/node-api';
import type { Batch, Column } from '../../results/column.js';
import { CancelledError, type QueryError } from '../../support/errors.js';
import type { CancelOutcome, Statement } from '../base.js';
import type { Interrupter } from './interrupter.js';
import { batchesOf } from './chunk-rows.js';
import { cellWriter } from './cell-text.js';
import { columnOf } from './values.js';

// duckdb.h's duckdb_result_type.
const FAILED = 0;
const ROWS_CHANGED = 1;
const HAS_ROWS = 3;

/** A result of DuckDB, read chunk by chunk. */
export class DuckDBStatement implements Statement {
  readonly queryId = null;
  readonly columns;
  /** Each row is a text that the engine made of the columns. */
  readonly isLines: boolean;
  readonly rowsAffected: number | null;
  readonly message = null;
  #incomplete = false;
  #ended = false;
  #cancelled = false;
  readonly #result: DuckDB.DuckDBResult;
  readonly #zone: string;
  readonly #interrupter: Interrupter;
  readonly #whyFailed: () => Promise<QueryError>;

  constructor(
    result: DuckDB.DuckDBResult,
    zone: string,
    interrupter: Interrupter,
    changes: boolean,
    whyFailed: () => Promise<QueryError>,
    lineColumns?: readonly Column[],
  ) {
    this.#result = result;
    this.#zone = zone;
    this.#interrupter = interrupter;
    this.#whyFailed = whyFailed;
    const types = result.returnType === HAS_ROWS ? result.columnTypes() : [];
    this.columns = lineColumns ?? types.map((type, index) => columnOf(result.columnName(index), type, zone));
    this.isLines = lineColumns !== undefined;
    this.rowsAffected = result.returnType === ROWS_CHANGED && changes ? result.rowsChanged : null;
    this.#ended = types.length === 0;
  }

  get incomplete(): boolean {
    return this.#incomplete;
  }

  get isOpen(): boolean {
    return !this.#ended;
  }

  async *batches(): AsyncIterable<Batch> {
    const writers = this.columns.length === 0 ? [] : this.#result.columnTypes().map((t) => cellWriter(t, this.#zone));
    while (!this.#ended && !this.#incomplete) {
      const chunk = await this.#fetch();
      if (!chunk || chunk.rowCount === 0) {
        this.#ended = true;
        break;
      }
      for (const batch of batchesOf(chunk, writers)) {
        yield batch;
        if (this.#ended || this.#incomplete) break;
      }
      // Its texts are DuckDB's memory, of which the garbage collector knows nothing.
      chunk.reset();
    }
    if (this.#cancelled) throw new CancelledError('The statement was cancelled.', { confirmed: true });
  }

  async #fetch(): Promise<DuckDB.DuckDBDataChunk | null> {
    const chunk = await this.#interrupter.guard(() => this.#result.fetchChunk());
    if (this.#ended) return null; // Cancelled, closed or superseded meanwhile.
    if ((chunk && chunk.rowCount > 0) || (this.#result.returnType as number) !== FAILED) return chunk;
    this.#ended = true;
    if (this.#interrupter.requested) throw new CancelledError('The statement was cancelled.', { confirmed: true });
    throw await this.#whyFailed();
  }

  async cancel(): Promise<CancelOutcome> {
    if (this.#ended) return 'finished';
    this.#cancelled = true;
    this.#ended = true;
    this.#interrupter.stop();
    return 'cancelled';
  }

  async supersede(): Promise<void> {
    if (!this.#ended) this.#incomplete = true;
    await this.close();
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#interrupter.stop();
  }
}
