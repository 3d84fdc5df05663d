import type {
  Catalog,
  Connection,
  ConnectionContext,
  EngineName,
  ExecuteOptions,
  Io,
  Login,
  Statement,
} from '../backends/base.js';
import { classifyStatement, type Classification } from '../sql/index.js';
import { CancelledError, ConfigError, ConnectionError, messageOf } from '../support/errors.js';
import { RenewedAbort } from '../support/renewed-abort.js';
import { untilAborted } from '../support/until-aborted.js';
import { lookAt } from './look-at.js';
import { lossOf, statementName } from './loss.js';
import { Reconnector, type Asleep, type ReconnectorParts } from './reconnector.js';
import { recover, reopened, tell } from './recovery.js';
import { unsent } from './unless-aborted.js';
import { WatchedStatement } from './watched-statement.js';

export interface LastingParts extends ReconnectorParts {
  /** After so long without a statement the session is closed (Databricks) or the file released (DuckDB); 0: never. */
  readonly idleMs: number;
}

/** Where questions are asked and news are told when no statement is running. */
export type Talk = Pick<Io, 'ask' | 'onEvent'>;

// A connection that was quiet for so long is looked at before something is sent on it: a laptop may have slept.
const QUIET_MS = 60_000;
/** What an engine lists that has no such things. */
const NOTHING = Promise.resolve([]);

/**
 * A connection that is opened again when it was lost: with its role, warehouse, catalog, schema and settings. A read
 * may be sent a second time; anything else never is, unless the person says so.
 */
export class LastingConnection implements Connection {
  readonly engine: EngineName;
  readonly catalog: Catalog;
  readonly #idleMs: number;
  readonly #session: Reconnector;
  #talk: Talk;
  #usedAt = Date.now();
  #statement: WatchedStatement | undefined;
  /** Of each statement whose rows were not all read, whether nobody waits for it. */
  readonly #unread = new Set<() => boolean>();
  readonly #listings = new RenewedAbort();
  #timer: NodeJS.Timeout | undefined;
  readonly #ending = new AbortController();
  #closing: Promise<void> | undefined;

  constructor(parts: LastingParts, talk: Talk) {
    this.engine = parts.engine;
    this.#idleMs = parts.idleMs;
    this.#talk = talk;
    this.#session = new Reconnector(parts, () => this.#used());
    this.catalog = {
      catalogs: () => this.#listing((connection) => connection.catalog.catalogs()),
      schemas: (catalog) => this.#listing((connection) => connection.catalog.schemas(catalog)),
      tables: (schema, catalog) => this.#listing((connection) => connection.catalog.tables(schema, catalog)),
      columns: (path) => this.#listing((connection) => connection.catalog.columns(path)),
      functions: () => this.#listing((connection) => connection.catalog.functions()),
      settings: () => this.#listing((connection) => connection.catalog.settings()),
      objects: (kind, schema, catalog) =>
        this.#listing((connection) => connection.catalog.objects(kind, schema, catalog)),
      stages: () => this.#listing((connection) => connection.catalog.stages?.() ?? NOTHING),
      stageFiles: (folder) => this.#listing((connection) => connection.catalog.stageFiles?.(folder) ?? NOTHING),
    };
    this.#restTimer();
  }

  /** Undefined while the connection is open. */
  get asleep(): Asleep | undefined {
    return this.#session.asleep;
  }

  /** The login in use. @throws ConnectionError while there is none. */
  get login(): Login {
    return this.#session.login;
  }

  /** What would be lost with the session, as a person would say it; '' for nothing. */
  get held(): string {
    return this.#session.held;
  }

  /** Where to ask and tell from now on. */
  talkTo(talk: Talk): void {
    this.#talk = talk;
  }

  context(): ConnectionContext {
    return this.#session.context();
  }

