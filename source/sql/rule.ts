import type { Dialect } from './dialect.js';
import type { CatalogChange, StatementKind } from './meaning.js';

/** How a statement is looked at beyond its first words; see classify.ts. */
export type Refinement =
  | 'alter'
  | 'alterSession'
  | 'call'
  | 'copy'
  | 'create'
  | 'declare'
  | 'delete'
  | 'drop'
  | 'explain'
  | 'from'
  | 'immediate'
  | 'insert'
  | 'load'
  | 'merge'
  | 'named'
  | 'pragma'
  | 'query'
  | 'script'
  | 'set'
  | 'update'
  | 'use'
  | 'with';

export interface StatementRule {
  /** the first words, in upper case; the longest rule that fits counts */
  readonly verb: string;
  /** all three when left out */
  readonly dialects?: readonly Dialect[];
  readonly kind: StatementKind;
  readonly rows: boolean;
  readonly refine?: Refinement;
  /** what the table in docs/sql.md says beside it */
  readonly note?: string;
  readonly transaction?: 'begin' | 'commit' | 'rollback';
  readonly catalogChange?: CatalogChange;
}
