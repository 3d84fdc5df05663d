import type { CancelOutcome, Statement } from '../backends/base.js';
import type { Batch } from '../results/column.js';
import { ConnectionError } from '../support/errors.js';

export interface Watch {
  /** The statement sent once more after an error before its first row. @throws the error to pass on */
  readonly again: (thrown: unknown) => Promise<Statement>;
  /** Told of an error behind the first row. */
  readonly cut: (thrown: unknown) => void;
  /** Told once nothing is left to read. */
  readonly ended: () => void;
}

/** A statement whose connection may be lost while its rows are read. */
export class WatchedStatement implements Statement {
  readonly columns;
  #inner: Statement;
  readonly #watch: Watch;
  #isOpen: boolean;

  constructor(inner: Statement, watch: Watch) {
    this.#inner = inner;
    this.#watch = watch;
    this.columns = inner.columns;
    this.#isOpen = inner.columns.length > 0 && inner.written === undefined;
  }

  /** False once the engine has nothing more to send for it. */
  get isOpen(): boolean {
    return this.#isOpen && !this.#inner.incomplete;
  }

  get queryId(): string | null {
    return this.#inner.queryId;
  }

  get rowsAffected(): number | null {
    return this.#inner.rowsAffected;
  }

  get serverMs(): number | null {
    return this.#inner.serverMs ?? null;
  }

  get message(): string | null {
    return this.#inner.message ?? null;
  }

  get totalRows(): number | null {
    return this.#inner.totalRows ?? null;
  }

  get written(): number | undefined {
    return this.#inner.written;
  }

  get isLines(): boolean {
    return this.#inner.isLines === true;
  }

  get incomplete(): boolean {
    return this.#inner.incomplete;
  }

  async *batches(): AsyncIterable<Batch> {
    let given = false;
    for (;;) {
      try {
        for await (const batch of this.#inner.batches()) {
          given = true;
          yield batch;
        }
        this.#end();
        return;
      } catch (thrown) {
        if (given || !(thrown instanceof ConnectionError)) {
          this.#watch.cut(thrown);
          this.#end();
          throw thrown;
        }
        this.#inner = await this.#repeated(thrown);
      }
    }
  }

  /** The columns were shown already: a table that has changed meanwhile is no longer this result. */
  async #repeated(thrown: unknown): Promise<Statement> {
    const next = await this.#watch.again(thrown).catch((error: unknown) => {
      this.#end();
      throw error;
    });
    const isSame =
      next.isLines === this.#inner.isLines &&
      next.columns.length === this.columns.length &&
      next.columns.every(({ name, typeName }, index) => {
        const before = this.columns[index]!;
        return name === before.name && typeName === before.typeName;
      });
    if (isSame) return next;
    await next.close();
    this.#end();
    throw thrown;
  }

  cancel(): Promise<CancelOutcome> {
    return this.#inner.cancel();
  }

  async close(): Promise<void> {
    await this.#inner.close();
    this.#end();
  }

  #end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#watch.ended();
  }
}
