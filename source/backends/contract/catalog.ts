export interface CatalogEntry {
  readonly name: string;
  /** `table`, `view`, `schema`, `catalog`, `column`, `function`, … as the engine says it, lower case. */
  readonly type: string;
  readonly detail?: string;
  readonly comment?: string | null;
}

/**
 * What a schema holds beside tables, or an account beside databases, in words for a list. Each engine knows some of them.
 */
export type ObjectKind =
  | 'procedures'
  | 'user functions'
  | 'sequences'
  | 'tasks'
  | 'streams'
  | 'pipes'
  | 'file formats'
  | 'users'
  | 'volumes'
  | 'indexes'
  | 'types'
  | 'pragmas'
  | 'extensions'
  | 'secrets';

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
  /** Other things of a schema, the current one when none is named; none of a kind that the engine doesn't know. */
  objects(kind: ObjectKind, schema?: string, catalog?: string): Promise<readonly CatalogEntry[]>;
  /** Where files lie: Snowflake's stages of the current schema. Absent where an engine has none. */
  stages?(): Promise<readonly CatalogEntry[]>;
  /**
   * What lies directly in a folder of a stage, of type `folder` or `file`.
   * @param folder as SQL writes it, without the `@`, `/` at its end: `stage/2026/`
   */
  stageFiles?(folder: string): Promise<readonly CatalogEntry[]>;
}
