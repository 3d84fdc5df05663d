import type * as DuckDB from '@duckdb/node-api';
import { CancelledError } from '../../support/errors.js';

/** DuckDB forgets an interrupt that comes before a statement starts, so it is repeated until that ends. */
export const INTERRUPT_EVERY_MS = 20;

/** Turns an AbortSignal into DuckDB's `interrupt()`. */
export class Interrupter {
  readonly #native: DuckDB.DuckDBConnection;
  readonly #signal: AbortSignal | undefined;
  readonly #keep: <T>(start: () => Promise<T>) => Promise<T>;

  constructor(
    native: DuckDB.DuckDBConnection,
    signal: AbortSignal | undefined,
    keep: <T>(start: () => Promise<T>) => Promise<T>,
  ) {
    this.#native = native;
    this.#signal = signal;
    this.#keep = keep;
  }

  get requested(): boolean {
    return this.#signal?.aborted ?? false;
  }

  /** Runs `work`; an abort interrupts it until it ends, because an interrupt before the start of a statement is lost. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.requested) throw new CancelledError('The statement was cancelled.', { confirmed: true });
    let timer: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      this.#native.interrupt();
      timer ??= setInterval(() => this.#native.interrupt(), INTERRUPT_EVERY_MS);
    };
    this.#signal?.addEventListener('abort', interrupt, { once: true });
    try {
      return await this.#keep(work);
    } finally {
      clearInterval(timer);
      this.#signal?.removeEventListener('abort', interrupt);
    }
  }

  stop(): void {
    this.#native.interrupt();
  }
}
