import type { Cell } from '../../results/column.js';
import { classifyStatement, type Classification } from '../../sql/index.js';
import { CancelledError } from '../../support/errors.js';
import { RenewedAbort } from '../../support/renewed-abort.js';
import { turn } from '../../support/turns.js';
import type { BackendEvent, Connection, ConnectionContext, Statement } from '../base.js';
import { driverVersion, type DriverConnection, type DriverStatement } from './driver.js';
import { ownError, statementError } from './errors.js';
import { readRaw, sessionFormatOf } from './raw-rows.js';
import { isCancelled, RunningStatement, type Request } from './running.js';
import { SnowflakeStatement } from './statement.js';
import { answerOf } from './status-row.js';
import { cellOf, cellReader, columnOf, convertedReader } from './values.js';

const END_DEADLINE_MS = 3000;
/** Rows of our own statements read at each turn of the event loop: a long listing holds no key up. */
const AT_ONCE = 500;
const AUTOCOMMIT = /^\s*ALTER\s+SESSION\s+SET\b[^;]*\bAUTOCOMMIT\s*=\s*(TRUE|FALSE)\b/i;

export type Execution = Request & {
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: BackendEvent) => void) | undefined;
  readonly mapOffset?: (offset: number) => number;
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One session on the server. Login and connections share it: on Snowflake to be logged in is to have a session. */
export class Session {
  readonly driver: DriverConnection;
  readonly context: Writable<ConnectionContext>;
  private open: SnowflakeStatement | undefined;
  private readonly running = new Set<RunningStatement>();
  private ended: Promise<void> | undefined;
  private readonly version: string | null;
  /** The page of a statement, where it has one. */
  private readonly urlOf: (queryId: string) => { readonly url?: string };
  private readonly settling = new Set<Promise<void>>();
  private saidInexact = false;
  private autocommit = true;
  /** Ends the listings that are under way. */
  readonly listings = new RenewedAbort();
  /** The connection that may use and end the session: the last that was opened. */
  holder: Connection | undefined;

  /** @param version of the driver: rows are read exactly only where its inside is known. */
  constructor(
    driver: DriverConnection,
    account: string,
    user: string | null,
    version = driverVersion(),
    urlOf: Session['urlOf'] = () => ({}),
  ) {
    this.driver = driver;
    this.urlOf = urlOf;
    this.version = version;
    this.context = {
      user,
      role: null,
      secondaryRoles: null,
      warehouse: null,
      warehouseState: null,
      catalog: null,
      schema: null,
      account,
      serverVersion: null,
      timeZone: null,
      inTransaction: false,
    };
  }

  /** Runs a statement; one that is still open loses its unread rows. @throws QueryError, CancelledError, ConnectionError */
  async execute(execution: Execution): Promise<Statement> {
    const { onEvent = () => undefined } = execution;
    const isLeft = 'sql' in execution ? execution.detached : undefined;
    if (!isLeft?.()) this.cutOpen();
    const driver = await this.send(execution, onEvent);
    const isBeside = isLeft?.() === true || !('sql' in execution);
    if (!isBeside) this.follow(driver);
    const meaning = 'sql' in execution ? classifyStatement(execution.sql, { dialect: 'snowflake' }) : undefined;
    if (meaning && !isBeside && 'sql' in execution) this.followTransaction(meaning, execution.sql);
    const statement = await this.prepare(driver, execution, meaning?.returnsRows ?? true, onEvent);
    if (!isLeft?.()) this.open = statement;
    return statement;
  }

  /**
   * Runs a statement of our own and reads all of its few rows, as name → text. The open statement isn't touched.
   * @param signal by default the one that ends listings
   */
  async rows(sql: string, signal = this.listings.signal): Promise<readonly Readonly<Record<string, Cell>>[]> {
    const named = { sql: `${sql} /* smallex */`, signal };
    try {
      const driver = await this.send(named, () => undefined);
      this.follow(driver);
      const names = (driver.getColumns() ?? []).map((column) => column.getName().toLowerCase());
      const { readers } = this.readersOf(driver);
      const rows: Record<string, Cell>[] = [];
      for await (const cells of driver.streamRows() as AsyncIterable<readonly unknown[]>) {
        const row: Record<string, Cell> = {};
        for (let index = 0; index < names.length; index++) row[names[index]!] = cellOf(cells[index], readers[index]);
        if (rows.push(row) % AT_ONCE === 0) await turn();
      }
      return rows;
    } catch (thrown) {
      throw ownError(thrown, this.context);
    }
  }

  get isEnded(): boolean {
    return this.ended !== undefined;
  }

  /** Ends the session on the server; gives up after 3 s. Never throws. */
  end(): Promise<void> {
    this.ended ??= this.destroy();
    return this.ended;
  }

