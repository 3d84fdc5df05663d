import type { Batch, Column } from '../../results/column.js';
import type { EngineFile, LineFormat } from '../../results/engine-file.js';
import type { Catalog } from './catalog.js';
import type { ConnectionOptions, EngineName } from './fields.js';
import type { BackendEvent, Io } from './io.js';

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

export interface ExecuteOptions {
  /** Set for what moves files (PUT, GET, REMOVE): the folder of this machine that the engine may read and write. */
  readonly allowedFolder?: string | undefined;
  /** Where the engine may write all rows itself, if it can do so byte for byte; `Statement.written` tells. */
  readonly engineFile?: EngineFile | undefined;
  /** The engine may make the text of each row itself, as that format does; `Statement.isLines` tells. */
  readonly engineLines?: LineFormat | undefined;
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
  /** True when each row of the batches is one text, made for the format of `engineLines`; `columns` are the query's. */
  readonly isLines?: boolean | undefined;
  /** How many rows the engine has written to `engineFile`: there are no batches then. */
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
  /** Cancels the listings of `catalog` that are under way; absent where none takes long (DuckDB). */
  stopListing?(): void;
  /** A round trip that needs no warehouse. @throws ConnectionError */
  ping(): Promise<void>;
  /** Ends the session on the server, giving up after 3 seconds; never throws. */
  close(): Promise<void>;
}
