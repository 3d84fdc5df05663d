import type { Batch, Column } from '../results/column.js';
import { ValueError, type SmallexError, type StageName } from '../support/errors.js';
import { NOTHING_PASTED, type PastedText } from './pasted-text.js';

/** The engines smallex speaks to; also the names of the SQL dialects. */
export type EngineName = 'snowflake' | 'databricks' | 'duckdb';

/** Options of a connection under their documented snake_case names, secrets resolved to plain text. */
export type ConnectionOptions = Readonly<Record<string, unknown>>;

/** What a configuration file says of a connection. */
export interface DatabaseConfig {
  readonly engine: string;
  readonly connection: Record<string, unknown>;
}

/** One thing that is wrong, or should be known, about a set of options. */
export interface Fault {
  readonly field: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string;
}

// ---- what a person can be asked for -----------------------------------------------------------------------------

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly help?: string;
}

/** One option of a connection as wizard, flags, `--help`, validation and docs know it. */
export interface Field {
  readonly key: string;
  readonly label: string;
  /** One line under the field: where the value is found, or an example. */
  readonly help: string;
  readonly secret?: boolean;
  readonly required?: boolean;
  /** Good for one login (a passcode): never saved. */
  readonly once?: boolean;
  readonly default?: string;
  /** Environment variables that may already hold the value, most specific first. */
  readonly env?: readonly string[];
  readonly choices?: readonly Choice[];
  /**
   * Makes the stored value of what was typed or pasted: a URL becomes an account.
   * @throws ValueError with a sentence for the person when the text can't be used.
   */
  readonly parse?: (text: string) => string;
}

/** One way to log in. Everything that knows about auth modes is made from these. */
export interface AuthMode {
  readonly mode: string;
  readonly label: string;
  /** One line that says when to choose it. */
  readonly help: string;
  readonly fields: readonly Field[];
  /** Listed under "more" in the menu. */
  readonly more?: boolean;
  /** Needs a person (browser, phone) at each fresh login: scripts can't use it unattended. */
  readonly interactive?: boolean;
  /** The login only shows a token: nothing counts attempts, so one that was cut may be sent again. */
  readonly repeatable?: boolean;
}

/** What can be chosen after the login: role, warehouse, catalog, schema. */
export interface ContextField extends Field {
  readonly stage: StageName;
}

// ---- talking while it works ---------------------------------------------------------------------------------------

export type WaitingFor = 'connecting' | 'approval' | 'browser' | 'warehouse' | 'queued' | 'running' | 'fetching';

export type BackendEvent =
  | { readonly type: 'stage'; readonly stage: StageName; readonly state: 'started' }
  | {
      readonly type: 'stage';
      readonly stage: StageName;
      readonly state: 'ok';
      readonly ms: number;
      readonly detail?: string;
    }
  | {
      readonly type: 'stage';
      readonly stage: StageName;
      readonly state: 'failed';
      readonly ms: number;
      readonly error: SmallexError;
    }
  | { readonly type: 'stage'; readonly stage: StageName; readonly state: 'skipped'; readonly detail: string }
  /** `port`: where this machine listens for the browser's answer. */
  | { readonly type: 'open-url'; readonly url: string; readonly port?: number }
  | { readonly type: 'waiting'; readonly for: WaitingFor; readonly detail?: string; readonly fraction?: number }
  | { readonly type: 'query-id'; readonly queryId: string; readonly url?: string }
  /** Something the person should know that is no error; one sentence. */
  | { readonly type: 'notice'; readonly message: string };

/** Something only a person can answer. A script's `ask` throws ConfigError naming the flag or reference to use. */
export interface Question {
  readonly kind: 'passcode' | 'secret' | 'passphrase' | 'confirm' | 'redirect-url' | 'text';
  /** The option it stands for, when there is one: `password`, `private_key_passphrase`. */
  readonly field?: string;
  /** A full sentence. */
  readonly message: string;
  readonly hint?: string;
  /** What may be answered, in the order to show it; of the kind `text`. */
  readonly choices?: readonly Choice[];
  /** Only what is typed by hand after the question is seen is an answer: neither type-ahead nor a paste. */
  readonly deliberate?: boolean;
  /** Aborted once the answer has come another way (the browser found the way back): the question is then taken away. */
  readonly signal?: AbortSignal;
}

