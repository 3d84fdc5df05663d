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
import type { Opened, Opener } from './opened.js';
import { placeOf, placeText } from './place.js';
import { recover, reopened, tell, type Reopening } from './recovery.js';
import { FRESH_STATE, heldText, noteStatement, type SessionState } from './session-state.js';
import { unlessAborted } from './unless-aborted.js';
import { WatchedStatement } from './watched-statement.js';

export interface LastingParts {
  readonly engine: EngineName;
  /** How a person calls the session: the profile's name. */
  readonly name: string;
  /** Undefined: the first statement, or `open`, opens it. */
  readonly opened?: Opened | undefined;
  /** Undefined: what is lost stays lost. */
  readonly opener?: Opener | undefined;
  /** What is known of the place before it is open. */
  readonly ahead: ConnectionContext;
  /** After so long without a statement the session is closed (Databricks) or the file released (DuckDB); 0: never. */
  readonly idleMs: number;
}

/** Why there is no connection at the moment. */
export type Asleep = 'unopened' | 'idle' | 'released' | 'lost';

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
  readonly #parts: LastingParts;
  #opened: Opened | undefined;
  #login: Login | undefined;
  #asleep: Asleep = 'unopened';
  #waking: Promise<Connection> | undefined;
  #context: ConnectionContext;
  #state: SessionState = FRESH_STATE;
  #inTransaction = false;
  #talk: Talk;
  #usedAt = Date.now();
  #statement: WatchedStatement | undefined;
  /** Of each statement whose rows were not all read, whether nobody waits for it. */
  readonly #unread = new Set<() => boolean>();
  readonly #listings = new RenewedAbort();
  #timer: NodeJS.Timeout | undefined;
  #releasing: Promise<void> | undefined;
  readonly #ending = new AbortController();
  readonly #reopening: Reopening = {
    inTransaction: () => this.context().inTransaction === true,
    wake: (io) => this.#wake(io),
    afterEnd: (io) => this.#afterEnd(io),
  };
  #closing: Promise<void> | undefined;

  constructor(parts: LastingParts, talk: Talk) {
    this.engine = parts.engine;
    this.#parts = parts;
    this.#talk = talk;
    this.#opened = parts.opened;
    this.#login = parts.opened?.login;
    this.#context = parts.opened?.connection.context() ?? parts.ahead;
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
    return this.#opened ? undefined : this.#asleep;
  }

  /** The login in use. @throws ConnectionError while there is none. */
  get login(): Login {
    if (this.#login) return this.#login;
    throw new ConnectionError(`"${this.#parts.name}" is not connected yet.`, { engineCode: 'LOST' });
  }

  /** What would be lost with the session, as a person would say it; '' for nothing. */
  get held(): string {
    return heldText(this.#state.held, this.context().inTransaction === true);
  }

  /** Where to ask and tell from now on. */
  talkTo(talk: Talk): void {
    this.#talk = talk;
  }

  context(): ConnectionContext {
    const context = this.#opened?.connection.context() ?? this.#context;
    return context.inTransaction === undefined ? { ...context, inTransaction: this.#inTransaction } : context;
  }

  /** Opens what isn't open yet. @throws what login and opening throw */
  async open(io: Io): Promise<void> {
    await this.#wake(io);
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<Statement> {
    const meaning = classifyStatement(sql, { dialect: this.engine });
    const io = this.#ioFor(options);
    clearTimeout(this.#timer);
    const connection = await this.#ready(meaning, io);
    let statement: Statement;
    const isLeft = options.detached ?? (() => false);
    this.#unread.add(isLeft);
    const ended = (): void => {
      this.#unread.delete(isLeft);
      this.#used();
    };
    // What nobody waits for is not sent again: it may have a place of its own, or have gone on without us.
    const again = async (thrown: unknown): Promise<Statement> => {
      if (isLeft() || !this.#mayReopen) throw thrown;
      return recover(this.#reopening, { sql, meaning, options, io }, thrown);
    };
    try {
      statement = await connection.execute(sql, options).catch(again);
    } catch (thrown) {
      ended();
      throw thrown;
    }
    this.#used();
    if (!isLeft()) this.#note(sql, meaning);
    const watched = new WatchedStatement(statement, { again, cut: (thrown) => this.#cut(thrown), ended });
    if (!watched.isOpen) ended();
    if (!isLeft()) this.#statement = watched;
    return watched;
  }

  /** Absent while nothing is open, and where the engine keeps no results. */
  get result(): Connection['result'] {
    const connection = this.#opened?.connection;
    return connection?.result && ((queryId, options) => connection.result!(queryId, options));
  }

  /** Cancels what is being listed; a person no longer waits for it. */
  stopListing(): void {
    this.#opened?.connection.stopListing?.();
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
    // Whoever closes the session meanwhile waits for this: the login's sockets are what the server is told by.
    this.#releasing = this.#put(this.#sleep(as));
    await this.#releasing;
  }

  async #put(opened: Opened | undefined): Promise<void> {
    await opened?.connection.close();
    if (opened?.login.reopens) return;
    if (this.#login === opened?.login) this.#login = undefined;
    await opened?.login.close();
  }

  close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.#ending.abort();
    await this.#waking?.catch(() => undefined);
    await this.#releasing;
    await this.#opened?.connection.close();
    await this.#login?.close();
  }

  /** False once what is lost stays lost. */
  get #mayReopen(): boolean {
    return this.#parts.opener !== undefined && !this.#closing;
  }

  #ioFor({ signal, onEvent }: ExecuteOptions): Io {
    return {
      // Not AbortSignal.any: what it makes is never quite forgotten by the signal that lives as long as the session.
      signal: signal ?? this.#ending.signal,
      onEvent: onEvent ?? ((event) => this.#talk.onEvent(event)),
      ask: (question) => this.#talk.ask(question),
    };
  }

  // ---- awake and asleep ---------------------------------------------------------------------------------------------

  #sleep(why: Asleep): Opened | undefined {
    const opened = this.#opened;
    if (opened) this.#context = { ...this.context(), inTransaction: false };
    this.#inTransaction = false;
    this.#opened = undefined;
    this.#asleep = why;
    return opened;
  }

  #wake(io: Io): Promise<Connection> {
    if (this.#opened) return Promise.resolve(this.#opened.connection);
    this.#waking ??= this.#open(io).finally(() => (this.#waking = undefined));
    return unlessAborted(this.#waking, io.signal);
  }

  async #open(io: Io): Promise<Connection> {
    const { opener } = this.#parts;
    const why = this.#asleep;
    if (!opener || this.#closing) {
      throw new ConnectionError('This session is closed.', { engineCode: 'LOST', hint: 'Open the profile again.' });
    }
    const old = this.#login;
    const before = { place: placeOf(this.engine, this.#context), login: old };
    const opened = await opener(io, why === 'unopened' ? undefined : before);
    if (old && old !== opened.login) void old.close();
    this.#login = opened.login;
    const refused = await this.#putBack(opened.connection);
    this.#opened = opened;
    this.#used();
    for (const message of refused) io.onEvent({ type: 'notice', message });
    if (why === 'idle') tell(io, `The session was closed while idle; it is open again${this.#where()}.`);
    return opened.connection;
  }

  /** Sends the settings again; what the engine refuses now is told and forgotten. */
  async #putBack(connection: Connection): Promise<string[]> {
    const refused: string[] = [];
    for (const setting of this.#state.settings) {
      try {
        await (await connection.execute(setting.sql)).close();
      } catch (thrown) {
        if (thrown instanceof ConnectionError) throw thrown;
        this.#state = { ...this.#state, settings: this.#state.settings.filter((one) => one !== setting) };
        refused.push(`Not put back: ${setting.key.toLowerCase()}. ${messageOf(thrown)}`);
      }
    }
    return refused;
  }

  #where(): string {
    const place = placeText(this.context());
    const count = this.#state.settings.length;
    const settings = count === 0 ? '' : `, with ${count} setting${count === 1 ? '' : 's'}`;
    return `${place === '' ? '' : ` ${place}`}${settings}`;
  }

  /** The connection to send a statement on. @throws ConnectionError: the statement was not sent. */
  async #ready(meaning: Classification, io: Io): Promise<Connection> {
    if (this.#closing) throw new ConnectionError('This session is closed.', { engineCode: 'LOST' });
    const opened = this.#opened;
    if (!opened) return this.#wake(io);
    if (this.engine === 'duckdb' || Date.now() - this.#usedAt < QUIET_MS || this.#statement?.isOpen) {
      return opened.connection;
    }
    const failed = await lookAt(opened.connection, io.signal);
    if (failed === undefined) return opened.connection;
    if (lossOf(failed) === 'ended') return reopened(this.#reopening, meaning, io);
    throw new ConnectionError(`${statementName(meaning)} was not sent. ${messageOf(failed)}`, {
      stage: 'resolve',
      hint: 'Check the network or VPN, then run it again.',
      cause: failed,
    });
  }

  // ---- losses -------------------------------------------------------------------------------------------------------

  /** The session has ended: opens it again and says so in one line. */
  async #afterEnd(io: Io): Promise<{ connection: Connection; lost: string }> {
    const lost = this.held;
    this.#sleep('lost');
    this.#state = { ...this.#state, held: [] };
    const gone = lost === '' ? '' : ` Lost: ${lost}.`;
    try {
      const connection = await this.#wake(io);
      tell(io, `The session had ended; it is open again${this.#where()}.${gone}`);
      return { connection, lost };
    } catch (thrown) {
      if (gone !== '') tell(io, `The session has ended.${gone}`);
      throw thrown;
    }
  }

  /** Rows were shown already: nothing is sent again, and the next statement finds out about the session. */
  #cut(thrown: unknown): void {
    if (lossOf(thrown) === 'ended') this.#sleep('lost');
  }

  async #listing<T>(list: (connection: Connection) => Promise<T>): Promise<T> {
    const { signal } = this.#listings;
    const io = this.#ioFor({});
    const connection = await this.#wake(io);
    try {
      const listed = await untilAborted(list(connection), signal);
      if (listed === 'aborted') throw new CancelledError('The listing was cancelled.', { confirmed: true });
      return listed;
    } catch (thrown) {
      if (lossOf(thrown) !== 'ended' || !this.#mayReopen) throw thrown;
      return await list((await this.#afterEnd(io)).connection);
    } finally {
      this.#used();
    }
  }

  // ---- what is known of the session ---------------------------------------------------------------------------------

  #note(sql: string, meaning: Classification): void {
    this.#state = noteStatement(this.#state, sql, meaning, this.engine);
    if (meaning.transaction !== undefined) this.#inTransaction = meaning.transaction === 'begin';
  }

  #used(): void {
    this.#usedAt = Date.now();
    this.#restTimer();
  }

  /** One timer that fires once, armed anew after each statement: an idle prompt does nothing until then. */
  #restTimer(): void {
    clearTimeout(this.#timer);
    const { idleMs } = this.#parts;
    if (idleMs <= 0 || !this.#mayReopen || !this.#opened) return;
    this.#timer = setTimeout(() => void this.#rest(), idleMs);
    this.#timer.unref();
  }

  async #rest(): Promise<void> {
    if (!this.#opened || this.#statement?.isOpen || this.held !== '') return;
    if ([...this.#unread].some((isLeft) => isLeft())) {
      this.#restTimer();
      return;
    }
    const minutes = Math.round(this.#parts.idleMs / 60_000);
    const isFile = this.engine === 'duckdb';
    await this.release(isFile ? 'released' : 'idle').catch(() => undefined);
    if (!isFile) {
      const after = minutes >= 1 ? `${minutes} idle minute${minutes === 1 ? '' : 's'}` : 'being idle';
      tell(this.#talk, `The session was closed after ${after}; the next statement opens it again.`);
    }
  }
}
