import type { Connection, ConnectionContext, ConnectionOptions, EngineName, Login } from '../backends/base.js';
import type { ProfileSettings } from '../profiles/index.js';
import type { Run, StatementText } from './events.js';
import { productionQuestion, refuseUnasked, refuseWrites } from './guard.js';
import { planStatements, type SqlText } from './plan.js';
import { ConnectionRun, type Execute, type RunOptions } from './run.js';

/** What a session is made of: a proved login and the connection that was opened with it. */
export interface SessionParts {
  /** The profile's name, or how the target was called on the command line. */
  readonly name: string;
  readonly engine: EngineName;
  readonly settings: ProfileSettings;
  readonly login: Login;
  readonly connection: Connection;
  /** The options without their secrets. */
  readonly options: ConnectionOptions;
}

/** One profile, connected. Runs statements one after another and tells what happens. */
export class Session {
  readonly name: string;
  readonly engine: EngineName;
  readonly settings: ProfileSettings;
  readonly options: ConnectionOptions;
  readonly connection: Connection;
  readonly #login: Login;
  #current: ConnectionRun | undefined;
  #closed = false;

  constructor(parts: SessionParts) {
    this.name = parts.name;
    this.engine = parts.engine;
    this.settings = parts.settings;
    this.options = parts.options;
    this.connection = parts.connection;
    this.#login = parts.login;
  }

  get context(): ConnectionContext {
    return this.connection.context();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Runs the statements of a text. An earlier run that is paused is cut, one that still runs is cancelled first.
   * Failures are events, never thrown: see SessionEvent.
   */
  run(text: SqlText, options: RunOptions = {}): Run {
    const previous = this.#current;
    const planned = planStatements(text, this.engine, options);
    const { confirm = refuseUnasked } = options;
    const guard = async (statement: StatementText): Promise<void> => {
      if (this.settings.read_only === true) refuseWrites(statement);
      const question = this.settings.environment === 'production' ? productionQuestion(statement) : null;
      if (question) await confirm(question);
    };
    const { statement_timeout: seconds } = this.settings;
    const timeoutMs = options.timeoutMs ?? (seconds === undefined ? undefined : seconds * 1000);
    const execute: Execute = (sql, how) => this.connection.execute(sql, how);
    const run = new ConnectionRun({ execute, planned, options: { ...options, timeoutMs }, guard, previous });
    this.#current = run;
    return run;
  }

  /** What may be chosen on this engine: roles, warehouses, catalogs, schemas. @throws SmallexError */
  get login(): Login {
    return this.#login;
  }

  /** Ends what runs, then the session on the server. Never throws. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#current?.supersede();
    await this.connection.close();
    await this.#login.close();
  }
}
