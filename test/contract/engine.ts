import type {
  BaseDatabaseBackend,
  ColumnEntry,
  ConnectionContext,
  ConnectionOptions,
  ListKind,
  Parameters,
} from '../../source/backends/base.js';
import type { Kind, Row } from '../../source/results/column.js';
import type { StageName } from '../../source/support/errors.js';

/** The checks of the contract; an engine leaves one out by naming the reason in `cannot`. */
export type Check =
  | 'stages'
  | 'wrong secret'
  | 'wrong context'
  | 'open again'
  | 'test connection'
  | 'types'
  | 'names'
  | 'texts'
  | 'no rows'
  | 'statements without rows'
  | 'affected rows'
  | 'errors'
  | 'parameters'
  | 'parameter names'
  | 'cancel before'
  | 'cancel without handle'
  | 'cancel while running'
  | 'cancel between pages'
  | 'cancel by the statement'
  | 'cancel too late'
  | 'a run cancelled before it began'
  | 'a run cancelled while it runs'
  | 'a run cancelled while rows come'
  | 'a run cancelled at its limit'
  | 'a run cancelled too late'
  | 'a run that nobody waits for'
  | 'a run that is left'
  | 'a result by its id'
  | 'a listing between pages'
  | 'a ping between pages'
  | 'a statement between pages'
  | 'streaming'
  | 'first rows first'
  | 'two sessions'
  | 'two zones'
  | 'a change of zone'
  | 'context after USE'
  | 'catalog'
  | 'lists for pickers'
  | 'close'
  | 'close while a statement runs'
  | 'close when the server hangs'
  | 'quiet';

/** A value of a type: how the engine is asked for it, and what must come, to the last digit. */
export interface TypeCase {
  /** As the engine writes it in a cast; it names the test. */
  readonly type: string;
  /** An expression of that type. */
  readonly sql: string;
  readonly cell: string;
  readonly kind: Kind;
  readonly json: string;
  /** Why this engine can't show it. */
  readonly cannot?: string;
}

export interface ErrorCase {
  readonly what: string;
  readonly sql: string;
  /** UTF-16 offset in `sql`; absent where the engine names no place. */
  readonly position?: number;
  readonly sqlState?: string;
  readonly engineCode: string;
}

/** The texts of statements that the checks run, and what must come of them. */
export interface ContractSql {
  /** Gives one row with the cell `1`. */
  readonly one: string;
  /** Gives one row NULL, '', 'NULL'. */
  readonly texts: string;
  /** Gives one row whose columns have repeated and, where the engine can, empty names. */
  readonly names: { readonly sql: string; readonly names: readonly string[]; readonly row: Row };
  readonly none: { readonly sql: string; readonly names: readonly string[] };
  /** Makes, once or again, what the checks need: a schema `contract` with a table and a view. */
  readonly prepare: readonly string[];
  /** Statements in order, each with the count that it must answer; null: none. */
  readonly changes: readonly (readonly [sql: string, affected: number | null])[];
  readonly errors: readonly ErrorCase[];
  /** Runs for seconds, better for ever, until it is cancelled. */
  readonly endless: string;
  /** For what is cancelled only once it runs, where `endless` may end before that is told; default `endless`. */
  readonly whileRunning?: string;
  /** Gives so many rows, in several fetches. */
  readonly pages: { readonly sql: string; readonly rows: number };
  /** At least 300,000 rows of three columns. */
  readonly many: { readonly sql: string; readonly rows: number };
  readonly use: { readonly sql: string; readonly context: Partial<ConnectionContext> };
  /** One instant in two zones. */
  readonly zones: {
    readonly sql: string;
    readonly set: (zone: string) => string;
    readonly cells: Readonly<Record<'America/New_York' | 'Asia/Kolkata', string>>;
  };
  readonly bound: { readonly sql: string; readonly parameters: Parameters; readonly row: Row };
  /** Needs a value for `a` alone. */
  readonly needsA: string;
}

export interface ContractCatalog {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
  readonly view?: string;
  readonly columns: readonly Pick<ColumnEntry, 'name' | 'typeName'>[];
}

/** An engine as data: how it is reached and what it must answer. */
export interface ContractEngine {
  readonly title: string;
  readonly backend: BaseDatabaseBackend;
  readonly options: ConnectionOptions;
  /** The stages of login and open, with how each ends: `resolve ok`, `role skipped`. */
  readonly stages: readonly string[];
  /** What `context()` says at first. */
  readonly context: Partial<ConnectionContext>;
  readonly wrongSecret?: { readonly options: ConnectionOptions; readonly field: string };
  readonly wrongContext: readonly {
    readonly options: ConnectionOptions;
    readonly stage: StageName;
    readonly field: string;
  }[];
  readonly openAgain?: { readonly options: ConnectionOptions; readonly context: Partial<ConnectionContext> };
  /** Requests that carried a secret to be proved, since the engine started. */
  readonly logins?: () => number | Promise<number>;
  /** Requests of any kind, since the engine started. */
  readonly requests?: () => number;
  /** Statements that reached the engine since it started. */
  readonly sent?: () => number | Promise<number>;
  /** Asked for before a statement is sent: tells whether it runs, where the engine sends no event about that. */
  readonly watch?: () => () => boolean;
  /** Rows that were made so far for `many`. */
  readonly produced?: () => number;
  /** From now on the engine answers nothing; returns what ends that. */
  readonly hang?: () => () => void;
  readonly lists: Readonly<Partial<Record<ListKind, string>>>;
  readonly catalog: ContractCatalog;
  readonly types: readonly TypeCase[];
  readonly sql: ContractSql;
  readonly cannot: Readonly<Partial<Record<Check, string>>>;
}

/** The statement that asks for a value and for a NULL of its type. */
export function typeStatement({ sql, type }: TypeCase): string {
  return `SELECT ${sql} AS V, CAST(NULL AS ${type}) AS N`;
}
