import type { NamedRow } from '../own.js';
import type { PlanNode } from '../plan-tree.js';

/** A list that an engine gives: what to ask, and how to show it. */
export interface Listing {
  readonly sql: string;
  readonly columns: readonly string[];
  row(row: NamedRow): readonly (string | null)[];
}

/** Where a listing looks; null: where the session is. */
export interface Place {
  readonly catalog: string | null;
  readonly schema: string | null;
}

/** What is known of a table or view beside its columns. */
export interface Details {
  readonly properties: readonly (readonly [name: string, value: string])[];
  /** Primary, unique and foreign keys, checks and indexes, as sentences of SQL. */
  readonly constraints: readonly string[];
  /** The text of a view. */
  readonly definition: string | null;
}

export type Ask = (sql: string) => Promise<readonly NamedRow[]>;

/** What meta-commands ask of an engine. A text in place of a listing says why there is none, and what there is. */
export interface EngineLists {
  /** @param isSearch a pattern was given: functions of the engine's own are wanted, too */
  functions(place: Place, isSearch: boolean): Listing | string;
  sequences(place: Place): Listing | string;
  /** Why \dr and \dw have nothing to show here; null where there are some. */
  readonly noRoles: string | null;
  readonly noWarehouses: string | null;
  /** @param path parts of the name, outermost first, as stored; all of them that are known */
  details(path: readonly string[], ask: Ask): Promise<Details>;
  /** The statement that gives a plan. */
  explain(sql: string): string;
  /** The plan of its answer, cells in order. */
  plan(rows: readonly (readonly (string | null)[])[]): readonly PlanNode[];
  /** Statements of the last time; the newest first. */
  readonly recent: Listing | string;
  /** The statement that ends another one. */
  cancel(id: string): { readonly sql: string } | string;
}
