import type { ObjectKind } from '../../backends/base.js';
import type { Dialect } from '../../sql/index.js';
import type { JsonPath } from './json-path.js';
import type { Place } from './query.js';
import type { NamePart } from './words.js';

/** What may be proposed, the likeliest first; keywords always come last. */
export type Want =
  | 'join-keys'
  | 'shared-columns'
  | 'select-list'
  | 'columns'
  | 'target-columns'
  | 'members'
  | 'sources'
  | 'ctes'
  | 'tables'
  | 'schemas'
  | 'catalogs'
  | 'functions'
  | 'table-functions'
  | 'types'
  | 'columns-of-path'
  | 'objects'
  | 'json-keys'
  | 'stage-names'
  | 'stage-paths'
  | 'warehouses'
  | 'roles'
  | 'settings'
  | 'stages'
  | 'stage-files'
  | 'profiles'
  | 'files'
  | 'commands'
  | 'folders'
  | 'choices'
  | 'variables'
  | 'variable-values'
  | 'saved-queries'
  | 'query-parameters'
  | 'display-options'
  | 'display-values';

/** What stands at the caret, and what may go there. */
export interface CompletionContext {
  readonly dialect: Dialect;
  readonly wants: readonly Want[];
  readonly keywords: readonly string[];
  readonly place: Place | undefined;
  /** What is typed of the word. */
  readonly prefix: string;
  readonly quote: string;
  readonly path: readonly NamePart[];
  /** UTF-16 offsets of what a completion replaces; half-open. */
  readonly from: number;
  readonly to: number;
  /** Whether words are written in lower case here. */
  readonly lower: boolean;
  /** The argument of a \command before the one at the caret. */
  readonly before?: string | undefined;
  /** All before it, where quotes hold one with blanks together. */
  readonly arguments?: readonly string[];
  /** What the argument may be. */
  readonly choices?: readonly string[];
  /** The level that a name ends on: what is above it goes on with a dot; `any`: each may be the end. */
  readonly deepest?: 'tables' | 'schemas' | 'catalogs' | 'any';
  /** The path that `json-keys` are wanted of. */
  readonly json?: JsonPath;
  /** Which `objects` are wanted. */
  readonly objects?: readonly ObjectKind[];
  /** What is likeliest here is listed nowhere, a new name or a string: nothing is completed before a letter is typed. */
  readonly unlisted?: boolean;
  /** Columns that the list at the caret names already. */
  readonly named?: readonly NamePart[];
  /** Only commands that may end a statement. */
  readonly ends?: boolean;
  /** DuckDB's SQL on the results that are kept, whatever the session is on. */
  readonly isLocal?: boolean;
}

/** What may go to a place, of the context of that place. */
export type Wanted = Pick<CompletionContext, 'wants' | 'keywords' | 'deepest' | 'unlisted' | 'objects' | 'choices'>;