/**
 * Tokens of logins that outlive the process, by a key that names engine, host and user. Only what the person agreed to
 * is kept; where nothing may be kept, `read` gives null and writing does nothing.
 */
export interface KeptLogins {
  read(key: string): Promise<string | null>;
  /** Keeps it; may ask the person where. Never throws but CancelledError: a login that works counts more. */
  write(key: string, token: string): Promise<void>;
  /** Replaces what is kept already; asks nothing, and keeps nothing new. */
  update(key: string, token: string): Promise<void>;
  remove(key: string): Promise<void>;
  /**
   * Runs `work` while no other process on this machine runs work of the same key. `onWait` is called once when it has
   * to wait. @throws CancelledError once `signal` is aborted, TimeoutError when the other one doesn't end.
   */
  alone<T>(
    key: string,
    work: () => Promise<T>,
    options: { readonly signal?: AbortSignal | undefined; readonly onWait?: () => void },
  ): Promise<T>;
}

/** How session and backends reach the face that started them. They never import one. */
export interface Io {
  readonly signal?: AbortSignal;
  /** Absent: logins are good for this process alone. */
  readonly logins?: KeptLogins;
  onEvent(event: BackendEvent): void;
  /**
   * The answer as text; `yes` or `no` for a `confirm`.
   * @throws CancelledError when the person leaves the question; ConfigError where nobody can be asked.
   */
  ask(question: Question): Promise<string>;
}

// ---- a login, a connection, a statement ------------------------------------------------------------------------------

export type ListKind = 'role' | 'warehouse' | 'catalog' | 'schema';

export interface Listed {
  readonly name: string;
  /** Shown dim beside the name: `X-Small, suspended`. */
  readonly detail?: string;
  /** For warehouses: as the engine names it, lower case (`started`, `suspended`, `running`, `stopped`, `starting`). */
  readonly state?: string;
  /** The option value to store when it isn't the name (Databricks: the http_path). */
  readonly value?: string;
}

/** Who you are, proved. Changing the warehouse, catalog or schema calls `open` again, never `login`. */
export interface Login {
  /** True when `open` gives another session after one was lost or closed; else only a new login does. */
  readonly reopens?: boolean;
  /** What may be chosen, without starting anything. @throws SmallexError when the engine refuses the listing. */
  list(kind: ListKind, parent?: string): Promise<readonly Listed[]>;
  /** Opens role → warehouse → catalog → schema → one SELECT, a `stage` event each. @throws ConnectionError at its stage. */
  open(options: ConnectionOptions, io: Io): Promise<Connection>;
  close(): Promise<void>;
}

/** Where statements run now, from the driver's own answers; null: none. `state` of a warehouse is known only when told. */
export interface ConnectionContext {
  readonly user: string | null;
  readonly role: string | null;
  readonly secondaryRoles?: string | null;
  readonly warehouse: string | null;
  readonly warehouseState?: string | null;
  readonly catalog: string | null;
  readonly schema: string | null;
  /** The account, workspace host or database file. */
  readonly account: string;
  readonly serverVersion?: string | null;
  readonly timeZone?: string | null;
  readonly inTransaction?: boolean;
}

export interface ParameterValue {
  readonly value: string | null;
  /** The engine's own type name (`INT`, `DATE`); text when absent. */
  readonly type?: string;
}
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A file that an engine may write a result to by itself, as results/formats/csv.ts would, header and all. */
export interface CsvFile {
  readonly path: string;
  /** The name that it gets when it is whole; what people are told of. */
  readonly name: string;
  /** The first line, with its end. */
  readonly header: (columns: readonly Column[]) => string;
}

export interface ExecuteOptions {
  /** Set for what moves files (PUT, GET, REMOVE): the folder of this machine that the engine may read and write. */
  readonly allowedFolder?: string | undefined;
  /** Where the engine may write all rows itself, if it can do so byte for byte; `Statement.written` tells. */
  readonly csvFile?: CsvFile | undefined;
  readonly parameters?: Parameters;
  /**
   * Cancels on the server, at any time until the Statement is closed; `execute` or `batches` then throws
   * CancelledError {confirmed}. An abort that comes too late changes nothing.
   */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: BackendEvent) => void;
  /**
   * True when nobody waits for the statement: a later `execute` neither waits for it nor takes its result away, and
   * `close` leaves it running where the server can go on alone. May become true while the statement runs.
   */
  readonly detached?: () => boolean;
}

