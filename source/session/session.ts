import {
  SILENT_IO,
  type Connection,
  type ConnectionContext,
  type ConnectionOptions,
  type EngineName,
  type Io,
  type Login,
} from '../backends/base.js';
import type { ProfileSettings } from '../profiles/index.js';
import { ConfigError } from '../support/errors.js';
import type { Run } from './events.js';
import { BatchGuard } from './batch-guard.js';
import { countRows } from './count-rows.js';
import { productionQuestions, type GuardedSession, type GuardedStatement, type ProductionQuestion } from './guard.js';
import { idleLimit } from './idle.js';
import { LastingConnection, type Talk } from './lasting-connection.js';
import type { Asleep } from './reconnector.js';
import type { Opened, Opener } from './opened.js';
import { placeAhead } from './place.js';
import { fileMove } from './local-files.js';
import { moveEach } from './move-each.js';
import { tellingMove } from './move-progress.js';
import { planStatements, type SqlText } from './plan.js';
import { ConnectionRun, type Execute, type Guard } from './run.js';
import type { RunOptions } from './run-options.js';

/** What a session is made of. */
export interface SessionParts {
  /** The profile's name, or how the target was called on the command line. */
  readonly name: string;
  readonly engine: EngineName;
  readonly settings: ProfileSettings;
  /** The options without their secrets. */
  readonly options: ConnectionOptions;
  /** A proved login and the connection that was opened with it; absent while nothing is open yet. */
  readonly opened?: Opened | undefined;
  /** Opens the session, and opens it again after it was lost; absent: what is lost stays lost. */
  readonly opener?: Opener | undefined;
  /** Where a lost connection asks and tells; by default nowhere. */
  readonly talk?: Talk | undefined;
}

/** One profile, connected. Runs statements one after another and tells what happens. */
export class Session {
  readonly name: string;
  readonly engine: EngineName;
  readonly settings: ProfileSettings;
  readonly options: ConnectionOptions;
  readonly #lasting: LastingConnection;
  #current: ConnectionRun | undefined;
  readonly #left = new Set<ConnectionRun>();
  #closed = false;

  constructor(parts: SessionParts) {
    const { name, engine, settings, options, opened, opener, talk = SILENT_IO } = parts;
    this.name = name;
    this.engine = engine;
    this.settings = settings;
    this.options = options;
    const ahead = placeAhead(engine, options);
    const idleMs = engine === 'duckdb' && !this.hasFile ? 0 : idleLimit(engine, settings);
    this.#lasting = new LastingConnection({ engine, name, opened, opener, ahead, idleMs }, talk);
  }

  /** The connection; one that was lost, closed while idle or released is opened again by what is asked of it. */
  get connection(): Connection {
    return this.#lasting;
  }

