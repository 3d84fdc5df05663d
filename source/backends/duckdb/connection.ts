import type * as DuckDB from '@duckdb/node-api';
import type { Batch } from '../../results/column.js';
import { CancelledError, ConnectionError, QueryError, SmallexError } from '../../support/errors.js';
import type { CancelOutcome, Catalog, Connection, ConnectionContext, ExecuteOptions, Statement } from '../base.js';
import { DuckDBCatalog } from './catalog.js';
import { isInterrupt, queryError } from './errors.js';
import { bindParameters } from './parameters.js';
import { cellWriter, columnOf } from './values.js';

const INTERRUPT_EVERY_MS = 20;
const PROGRESS_EVERY_MS = 100;
const CLOSE_LIMIT_MS = 3_000;

/** One DuckDB connection. `native` is closed with it; `release` closes the instance when nobody else uses it. */
export class DuckDBConnection implements Connection {
  readonly engine = 'duckdb';
  readonly catalog: Catalog;
  readonly #native: DuckDB.DuckDBConnection;
  readonly #release: () => void;
  #context: ConnectionContext;
  #open: DuckDBStatement | undefined;
  #closing: Promise<void> | undefined;
  /** What runs in the driver now: a connection that is taken away under it crashes the process. */
  readonly #working = new Set<Promise<unknown>>();

  constructor(native: DuckDB.DuckDBConnection, context: ConnectionContext, release: () => void) {
    this.#native = native;
    this.#context = context;
    this.#release = release;
    this.catalog = new DuckDBCatalog((sql, values) => this.#ask(sql, values));
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<Statement> {
    this.#mustBeOpen();
    await this.#takeTurn();
    const { signal } = options;
    const interrupter = new Interrupter(this.#native, signal, (work) => this.#keep(work));
    try {
      const { result, statementType } = await interrupter.guard(() => this.#start(sql, options));
      const statement = new DuckDBStatement(result, this.#zone, interrupter, changesRows(statementType), () =>
        this.#whyStreamFailed(sql),
      );
      this.#track(statementType);
      if (!result.isStreaming) await this.refreshContext();
      this.#open = statement;
      return statement;
    } catch (error) {
      if (isInterrupt(error)) throw new CancelledError('The statement was cancelled.', { confirmed: true });
      throw error instanceof SmallexError ? error : queryError(error, sql);
    }
  }

  /**
   * The driver ends a stream that failed like one that is complete and keeps the reason to itself. Running the
   * statement under EXPLAIN ANALYZE, which keeps no rows, makes it tell; an aborted transaction can't be asked.
   */
  async #whyStreamFailed(sql: string): Promise<QueryError> {
    if (this.#context.inTransaction !== true) {
      try {
        await this.#native.run(`EXPLAIN ANALYZE ${sql}`);
      } catch (error) {
        const told = queryError(error, `EXPLAIN ANALYZE ${sql}`);
        const position = told.position === undefined ? undefined : told.position - 'EXPLAIN ANALYZE '.length;
        return new QueryError(told.message, { engineCode: told.engineCode, hint: told.hint, position, cause: error });
      }
    }
    return new QueryError('The statement failed while its rows were read; DuckDB does not say why.', {
      hint: 'Run it again with LIMIT, or write the rows into a table, to find the row that fails.',
    });
  }

  /** Runs what the text holds (a PIVOT becomes two statements) and gives the last one's result. */
  async #start(sql: string, { parameters, onEvent }: ExecuteOptions): Promise<Started> {
    const extracted = await this.#native.extractStatements(sql);
    const stopProgress = onEvent ? this.#watchProgress(onEvent) : () => undefined;
    try {
      for (let index = 0; index < extracted.count - 1; index++) {
        const before = await extracted.prepare(index);
        await before.run();
        before.destroySync();
      }
      const prepared = await extracted.prepare(extracted.count - 1);
      if (parameters) await bindParameters(this.#native, prepared, parameters);
      const { statementType } = prepared;
      // Only a materialised result counts the rows that an INSERT, UPDATE or DELETE changed.
      const result = STREAMED.has(statementType) ? await prepared.stream() : await prepared.run();
      return { result, statementType };
    } finally {
      stopProgress();
    }
  }

  #watchProgress(onEvent: NonNullable<ExecuteOptions['onEvent']>): () => void {
    const timer = setInterval(() => {
      const { percentage } = this.#native.progress;
      if (percentage > 0) onEvent({ type: 'waiting', for: 'running', fraction: Math.min(1, percentage / 100) });
    }, PROGRESS_EVERY_MS);
    return () => clearInterval(timer);
  }

  #track(statementType: DuckDB.StatementType): void {
    if (statementType !== TRANSACTION) return;
    // BEGIN, COMMIT and ROLLBACK alternate: DuckDB refuses a second BEGIN and a COMMIT without one.
    this.#context = { ...this.#context, inTransaction: this.#context.inTransaction !== true };
  }

  /** Reads where the session is now; what an aborted transaction refuses to tell stays as it was. */
  async refreshContext(): Promise<void> {
    try {
      const [row] = await this.#ask(CONTEXT_SQL, []);
      const [catalog = null, schema = null, timeZone = null] = row ?? [];
      this.#context = { ...this.#context, catalog, schema, timeZone };
    } catch {
      // An aborted transaction answers nothing until ROLLBACK.
    }
  }

  async #ask(sql: string, values: readonly string[]): Promise<(string | null)[][]> {
    this.#mustBeOpen();
    await this.#takeTurn();
    const result = await this.#keep(this.#native.run(sql, [...values]));
    return (await result.getRows()).map((row) => row.map((value) => (value === null ? null : String(value))));
  }