  private async destroy(): Promise<void> {
    this.cutOpen();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, END_DEADLINE_MS);
    });
    // A statement that is still at work would go on and cost money after the session is gone; one that was left shall,
    // and a logout might end it: the server forgets the session by itself.
    const left = [...this.running].filter((running) => running.isLeft());
    const ending = [...this.running].filter((running) => !left.includes(running)).map((running) => running.cancel());
    const gone = Promise.all([...this.settling, ...ending]).then(
      () =>
        new Promise<void>((resolve) => {
          if (left.length > 0) resolve();
          else this.driver.destroy(() => resolve());
        }),
    );
    await Promise.race([gone, late]).catch(() => undefined);
    clearTimeout(timer);
  }

  private cutOpen(): void {
    const { open } = this;
    if (!open) return;
    this.open = undefined;
    open.supersede();
    const settled = open.settled();
    this.settling.add(settled);
    void settled.then(() => this.settling.delete(settled));
  }

  private async send(execution: Execution, onEvent: (event: BackendEvent) => void): Promise<DriverStatement> {
    const { signal } = execution;
    if (signal?.aborted) throw new CancelledError('Cancelled before it was sent.', { confirmed: true, unsent: true });
    let running: RunningStatement;
    try {
      running = new RunningStatement(this.driver, execution, { onEvent, urlOf: (id) => this.urlOf(id) });
      this.running.add(running);
    } catch (thrown) {
      throw this.errorOf(thrown, execution, undefined);
    }
    onEvent({ type: 'waiting', for: 'running' });
    const unconfirmed = unconfirmedCancel(running, signal);
    try {
      return await Promise.race([running.outcome, unconfirmed.promise]);
    } catch (thrown) {
      if (signal?.aborted && isCancelled(thrown)) {
        throw new CancelledError('Cancelled.', { confirmed: true, queryId: running.queryId });
      }
      throw this.errorOf(thrown, execution, running.queryId);
    } finally {
      unconfirmed.stop();
      this.running.delete(running);
    }
  }

  private async prepare(
    driver: DriverStatement,
    execution: Execution,
    returnsRows: boolean,
    onEvent: (event: BackendEvent) => void,
  ): Promise<SnowflakeStatement> {
    const { exact, columns, readers } = this.readersOf(driver, onEvent);
    const answer = await answerOf(driver, returnsRows);
    return new SnowflakeStatement({
      driver,
      columns: answer.hasRows ? columns : [],
      readers,
      exact,
      rowsAffected: answer.rowsAffected,
      message: answer.message,
      totalRows: answer.hasRows ? (driver.getNumRows() ?? null) : null,
      signal: execution.signal,
      mapError: (thrown) => this.errorOf(thrown, execution, driver.getQueryId()),
    });
  }

  private readersOf(driver: DriverStatement, onEvent?: (event: BackendEvent) => void) {
    const own = driver.getColumns() ?? [];
    const { version } = this;
    const formats = own.map((column) => sessionFormatOf(column, version));
    const zone = formats.find((format) => format.zone !== undefined)?.zone;
    if (zone !== undefined) this.context.timeZone = zone;
    const exact = readRaw(own, version);
    if (!exact && onEvent && !this.saidInexact) {
      this.saidInexact = true;
      onEvent({
        type: 'notice',
        message: `snowflake-sdk ${version ?? 'of an unknown version'} is not the version smallex knows: values are shown as the driver writes them.`,
      });
    }
    return {
      exact,
      columns: own.map((column, at) => columnOf(column, zone, formats[at]?.onScreen)),
      readers: own.map((column) => (exact ? cellReader(column.getType(), zone) : convertedReader(column.getType()))),
    };
  }

  private follow(driver: DriverStatement): void {
    const state = driver.getSessionState();
    // What the driver makes itself, the report of a PUT, says nothing of the session.
    if (state?.getCurrentRole() === undefined) return;
    this.context.role = state.getCurrentRole() ?? null;
    const warehouse = state.getCurrentWarehouse() ?? null;
    if (warehouse !== this.context.warehouse) this.context.warehouseState = null;
    this.context.warehouse = warehouse;
    this.context.catalog = state.getCurrentDatabase() ?? null;
    this.context.schema = state.getCurrentSchema() ?? null;
  }

  // The answers don't tell whether a transaction is open. DDL commits the one that is.
  private followTransaction({ transaction, catalogChange, kind }: Classification, sql: string): void {
    const isDdl = catalogChange !== undefined && catalogChange.action !== 'use';
    const autocommit = AUTOCOMMIT.exec(sql)?.[1];
    if (autocommit !== undefined) this.autocommit = /^true$/i.test(autocommit);
    // Without autocommit the first change opens a transaction.
    const opens = !this.autocommit && !isDdl && (kind === 'writes' || kind === 'destroys');
    if (transaction === 'begin' || opens) this.context.inTransaction = true;
    else if (transaction !== undefined || isDdl) this.context.inTransaction = false;
  }

  private errorOf(thrown: unknown, execution: Execution, queryId: string | undefined): Error {
    const { mapOffset } = execution;
    const sql = 'sql' in execution ? execution.sql : '';
    return statementError(thrown, { sql, queryId, context: this.context, ...(mapOffset && { mapOffset }) });
  }
}

/** Rejects when an abort was asked for and the server didn't answer it in time; else it stays pending. */
function unconfirmedCancel(running: RunningStatement, signal: AbortSignal | undefined) {
  let stop: () => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    const abort = (): void => {
      void running.cancel().then((outcome) => {
        if (outcome !== 'unconfirmed') return;
        reject(
          new CancelledError('Cancelled here, but Snowflake did not confirm it: the statement may still run.', {
            confirmed: false,
            queryId: running.queryId,
          }),
        );
      });
    };
    stop = () => signal?.removeEventListener('abort', abort);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
  });
  promise.catch(() => undefined);
  return { promise, stop };
}
