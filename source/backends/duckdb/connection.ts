import type * as DuckDB from '@duckdb/node-api';
import { CancelledError, ConnectionError, QueryError, SmallexError } from '../../support/errors.js';
import { classifyStatement, splitStatements } from '../../sql/index.js';
import type { Catalog, Connection, ConnectionContext, ExecuteOptions, Statement } from '../base.js';
import { WrittenStatement } from './copy.js';
import { DuckDBCatalog } from './catalog.js';
import { innerError, isInterrupt, queryError, refuseNul } from './errors.js';
import { Interrupter, INTERRUPT_EVERY_MS } from './interrupter.js';
import { startStatement } from './start-statement.js';
import { DuckDBStatement } from './statement.js';

const CLOSE_LIMIT_MS = 3_000;

export interface DuckDBParts {
  /** Closed with the connection. */
  readonly native: DuckDB.DuckDBConnection;
  /** Another one of the same instance, set up alike. */
  readonly connect: () => Promise<DuckDB.DuckDBConnection>;
  /** Closes the instance when nobody else uses it. */
  readonly release: () => void;
}

/** One connection to a DuckDB instance, and those of the statements that were left running. */
export class DuckDBConnection implements Connection {
  readonly engine = 'duckdb';
  readonly catalog: Catalog;
  readonly #connect: () => Promise<DuckDB.DuckDBConnection>;
  readonly #release: () => void;
  #native: DuckDB.DuckDBConnection;
  #context: ConnectionContext;
  #open: DuckDBStatement | undefined;
  /** Whether what runs on #native, or is open there, was left by the person: the next statement gets another native. */
  #isLeft: () => boolean = () => false;
  /** What was left runs on connections of its own, which end with this one. */
  readonly #beside = new Set<DuckDB.DuckDBConnection>();
  #closing: Promise<void> | undefined;
  /** What runs in the driver now: a connection that is taken away under it crashes the process. */
  readonly #working = new Set<Promise<unknown>>();

  constructor(parts: DuckDBParts, context: ConnectionContext) {
    this.#native = parts.native;
    this.#connect = parts.connect;
    this.#release = parts.release;
    this.#context = context;
    this.catalog = new DuckDBCatalog((sql, values) => this.#ask(sql, values));
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<Statement> {
    this.#mustBeOpen();
    refuseNul(sql);
    const { signal, detached = () => false } = options;
    const isBeside = detached();
    if (!isBeside) await this.#takeTurn();
    const native = isBeside ? await this.#another() : this.#native;
    if (isBeside) this.#beside.add(native);
    else this.#isLeft = detached;
    const interrupter = new Interrupter(native, signal, (start) => this.#keep(start));
    try {
      if (interrupter.requested) {
        throw new CancelledError('Cancelled before it was started.', { confirmed: true, unsent: true });
      }
      const started = await interrupter.guard(() => startStatement(native, sql, options, this.#zone));
      if ('written' in started) return new WrittenStatement(started.columns, started.written);
      const { result, changesRows, isTransaction, lineColumns } = started;
      this.#mustBeOpen();
      const whyFailed = (): Promise<QueryError> => this.#whyStreamFailed(native, sql);
      const statement = new DuckDBStatement(result, this.#zone, interrupter, changesRows, whyFailed, lineColumns);
      if (native !== this.#native) return statement;
      if (isTransaction) this.#switchTransaction();
      if (!result.isStreaming) await this.#readContext();
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
  async #whyStreamFailed(native: DuckDB.DuckDBConnection, sql: string): Promise<QueryError> {
    // What acts (NEXTVAL, an unknown function) must not act a second time.
    const isOne = splitStatements(sql, { dialect: 'duckdb' }).length === 1;
    const repeatable = isOne && classifyStatement(sql, { dialect: 'duckdb' }).kind === 'reads';
    if (repeatable && this.#context.inTransaction !== true && !this.#closing) {
      try {
        await this.#keep(() => native.run(`EXPLAIN ANALYZE ${sql}`));
      } catch (error) {
        return innerError(error, `EXPLAIN ANALYZE ${sql}`, 'EXPLAIN ANALYZE '.length);
      }
    }
    return new QueryError('The statement failed while its rows were read; DuckDB does not say why.', {
      hint: 'Run it again with LIMIT, or write the rows into a table, to find the row that fails.',
    });
  }

  /** BEGIN, COMMIT and ROLLBACK alternate: DuckDB refuses a second BEGIN and a COMMIT without one. */
  #switchTransaction(): void {
    this.#context = { ...this.#context, inTransaction: this.#context.inTransaction !== true };
  }

  /** Reads where the session is now; what an aborted transaction refuses to tell stays as it was. */
  async #readContext(): Promise<void> {
    try {
      const [row] = await this.#rowsOf(CONTEXT_SQL, []);
      const [catalog = null, schema = null, timeZone = null] = row ?? [];
      this.#context = { ...this.#context, catalog, schema, timeZone };
    } catch {
      // An aborted transaction answers nothing until ROLLBACK.
    }
  }

  async #ask(sql: string, values: readonly string[]): Promise<(string | null)[][]> {
    await this.#takeTurn();
    return this.#rowsOf(sql, values);
  }

  async #rowsOf(sql: string, values: readonly string[]): Promise<(string | null)[][]> {
    const native = this.#native;
    const result = await this.#keep(() => native.run(sql, [...values]));
    const rows: (string | null)[][] = [];
    // A chunk at a time: 50,000 tables read at once would hold up the keys for a tenth of a second.
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      for (const row of chunk.getRows()) rows.push(row.map((value) => (value === null ? null : String(value))));
    }
    return rows;
  }

  #mustBeOpen(): void {
    if (this.#closing) throw new ConnectionError('This DuckDB connection is closed.', { engineCode: 'LOST' });
  }

  /** Any other statement silently ends an open stream in DuckDB: it is marked first. */
  async #takeTurn(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (!this.#isLeft()) {
      await open?.supersede();
      return;
    }
    this.#isLeft = () => false;
    this.#beside.add(this.#native);
    this.#native = await this.#another();
  }

  /** A native of the same instance that is where this one is; what was SET, and temporary tables, stay behind. */
  async #another(): Promise<DuckDB.DuckDBConnection> {
    const native = await this.#connect();
    const { catalog, schema } = this.#context;
    if (catalog === null || schema === null) return native;
    const name = [catalog, schema].map((part) => `"${part.replaceAll('"', '""')}"`).join('.');
    await native.run(`USE ${name}`);
    return native;
  }

  /** Starts work in the driver; nothing is awaited between the look whether it is still open and the start. */
  #keep<T>(start: () => Promise<T>): Promise<T> {
    this.#mustBeOpen();
    const work = start();
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
    if (this.#open?.isOpen !== true && !this.#isLeft()) await this.#rowsOf('SELECT 1', []);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    await this.#open?.close();
    const natives = [this.#native, ...this.#beside];
    const interrupt = (): void => natives.forEach((native) => native.interrupt());
    const interrupting = setInterval(interrupt, INTERRUPT_EVERY_MS);
    if (this.#working.size > 0) interrupt();
    const ended = Promise.all(this.#working).then(() => {
      clearInterval(interrupting);
      for (const native of natives) native.disconnectSync();
      this.#release();
    });
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_LIMIT_MS)))]);
    clearTimeout(timer);
    clearInterval(interrupting);
  }
}

export const CONTEXT_SQL = `SELECT current_database(), current_schema(), current_setting('TimeZone')`;