  #mustBeOpen(): void {
    if (this.#closing) throw new ConnectionError('This DuckDB connection is closed.', { engineCode: 'LOST' });
  }

  /** Any other statement silently ends an open stream in DuckDB: it is marked first. */
  async #takeTurn(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.supersede();
  }

  #keep<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    this.#working.add(settled);
    void settled.then(() => this.#working.delete(settled));
    return work;
  }

  get #zone(): string {
    return this.#context.timeZone ?? 'UTC';
  }

  context(): ConnectionContext {
    return this.#context;
  }

  /** While rows are being read the engine is known to answer, and a statement of ours would end them. */
  async ping(): Promise<void> {
    this.#mustBeOpen();
    if (this.#open?.isOpen !== true) await this.#keep(this.#native.run('SELECT 1'));
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    await this.#open?.close();
    const interrupting = setInterval(() => this.#native.interrupt(), INTERRUPT_EVERY_MS);
    if (this.#working.size > 0) this.#native.interrupt();
    const ended = Promise.all(this.#working).then(() => {
      clearInterval(interrupting);
      this.#native.disconnectSync();
      this.#release();
    });
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_LIMIT_MS)))]);
    clearTimeout(timer);
    clearInterval(interrupting);
  }
}

export const CONTEXT_SQL = `SELECT current_database(), current_schema(), current_setting('TimeZone')`;

interface Started {
  readonly result: DuckDB.DuckDBResult;
  readonly statementType: DuckDB.StatementType;
}

// duckdb.h's duckdb_statement_type; the driver's own enum would need the driver at import time.
const SELECT = 1;
const INSERT = 2;
const UPDATE = 3;
const EXPLAIN = 4;
const DELETE = 5;
const TRANSACTION = 10;
const COPY = 11;
const RELATION = 19;
const MERGE_INTO = 26;
const STREAMED = new Set<number>([SELECT, EXPLAIN, RELATION]);
const CHANGES_ROWS = new Set<number>([INSERT, UPDATE, DELETE, COPY, MERGE_INTO]);

function changesRows(type: DuckDB.StatementType): boolean {
  return CHANGES_ROWS.has(type);
}

/** Turns an AbortSignal into DuckDB's `interrupt()`. */
class Interrupter {
  readonly #native: DuckDB.DuckDBConnection;
  readonly #signal: AbortSignal | undefined;
  readonly #keep: <T>(work: Promise<T>) => Promise<T>;

  constructor(
    native: DuckDB.DuckDBConnection,
    signal: AbortSignal | undefined,
    keep: <T>(work: Promise<T>) => Promise<T>,
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
    if (this.requested) throw new CancelledError('Cancelled before it was started.', { confirmed: true });
    let timer: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      this.#native.interrupt();
      timer ??= setInterval(() => this.#native.interrupt(), INTERRUPT_EVERY_MS);
    };
    this.#signal?.addEventListener('abort', interrupt, { once: true });
    try {
      return await this.#keep(work());
    } finally {
      clearInterval(timer);
      this.#signal?.removeEventListener('abort', interrupt);
    }
  }

  stop(): void {
    this.#native.interrupt();
  }
}

// duckdb.h's duckdb_result_type.
const FAILED = 0;
const ROWS_CHANGED = 1;
const HAS_ROWS = 3;

class DuckDBStatement implements Statement {
  readonly queryId = null;
  readonly columns;
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
  ) {
    this.#result = result;
    this.#zone = zone;
    this.#interrupter = interrupter;
    this.#whyFailed = whyFailed;
    const types = result.returnType === HAS_ROWS ? result.columnTypes() : [];
    this.columns = types.map((type, index) => columnOf(result.columnName(index), type, zone));
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
      yield rowsOf(chunk, writers);
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

function rowsOf(chunk: DuckDB.DuckDBDataChunk, writers: readonly ((value: DuckDB.DuckDBValue) => string)[]): Batch {
  const rows: (string | null)[][] = Array.from(
    { length: chunk.rowCount },
    () => new Array<string | null>(writers.length),
  );
  writers.forEach((write, columnIndex) => {
    const vector = chunk.getColumnVector(columnIndex);
    for (let row = 0; row < rows.length; row++) {
      const value = vector.getItem(row);
      rows[row]![columnIndex] = value === null ? null : write(value);
    }
  });
  return rows;
}
