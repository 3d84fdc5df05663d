import type { Readable } from 'node:stream';
import type { Batch, Cell, Column } from '../../results/column.js';
import { CancelledError, QueryError } from '../../support/errors.js';
import type { CancelOutcome, Statement } from '../base.js';
import { DAMAGED, whenLoaded } from './chunks.js';
import type { DriverStatement } from './driver.js';
import { guardConversions } from './conversions.js';
import { cellOf, type CellReader } from './values.js';

/** Rows handed on at once: enough that the loop around them costs nothing, few enough to paint the first at once. */
const BATCH_ROWS = 1000;
/** Rows of long texts make smaller batches: 1,000 of 100 kB would be 100 MB. */
const BATCH_CHARACTERS = 1_000_000;

export interface StatementFacts {
  readonly driver: DriverStatement;
  readonly columns: readonly Column[];
  readonly readers: readonly CellReader[];
  /** Rows come raw. Else the driver converts them, and may throw where nobody can catch it. */
  readonly exact: boolean;
  readonly rowsAffected: number | null;
  readonly message: string | null;
  readonly totalRows: number | null;
  readonly signal: AbortSignal | undefined;
  readonly mapError: (thrown: unknown) => Error;
}

/** A statement whose result is ready on the server; rows are fetched chunk by chunk as they are read. */
export class SnowflakeStatement implements Statement {
  readonly queryId: string | null;
  readonly columns: readonly Column[];
  readonly rowsAffected: number | null;
  readonly message: string | null;
  readonly totalRows: number | null;
  private readonly facts: StatementFacts;
  private stream: Readable | undefined;
  private state: 'open' | 'read' | 'cancelled' | 'closed' = 'open';
  private taken = false;

  constructor(facts: StatementFacts) {
    this.facts = facts;
    this.queryId = facts.driver.getQueryId() ?? null;
    this.columns = facts.columns;
    this.rowsAffected = facts.rowsAffected;
    this.message = facts.message;
    this.totalRows = facts.totalRows;
    if (facts.columns.length === 0 || facts.totalRows === 0) this.state = 'read';
  }

  get incomplete(): boolean {
    return this.taken;
  }

  async *batches(): AsyncIterable<Batch> {
    if (this.state === 'read') return;
    if (this.stopped()) return;
    const stream = (this.stream = this.facts.driver.streamRows());
    const stop = (): void => {
      this.stop('cancelled');
    };
    this.facts.signal?.addEventListener('abort', stop, { once: true });
    const unguard = this.facts.exact ? undefined : guardConversions(stream);
    try {
      let batch: Cell[][] = [];
      let characters = 0;
      let count = 0;
      for await (const row of stream) {
        const cells = this.read(row as unknown[]);
        batch.push(cells);
        for (const cell of cells) characters += cell?.length ?? 0;
        count += 1;
        if (batch.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue;
        yield batch;
        if (this.stopped()) return;
        [batch, characters] = [[], 0];
      }
      if (this.stopped()) return;
      if (count !== (this.totalRows ?? count)) throw this.damaged();
      this.state = 'read';
      if (batch.length > 0) yield batch;
    } catch (thrown) {
      // A stream that was destroyed under its reader ends in "premature close".
      if (this.stopped()) return;
      throw this.facts.mapError(thrown);
    } finally {
      this.facts.signal?.removeEventListener('abort', stop);
      unguard?.();
      stream.destroy();
    }
  }

  /** The server is done with the statement already: what is left to stop is the fetching of its rows. */
  cancel(): Promise<CancelOutcome> {
    if (this.state === 'read' || this.state === 'closed') return Promise.resolve('finished');
    this.stop('cancelled');
    return Promise.resolve('cancelled');
  }

  close(): Promise<void> {
    if (this.state === 'open') this.stop('closed');
    return Promise.resolve();
  }

  /** When nothing of it is on its way any more. */
  settled(): Promise<void> {
    return whenLoaded(this.facts.driver);
  }

  /** A later statement takes the connection: rows that weren't read are lost to this one. */
  supersede(): void {
    if (this.state !== 'open') return;
    this.taken = true;
    this.stop('closed');
  }

  private stop(state: 'cancelled' | 'closed'): void {
    this.state = state;
    this.stream?.destroy();
  }

  private damaged(): QueryError {
    return new QueryError('Rows arrived damaged: a part of the result was cut or garbled on its way.', {
      queryId: this.queryId ?? undefined,
      hint: 'Run the statement again. If it lasts, something between here and Snowflake changes the data.',
    });
  }

  /** True when it was closed. @throws CancelledError when it was cancelled. */
  private stopped(): boolean {
    if (this.facts.signal?.aborted && this.state === 'open') this.stop('cancelled');
    if (this.state !== 'cancelled') return this.state === 'closed';
    throw new CancelledError('Cancelled while rows were being fetched.', {
      confirmed: true,
      queryId: this.queryId ?? undefined,
    });
  }

  private read(row: readonly unknown[]): Cell[] {
    if (row[0] === DAMAGED) throw this.damaged();
    const { readers } = this.facts;
    const cells = new Array<Cell>(readers.length);
    for (let index = 0; index < readers.length; index += 1) cells[index] = cellOf(row[index], readers[index]);
    return cells;
  }
}