export type CancelOutcome = 'cancelled' | 'finished' | 'unconfirmed';

/** One statement that the engine has run or is still sending rows of. */
export interface Statement {
  readonly queryId: string | null;
  /** Empty when the statement has no result set. */
  readonly columns: readonly Column[];
  /** Rows inserted, updated or deleted; null when the engine gives no count or the statement changes none. */
  readonly rowsAffected: number | null;
  /** The engine's one-line answer where it gives one (`Table T successfully created.`). */
  readonly message?: string | null;
  /** Rows in the whole result, when the engine tells beforehand. */
  readonly totalRows?: number | null;
  /** How many rows the engine has written to `csvFile`: there are no batches then. */
  readonly written?: number | undefined;
  /** Milliseconds that the engine says it worked on the statement; absent or null where it doesn't. */
  readonly serverMs?: number | null;
  /** True once a later `execute` took the connection before all rows were read. */
  readonly incomplete: boolean;
  /** Rows in order, once. Memory is bounded by the batch. */
  batches(): AsyncIterable<Batch>;
  cancel(): Promise<CancelOutcome>;
  /** Frees what the engine holds for it; never throws. */
  close(): Promise<void>;
}

export interface CatalogEntry {
  readonly name: string;
  /** `table`, `view`, `schema`, `catalog`, `column`, `function`, … as the engine says it, lower case. */
  readonly type: string;
  readonly detail?: string;
  readonly comment?: string | null;
}

export interface ColumnEntry {
  readonly name: string;
  readonly typeName: string;
  readonly nullable: boolean | null;
  readonly default?: string | null;
  readonly comment?: string | null;
  readonly key?: string | null;
}

/** What is in the database, level by level. Names are as stored, unquoted. Uses its connection: not during a Statement. */
export interface Catalog {
  catalogs(): Promise<readonly CatalogEntry[]>;
  schemas(catalog?: string): Promise<readonly CatalogEntry[]>;
  /** Tables and views; of the current schema when none is named. */
  tables(schema?: string, catalog?: string): Promise<readonly CatalogEntry[]>;
  /** The columns of a table or view, path parts outermost first. @throws QueryError when there is no such thing. */
  columns(path: readonly string[]): Promise<readonly ColumnEntry[]>;
  /** Functions that can be called by their bare name: DuckDB's with its own, elsewhere those that people made. */
  functions(): Promise<readonly CatalogEntry[]>;
  /** What SET takes: `type` is the value now where it is known, `detail` what it does. */
  settings(): Promise<readonly CatalogEntry[]>;
  /** Where files lie: Snowflake's stages of the current schema. Absent where an engine has none. */
  stages?(): Promise<readonly CatalogEntry[]>;
  /**
   * What lies directly in a folder of a stage, of type `folder` or `file`.
   * @param folder as SQL writes it, without the `@`, `/` at its end: `stage/2026/`
   */
  stageFiles?(folder: string): Promise<readonly CatalogEntry[]>;
}

type FetchResult = (queryId: string, options?: Omit<ExecuteOptions, 'parameters'>) => Promise<Statement>;

/** An open connection. One statement at a time: `execute` first closes a Statement that is still open. */
export interface Connection {
  readonly engine: EngineName;
  /** @throws QueryError, CancelledError, ConnectionError (`code: 'LOST'` once it can't be used any more). */
  execute(sql: string, options?: ExecuteOptions): Promise<Statement>;
  /**
   * The result of a statement that ran before, also in another program, once it is there; absent where the engine
   * keeps none. @throws QueryError when the statement failed or is not known any more; CancelledError
   */
  readonly result?: FetchResult | undefined;
  context(): ConnectionContext;
  readonly catalog: Catalog;
  /** A round trip that needs no warehouse. @throws ConnectionError */
  ping(): Promise<void>;
  /** Ends the session on the server, giving up after 3 seconds; never throws. */
  close(): Promise<void>;
}

export interface StageReport {
  readonly stage: StageName;
  readonly ok: boolean;
  readonly ms: number;
  readonly detail?: string;
  readonly error?: SmallexError;
}

