import type { Known } from '../../session/catalog/index.js';
import type { Want } from './want.js';

export type CandidateKind = Want | 'keyword' | 'column' | 'table' | 'schema' | 'catalog' | 'function' | 'alias';

/** One row of the menu. */
export interface Candidate {
  /** The name as it is shown. */
  readonly label: string;
  /** What takes the place of the typed word. */
  readonly insert: string;
  readonly kind: CandidateKind;
  /** At the right: the type of a column, `table`, `view`, `function`. */
  readonly type: string;
  /** For the line below the menu. */
  readonly detail: string;
  /** Offsets of the label's letters that were typed. */
  readonly marks: readonly number[];
  /** Whether the name begins with what was typed. */
  readonly begins: boolean;
  /** The stored path of a table, whose columns the detail line shows. */
  readonly path?: readonly string[];
}

/** Things of one kind, before anything typed narrows them down. */
export interface Pool {
  readonly entries: readonly Known[];
  readonly kind: CandidateKind;
  /** What the label has before the name that is searched: `o.` */
  readonly lead?: string;
  insert(known: Known): string;
  readonly path?: (known: Known) => readonly string[];
}