  get context(): ConnectionContext {
    return this.#lasting.context();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Why nothing is open at the moment; undefined while it is. */
  get asleep(): Asleep | undefined {
    return this.#lasting.asleep;
  }

  /** What would be lost with the session: `the open transaction and the temporary table T`; '' for nothing. */
  get held(): string {
    return this.#lasting.held;
  }

  /** True for a DuckDB file on this machine. */
  get hasFile(): boolean {
    const { path } = this.options;
    return this.engine === 'duckdb' && typeof path === 'string' && path !== '' && !/^(?::memory:|md:)/.test(path);
  }

  /** Cancels what is being listed for completion or a \command. */
  stopListing(): void {
    this.#lasting.stopListing();
  }

  /** Opens it now, if it isn't. @throws ValueError, ConfigError, AuthError, ConnectionError at its stage, CancelledError */
  open(io: Io): Promise<void> {
    return this.#lasting.open(io);
  }

  /** Where a lost connection asks and tells from now on. */
  talkTo(talk: Talk): void {
    this.#lasting.talkTo(talk);
  }

  /**
   * Closes the database file for others, until the next statement opens it again.
   * @throws ConfigError where there is no file, or while something would be lost by it
   */
  async release(): Promise<void> {
    if (!this.hasFile) {
      throw new ConfigError(`"${this.name}" holds no database file that could be released.`, {
        hint: 'Only a DuckDB file keeps other programs out while it is open.',
      });
    }
    await this.#current?.supersede();
    await this.#lasting.release('released');
  }

  /**
   * Runs the statements of a text. An earlier run that is paused is cut, one that still runs is cancelled first.
   * Failures are events, never thrown: see SessionEvent.
   */
  run(text: SqlText, options: RunOptions = {}): Run {
    const run = this.#planned(text, options, this.#current);
    this.#current = run;
    return run;
  }

  /**
   * Runs a statement that nobody waits for: later runs neither cancel it nor take its result away. On DuckDB it has a
   * connection of its own, without temporary tables and what was SET.
   */
  start(sql: string, options: RunOptions = {}): Run {
    const run = this.#planned(sql, { ...options, unsplit: true }, undefined);
    run.leave();
    this.#left.add(run);
    return run;
  }

  /** From now on nobody waits for the run that is under way; false: it has ended, or another one is. */
  detach(run: Run): boolean {
    const current = this.#current;
    if (!current || current !== run || run.state.at === 'ended') return false;
    current.leave();
    this.#left.add(current);
    this.#current = undefined;
    return true;
  }

  /** The result of a statement that ran before, also in another program. @throws ConfigError where none are kept */
  result(queryId: string, options: RunOptions = {}): Run {
    const { connection } = this;
    if (!connection.result) {
      throw new ConfigError(`There is no statement ${queryId} here.`, {
        hint: 'This engine keeps results for the program that ran the statement alone; \\queries lists them.',
      });
    }
    const execute: Execute = (_, how) => connection.result!(queryId, how);
    const planned = planStatements(`SELECT * FROM TABLE(RESULT_SCAN('${queryId}'))`, this.engine, { unsplit: true });
    const previous = this.#current;
    const run = new ConnectionRun({ engine: this.engine, execute, planned, options, guard: () => undefined, previous });
    this.#current = run;
    return run;
  }

  #planned(text: SqlText, options: RunOptions, previous: ConnectionRun | undefined): ConnectionRun {
    const planned = planStatements(text, this.engine, options);
    const batch = new BatchGuard(this, text, options);
    const guard: Guard = (statement) => batch.check(statement);
    const { statement_timeout: seconds } = this.settings;
    const timeoutMs = options.timeoutMs ?? (seconds === undefined ? undefined : seconds * 1000);
    const allowed = options.localFolder ?? this.settings.allowed_local_path;
    const files = { engine: this.engine, allowed, profile: this.name };
    const execute: Execute = (sql, how) => {
      const move = fileMove(sql, files);
      if (!move) return this.connection.execute(sql, how);
      const { statements, allowedFolder } = move;
      const { onEvent: tell = () => undefined } = how;
      return tellingMove(move, tell, (onEvent) =>
        moveEach(
          statements,
          onEvent,
          (one) => this.connection.execute(one, { ...how, onEvent, allowedFolder }),
          how.signal,
        ),
      );
    };
    return new ConnectionRun({
      engine: this.engine,
      execute,
      planned,
      options: { ...options, timeoutMs },
      guard,
      previous,
    });
  }

  /** The questions that statements raise here before the first of them may run; none unless this is production. */
  questions(statements: readonly GuardedStatement[]): readonly ProductionQuestion[] {
    return statements.flatMap((statement) => productionQuestions(statement, this.guarded));
  }

  /** What decides which statements are refused or asked about. */
  get guarded(): GuardedSession {
    const { name, engine, settings } = this;
    return { name, engine, settings, warehouse: this.context.warehouse };
  }

  /** How many rows the statement of a question would hit, by a SELECT on the warehouse in use. @throws SmallexError */
  count({ count }: ProductionQuestion, signal?: AbortSignal): Promise<string> {
    return countRows(this.connection, count, signal);
  }

  /** What may be chosen on this engine: roles, warehouses, catalogs, schemas. @throws SmallexError */
  get login(): Login {
    return this.#lasting.login;
  }

  /** Ends what runs, then the session on the server. Never throws. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#current?.supersede();
    // On a server what is still at work goes on; a result that waits here is of no use to anybody.
    const isDone = ({ state }: Run): boolean => this.engine === 'duckdb' || state.at === 'ready';
    await Promise.all([...this.#left].filter(isDone).map((run) => run.supersede()));
    await this.#lasting.close();
  }
}
