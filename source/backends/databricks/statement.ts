import type { Batch, Column } from '../../results/column.js';
import { CancelledError, type SmallexError } from '../../support/errors.js';
import type { CancelOutcome, Statement } from '../base.js';
import type { DriverOperation } from './driver.js';
import { cancelOperation, release, within } from './operation.js';

// A fetch brings at most 20,000 rows, or a few files from cloud storage.
const FETCH_LIMIT_MS = 600_000;

export interface StatementParts {
  readonly operation: DriverOperation;
  readonly columns: readonly Column[];
  readonly rows: AsyncGenerator<Batch>;
  readonly rowsAffected: number | null;
  /** Aborted by the one who asked for the statement. */
  readonly signal: AbortSignal | undefined;
  /** Milliseconds that the server says it worked; null when it doesn't. */
  readonly serverMs: number | null;
  readonly toError: (thrown: unknown) => SmallexError;
}

/** A finished statement whose rows are still on the server. */
export class DatabricksStatement implements Statement {
  readonly queryId: string;
  readonly columns: readonly Column[];
  readonly rowsAffected: number | null;
  readonly message = null;
  readonly serverMs: number | null;
  readonly totalRows = null;
  #state: 'open' | 'read' | 'closed' = 'open';
  #incomplete = false;
  #cancelled: Promise<CancelOutcome> | undefined;
  #stop: (() => void) | undefined;
  #released: Promise<void> | undefined;
  readonly #parts: StatementParts;

  constructor(parts: StatementParts) {
    this.#parts = parts;
    this.queryId = parts.operation.id;
    this.columns = parts.columns;
    this.rowsAffected = parts.rowsAffected;
    this.serverMs = parts.serverMs;
    if (parts.columns.length === 0) this.#finish();
  }

  get incomplete(): boolean {
    return this.#incomplete;
  }

  async *batches(): AsyncGenerator<Batch> {
    const { signal, rows } = this.#parts;
    const onAbort = () => void this.cancel();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      while (this.#state === 'open') {
        if (signal?.aborted) await this.cancel();
        const next = await this.#next(rows);
        if (next.done) this.#finish();
        else yield next.value;
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
    await this.#throwIfCancelled();
  }

  async #next(rows: AsyncGenerator<Batch>): Promise<IteratorResult<Batch, void>> {
    try {
      const next = await this.#fetched(rows);
      await this.#throwIfCancelled();
      return this.#isOpen() ? (next as IteratorResult<Batch, void>) : { done: true, value: undefined };
    } catch (thrown) {
      await this.#throwIfCancelled();
      if (!this.#isOpen()) return { done: true, value: undefined };
      await this.close();
      throw this.#parts.toError(thrown);
    }
  }

  /** A fetch that hangs, or brings files from cloud storage, is not waited for once it is cancelled. */
  #fetched(rows: AsyncGenerator<Batch>): Promise<IteratorResult<Batch, unknown>> {
    return new Promise((resolve, reject) => {
      this.#stop = () => resolve({ done: true, value: undefined });
      if (this.#cancelled) this.#stop();
      within(FETCH_LIMIT_MS, rows.next()).then(resolve, reject);
    });
  }

  #isOpen(): boolean {
    return this.#state === 'open';
  }

  async #throwIfCancelled(): Promise<void> {
    if (!this.#cancelled) return;
    const outcome = await this.#cancelled;
    throw new CancelledError('The statement was cancelled.', {
      confirmed: outcome !== 'unconfirmed',
      queryId: this.queryId,
    });
  }

  async cancel(): Promise<CancelOutcome> {
    if (this.#state !== 'open') return 'finished';
    // The engine is done with it and only sends rows, so `finished` here means that no more rows come.
    this.#cancelled ??= cancelOperation(this.#parts.operation).then((outcome) =>
      outcome === 'unconfirmed' ? outcome : 'cancelled',
    );
    this.#stop?.();
    return await this.#cancelled;
  }

  async close(): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'closed';
      this.#incomplete = true;
    }
    this.#released ??= release(this.#parts.operation);
    await this.#released;
  }

  #finish(): void {
    if (this.#state !== 'open') return;
    this.#state = 'read';
    this.#released ??= release(this.#parts.operation);
  }
}
