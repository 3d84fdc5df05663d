import type { Clause, Cte, Query, Source } from './query.js';
import type { NamePart, Word } from './words.js';

/** What a pair of brackets is. */
export type Role = 'statement' | 'derived' | 'subquery' | 'cte' | 'call' | 'from-call' | 'window' | 'group' | 'names';

/** A statement, or what is inside of brackets, while it is read. */
export interface Frame {
  readonly role: Role;
  query: Query;
  /** Of `a UNION b` the first names the columns. */
  readonly first: Query;
  clause: Clause;
  expects: boolean;
  unjoined: boolean;
  /** What follows AS is the names of the columns. */
  isView: boolean;
  segment: Word[];
  /** The source whose alias may follow. */
  named: Source | undefined;
  cte: Cte | undefined;
  /** Where the names in these brackets go. */
  readonly names: NamePart[] | undefined;
}

export function frameOf(role: Role, query: Query, clause: Clause, names?: NamePart[]): Frame {
  return {
    role,
    query,
    first: query,
    clause,
    expects: false,
    unjoined: false,
    isView: false,
    segment: [],
    named: undefined,
    cte: undefined,
    names,
  };
}