/** What a test of a connection found. */
export interface ConnectionReport {
  readonly ok: boolean;
  readonly stages: readonly StageReport[];
  readonly context: ConnectionContext;
  /** One `SELECT 1` there and back. */
  readonly latencyMs: number;
  readonly warnings: readonly string[];
}

/** Io for callers that neither listen nor answer. */
export const SILENT_IO: Io = {
  onEvent: () => undefined,
  ask: (question) =>
    Promise.reject(
      new ValueError(`Nobody can be asked here: ${question.message}`, {
        hint: question.field ? `Pass the option "${question.field}".` : 'Pass an Io with an `ask`.',
      }),
    ),
};

/**
 * Base of all engines: concrete backends say how their driver is imported, which options they need and how these
 * map onto the driver's; they reuse `connect` to validate a configuration and open a connection.
 */
export abstract class BaseDatabaseBackend {
  /** The engine's identifier in configuration files: `snowflake`. */
  abstract readonly engineName: EngineName;
  /** The driver's module: `snowflake-sdk`. */
  abstract readonly modulePath: string;
  /** The name of the driver's entry in that module: `createConnection`. */
  abstract readonly connectAttr: string;
  /** What the default auth mode needs. */
  abstract readonly requiredConnectionFields: readonly string[];
  /** For people: `Snowflake`. */
  abstract readonly label: string;
  abstract readonly authModes: readonly AuthMode[];
  abstract readonly contextFields: readonly ContextField[];
  /** Host, port, proxy and the like: rarely needed, never asked for by the wizard. */
  abstract readonly endpointFields: readonly Field[];

  /** What one pasted text (a URL, a JDBC or ODBC string, a command, a block of a file) says of a connection. Pure. */
  readConnectionText(_text: string): PastedText {
    return NOTHING_PASTED;
  }

  /** The keys under which `Io.logins` may keep tokens of a login with these options. Pure. */
  keptLoginKeys(_options: ConnectionOptions): readonly string[] {
    return [];
  }

  /** Every fault of the options, for their auth mode. Pure: reads no file, opens nothing. */
  abstract checkConnectionOptions(options: ConnectionOptions): Fault[];

  /** A fresh object with the driver's own keys: auth mode mapped, framework keys removed. Pure. */
  abstract prepareConnectionOptions(options: ConnectionOptions): Record<string, unknown>;

  /** Imports the driver and proves who you are; no warehouse, no catalog needed yet. @throws AuthError, ConnectionError */
  abstract login(options: ConnectionOptions, io: Io): Promise<Login>;

  /** Facts, timing and warnings about an open connection; a failed SELECT is in the report. @throws CancelledError */
  abstract testConnection(connection: Connection, options: ConnectionOptions, io?: Io): Promise<ConnectionReport>;

  /** @throws ValueError with every error of `checkConnectionOptions`; warnings pass. */
  validateConnectionOptions(options: ConnectionOptions): void {
    const errors = this.checkConnectionOptions(options).filter((fault) => fault.severity === 'error');
    if (errors.length === 0) return;
    throw new ValueError(errors.map((fault) => fault.message).join('\n'), {
      hint: errors.map((fault) => fault.hint).find((hint) => hint !== undefined),
    });
  }

  /** Validates, logs in and opens. @throws ValueError, AuthError, ConnectionError, CancelledError */
  async connect(options: ConnectionOptions, io: Io = SILENT_IO): Promise<Connection> {
    this.validateConnectionOptions(options);
    const login = await this.login(options, io);
    try {
      const connection = await login.open(options, io);
      const close = connection.close.bind(connection);
      // Whoever has only the connection can't close the login, which may hold sockets: it goes with the connection.
      connection.close = () => close().then(() => login.close());
      return connection;
    } catch (error) {
      await login.close();
      throw error;
    }
  }

  /** The auth mode of the options. @throws ValueError for one this engine doesn't have. */
  authModeOf(options: ConnectionOptions): AuthMode {
    const wanted = options['auth_mode'] ?? this.defaultAuthMode;
    const found = this.authModes.find((mode) => mode.mode === wanted);
    if (found) return found;
    throw new ValueError(`${this.label} has no auth mode "${typeof wanted === 'string' ? wanted : typeof wanted}".`, {
      hint: `Use one of: ${this.authModes.map((mode) => mode.mode).join(', ')}.`,
    });
  }

  /** The mode that counts when options name none. */
  abstract readonly defaultAuthMode: string;
}
