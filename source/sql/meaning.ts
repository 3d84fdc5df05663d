/** reads: changes nothing · session: changes only this session · unknown: can't be told, so treated as writing */
export type StatementKind = 'reads' | 'session' | 'unknown' | 'writes' | 'destroys';

/** A name as a statement has it. */
export interface StatementTarget {
  /** as written, quotes included: `sales."Orders"`, `@stage/path` */
  readonly text: string;
  /** its parts without quotes, as written (not folded to upper or lower case) */
  readonly parts: readonly string[];
}

/** What a statement does to the catalog, for caches of names. */
export interface CatalogChange {
  readonly action: 'create' | 'alter' | 'drop' | 'use';
  /** the kind of object in lower case: `table`, `schema`, `warehouse`, `file format` */
  readonly object: string;
}

/** What a statement means to the person who runs it; see docs/sql.md for the whole table. */
export interface Classification {
  readonly kind: StatementKind;
  /** the words that name the statement, in upper case: `SELECT`, `DROP TABLE`, `CREATE OR REPLACE VIEW` */
  readonly verb: string;
  /** what it acts on, where it names one thing */
  readonly target?: StatementTarget;
  /** whether statements of this kind answer with rows: those go to stdout, status rows do not */
  readonly returnsRows: boolean;
  /** true for a DELETE, UPDATE, MERGE or TRUNCATE that nothing narrows down */
  readonly unconditional?: boolean;
  /** why it is not what its verb says, as a full sentence */
  readonly reason?: string;
  readonly transaction?: 'begin' | 'commit' | 'rollback';
  readonly catalogChange?: CatalogChange;
}

/** From harmless to harmful; `unknown` stands below `writes` so that a known write names itself. */
const RANKS: Readonly<Record<StatementKind, number>> = { reads: 0, session: 1, unknown: 2, writes: 3, destroys: 4 };

/** The most harmful of several meanings; the first of equals. */
export function worst(meanings: readonly Classification[]): Classification | undefined {
  let found = meanings[0];
  for (const meaning of meanings) if (found && RANKS[meaning.kind] > RANKS[found.kind]) found = meaning;
  return found;
}

export function isWorse(kind: StatementKind, than: StatementKind): boolean {
  return RANKS[kind] > RANKS[than];
}
