import { namePart, type NamePart, type Word } from './words.js';

/** What one query gives and sees. */
export interface Query {
  readonly parent: Query | undefined;
  readonly ctes: Cte[];
  readonly sources: Source[];
  readonly items: Item[];
  /** True once its SELECT was read. */
  selected: boolean;
}

export interface Cte {
  readonly name: NamePart;
  query: Query | undefined;
  names: NamePart[];
}

/** Something in FROM: a table by its path, or what a subquery gives. */
export interface Source {
  readonly path: readonly NamePart[];
  readonly query: Query | undefined;
  alias: NamePart | undefined;
  /** Column names given with the alias: `t(a, b)`. */
  names: NamePart[];
  /** Columns that a table function gives, as stored. */
  readonly given?: readonly string[];
}

/** A column of a select list. */
export interface Item {
  /** Undefined for an expression without a name. */
  readonly name: NamePart | undefined;
  /** `*` or `t.*`: all columns, of the table named by the qualifier. */
  readonly star: boolean;
  readonly qualifier: NamePart | undefined;
  /** What it only calls anew: the amount of `o.amount AS paid`. */
  readonly renames?: NamePart;
  /** It sums up rows: no column to group by. */
  readonly aggregate: boolean;
}

export type Clause =
  | 'start'
  | 'with'
  | 'select'
  | 'from'
  | 'on'
  | 'using'
  | 'where'
  | 'group'
  | 'having'
  | 'order'
  | 'limit'
  | 'into'
  | 'insert-columns'
  | 'set'
  | 'values'
  | 'object'
  | 'schema-name'
  | 'catalog-name'
  | 'warehouse-name'
  | 'role-name'
  | 'use'
  | 'setting'
  | 'new-name'
  | 'over'
  | 'partition'
  | 'window-order'
  | 'table-call'
  | 'set-operation'
  | 'other';

/** Where the caret stands in its statement. */
export interface Place {
  readonly clause: Clause;
  /** A name of a table is due: behind FROM, JOIN, a comma between tables. */
  readonly expectsTable: boolean;
  readonly query: Query;
  /** The first word of the statement, in upper case. */
  readonly verb: string;
  /** A JOIN whose condition is still due. */
  readonly unjoined: boolean;
  /** What the statement changes: of INSERT INTO, UPDATE, MERGE INTO, ALTER TABLE. */
  readonly target: readonly NamePart[] | undefined;
  readonly previous: Word | undefined;
  readonly beforePrevious: Word | undefined;
}

export function newQuery(parent?: Query): Query {
  return { parent, ctes: [], sources: [], items: [], selected: false };
}

/** The name a select item has: its alias, or the last part of a plain path. */
export function itemOf(segment: readonly Word[]): Item {
  const last = segment.at(-1)!;
  const before = segment.at(-2);
  if (last.text === '*' && (before === undefined || before.text === '.' || before.upper === 'DISTINCT')) {
    const qualifier = before?.text === '.' ? segment.at(-3) : undefined;
    return { name: undefined, star: true, aggregate: false, qualifier: qualifier && namePart(qualifier) };
  }
  // `a + b` has no name; in `a + b c` it is c.
  const isName = isNameWord(last) && before?.kind !== 'operator';
  const renamed = isName ? pathEnd(segment.slice(0, before?.upper === 'AS' ? -2 : -1)) : undefined;
  return {
    name: isName ? namePart(last) : undefined,
    ...(renamed && { renames: namePart(renamed) }),
    star: false,
    qualifier: undefined,
    aggregate: segment.some(isAggregate),
  };
}

function isNameWord(word: Word | undefined): boolean {
  return word?.kind === 'identifier' || word?.kind === 'quotedIdentifier';
}

/** The last part of words that are a path and nothing else. */
function pathEnd(words: readonly Word[]): Word | undefined {
  const isPath = words.every((word, at) => (at % 2 === 0 ? isNameWord(word) : word.text === '.'));
  return isPath && words.length % 2 === 1 ? words.at(-1) : undefined;
}

const AGGREGATES =
  /^(?:SUM|AVG|MEAN|MIN|MAX|COUNT|COUNT_IF|COUNTIF|MEDIAN|MODE|STDDEV\w*|VAR\w*|CORR|COVAR_\w+|LISTAGG|STRING_AGG|GROUP_CONCAT|LIST|FIRST|LAST|QUANTILE\w*|PERCENTILE\w*|ANY_VALUE|ARG_\w+|(?:MIN|MAX)_BY|BOOL\w*_(?:AND|OR)\w*|COLLECT_\w+|\w+_AGG|APPROX_\w+)$/;

function isAggregate({ kind, upper }: Word, at: number, segment: readonly Word[]): boolean {
  return (kind === 'identifier' || kind === 'keyword') && segment[at + 1]?.text === '(' && AGGREGATES.test(upper);
}