  /** Opens what isn't open yet. @throws what login and opening throw */
  async open(io: Io): Promise<void> {
    await this.#session.wake(io);
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<Statement> {
    const meaning = classifyStatement(sql, { dialect: this.engine });
    const io = this.#ioFor(options);
    clearTimeout(this.#timer);
    const connection = await this.#ready(meaning, io).catch((thrown: unknown) => {
      throw unsent(thrown);
    });
    let statement: Statement;
    const isLeft = options.detached ?? (() => false);
    this.#unread.add(isLeft);
    const ended = (): void => {
      this.#unread.delete(isLeft);
      this.#used();
    };
    // What nobody waits for is not sent again: it may have a place of its own, or have gone on without us.
    const again = async (thrown: unknown): Promise<Statement> => {
      if (isLeft() || !this.#session.mayReopen) throw thrown;
      return recover(this.#session, { sql, meaning, options, io }, thrown);
    };
    try {
      statement = await connection.execute(sql, options).catch(again);
    } catch (thrown) {
      ended();
      throw thrown;
    }
    this.#used();
    if (!isLeft()) this.#session.memory.note(sql, meaning);
    const watched = new WatchedStatement(statement, { again, cut: (thrown) => this.#cut(thrown), ended });
    if (!watched.isOpen) ended();
    if (!isLeft()) this.#statement = watched;
    return watched;
  }

  /** Absent while nothing is open, and where the engine keeps no results. */
  get result(): Connection['result'] {
    const { connection } = this.#session;
    return connection?.result && ((queryId, options) => connection.result!(queryId, options));
  }

  /** Cancels what is being listed; a person no longer waits for it. */
  stopListing(): void {
    this.#session.connection?.stopListing?.();
    this.#listings.abort();
  }

  async ping(): Promise<void> {
    await this.#listing((connection) => connection.ping());
  }

  /**
   * Closes the session on the server, or the file, until the next statement.
   * @throws ConfigError, and nothing is closed, while something lives in it that can't be put back
   */
  async release(as: 'idle' | 'released'): Promise<void> {
    const { held } = this;
    if (held !== '') {
      throw new ConfigError(`It stays open: ${held} would be lost.`, {
        hint:
          this.context().inTransaction === true ? 'COMMIT or ROLLBACK first.' : 'Drop it first, or close the session.',
      });
    }
    clearTimeout(this.#timer);
    await this.#session.release(as);
  }

  close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.#ending.abort();
    await this.#session.close();
  }

  #ioFor({ signal, onEvent }: ExecuteOptions): Io {
    return {
      // Not AbortSignal.any: what it makes is never quite forgotten by the signal that lives as long as the session.
      signal: signal ?? this.#ending.signal,
      onEvent: onEvent ?? ((event) => this.#talk.onEvent(event)),
      ask: (question) => this.#talk.ask(question),
    };
  }

  /** The connection to send a statement on. @throws ConnectionError: the statement was not sent. */
  async #ready(meaning: Classification, io: Io): Promise<Connection> {
    if (this.#session.isClosed) throw new ConnectionError('This session is closed.', { engineCode: 'LOST' });
    const { connection } = this.#session;
    if (!connection) return this.#session.wake(io);
    if (this.engine === 'duckdb' || Date.now() - this.#usedAt < QUIET_MS || this.#statement?.isOpen) {
      return connection;
    }
    const failed = await lookAt(connection, io.signal);
    if (failed === undefined) return connection;
    if (lossOf(failed) === 'ended') return reopened(this.#session, meaning, io);
    throw new ConnectionError(`${statementName(meaning)} was not sent. ${messageOf(failed)}`, {
      stage: 'resolve',
      hint: 'Check the network or VPN, then run it again.',
      cause: failed,
    });
  }

  /** Rows were shown already: nothing is sent again, and the next statement finds out about the session. */
  #cut(thrown: unknown): void {
    if (lossOf(thrown) === 'ended') this.#session.lose();
  }

  async #listing<T>(list: (connection: Connection) => Promise<T>): Promise<T> {
    const { signal } = this.#listings;
    const io = this.#ioFor({});
    const connection = await this.#session.wake(io);
    try {
      const listed = await untilAborted(list(connection), signal);
      if (listed === 'aborted') throw new CancelledError('The listing was cancelled.', { confirmed: true });
      return listed;
    } catch (thrown) {
      if (lossOf(thrown) !== 'ended' || !this.#session.mayReopen) throw thrown;
      return await list((await this.#session.afterEnd(io)).connection);
    } finally {
      this.#used();
    }
  }

  #used(): void {
    this.#usedAt = Date.now();
    this.#restTimer();
  }

  /** One timer that fires once, armed anew after each statement: an idle prompt does nothing until then. */
  #restTimer(): void {
    clearTimeout(this.#timer);
    if (this.#idleMs <= 0 || !this.#session.mayReopen || !this.#session.connection) return;
    this.#timer = setTimeout(() => void this.#rest(), this.#idleMs);
    this.#timer.unref();
  }

  async #rest(): Promise<void> {
    if (!this.#session.connection || this.#statement?.isOpen || this.held !== '') return;
    if ([...this.#unread].some((isLeft) => isLeft())) {
      this.#restTimer();
      return;
    }
    const minutes = Math.round(this.#idleMs / 60_000);
    const isFile = this.engine === 'duckdb';
    await this.release(isFile ? 'released' : 'idle').catch(() => undefined);
    if (!isFile) {
      const after = minutes >= 1 ? `${minutes} idle minute${minutes === 1 ? '' : 's'}` : 'being idle';
      tell(this.#talk, `The session was closed after ${after}; the next statement opens it again.`);
    }
  }
}
