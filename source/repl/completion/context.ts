import type { MetaCommand } from '../../meta/index.js';
import type { Dialect } from '../../sql/index.js';
import { commandAtCaret, commandContext, type CommandAtCaret } from './command-context.js';
import { continuationsOf, keywordsFor } from './keywords.js';
import type { Clause, Place } from './query.js';
import { placeOf } from './scope.js';
import { wordsAround, type Around, type NamePart, type Word } from './words.js';

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
  /** Only commands that may end a statement. */
  readonly ends?: boolean;
}

/** The context of a caret in a text; undefined where nothing is ever proposed. Pure and linear. */
export function completionContext(
  text: string,
  caret: number,
  dialect: Dialect,
  commands: readonly MetaCommand[],
): CompletionContext | undefined {
  const command = commandAtCaret(text, caret, dialect);
  if (command !== undefined) return inCommand(command, text, caret, dialect, commands);
  return inStatement(text, caret, dialect);
}

function inCommand(
  command: CommandAtCaret,
  text: string,
  caret: number,
  dialect: Dialect,
  commands: readonly MetaCommand[],
): CompletionContext | undefined {
  const found = commandContext(command, caret, dialect, commands);
  if (!found) return undefined;
  const common = { ...NOTHING, dialect, prefix: '', from: caret, to: caret };
  if (found.kind === 'words') return { ...common, ...found.context };
  if (found.kind === 'sql') {
    const start = caret - command.line.length + found.start;
    return inStatement(' '.repeat(start) + text.slice(start), caret, dialect);
  }
  const around = wordsAround(text, caret, dialect);
  if (!around) return undefined;
  const { wants, keywords } = found;
  if (around.path.length === 0) return { ...common, ...spelling(around), wants, keywords };
  const isIn = (want: Want): boolean => want === 'tables' || want === 'schemas';
  return { ...common, ...spelling(around), wants: wants.filter(isIn) };
}

/** The context of a caret in SQL. */
function inStatement(text: string, caret: number, dialect: Dialect): CompletionContext | undefined {
  const around = wordsAround(text, caret, dialect);
  if (!around) return undefined;
  if (around.literal !== undefined) return literalContext(around, caret, dialect);
  if (around.stage !== undefined) return stageContext(around.stage, caret, dialect);
  const place = placeOf(around.words, around.at);
  return { ...sqlWants(around, place, dialect), ...spelling(around), dialect, place };
}

function spelling(around: Around): Pick<CompletionContext, 'prefix' | 'quote' | 'path' | 'from' | 'to' | 'lower'> {
  const { prefix, quote, path, from, to, words } = around;
  return { prefix, quote, path, from, to, lower: isLower(prefix, words) };
}

/** Case follows what is being typed, else the words before, else keywords are written in capitals. */
function isLower(prefix: string, words: readonly Word[]): boolean {
  if (/[a-z]/i.test(prefix)) return /[a-z]/.test(prefix) && !/^[A-Z]/.test(prefix);
  const word = words.findLast(({ kind }) => kind === 'keyword') ?? words.findLast(({ kind }) => kind === 'identifier');
  return word !== undefined && word.text === word.text.toLowerCase();
}

type Wanted = Pick<CompletionContext, 'wants' | 'keywords'>;

function sqlWants(around: Around, place: Place, dialect: Dialect): Wanted {
  const { clause, expectsTable, previous } = place;
  if (around.path.length > 0) return { wants: pathWants(place, around.path.length), keywords: [] };
  if (around.quote !== '') {
    return { wants: (WANTS[clause] ?? []).filter((want) => !want.endsWith('functions')), keywords: [] };
  }
  const rest = continuations(place, dialect);
  if (rest.length > 0) {
    const names = expectsTable || clause === 'use' || clause === 'object' ? (WANTS[clause] ?? []) : [];
    return { wants: names, keywords: rest };
  }
  const due = isDue(place);
  const keywords = keywordsFor(clause, due, dialect);
  if (!due) return { wants: [], keywords: previous?.upper === '*' && clause === 'select' ? ['FROM'] : keywords };
  if (beginsCondition(place)) {
    return { wants: ['join-keys', ...EXPRESSION], keywords };
  }
  // Snowflake's SET is for variables of one's own; parameters are set by ALTER SESSION SET.
  const own = clause === 'setting' && dialect === 'snowflake' && previous === around.words[0];
  return { wants: own ? [] : (WANTS[clause] ?? []), keywords };
}

/** What goes on with a phrase that is half typed: `CREATE` with TABLE, `LEFT` with JOIN. */
function continuations({ clause, previous, beforePrevious, expectsTable }: Place, dialect: Dialect): readonly string[] {
  if (previous === undefined || previous.kind === 'quotedIdentifier') return [];
  // EXPLAIN stands before any statement.
  if (previous.upper === 'EXPLAIN') return [];
  if (beforePrevious === undefined) return continuationsOf(previous.upper, 'start', dialect);
  if (previous.kind !== 'keyword' || expectsTable) return [];
  return continuationsOf(previous.upper, clause, dialect);
}

const EXPRESSION: readonly Want[] = ['columns', 'sources', 'functions'];
const TABLES: readonly Want[] = ['ctes', 'tables', 'schemas', 'catalogs', 'table-functions'];

const WANTS: Partial<Record<Clause, readonly Want[]>> = {
  start: [],
  with: [],
  select: EXPRESSION,
  from: TABLES,
  on: EXPRESSION,
  using: ['shared-columns'],
  where: EXPRESSION,
  group: ['select-list', ...EXPRESSION],
  having: ['select-list', ...EXPRESSION],
  order: ['select-list', ...EXPRESSION],
  limit: [],
  into: ['tables', 'schemas', 'catalogs'],
  'insert-columns': ['target-columns'],
  set: ['target-columns', 'functions'],
  values: ['functions'],
  object: ['tables', 'schemas', 'catalogs'],
  'schema-name': ['schemas', 'catalogs'],
  'catalog-name': ['catalogs'],
  'warehouse-name': ['warehouses'],
  'role-name': ['roles'],
  use: ['catalogs', 'schemas'],
  setting: ['settings'],
  'new-name': ['schemas', 'catalogs'],
  'set-operation': [],
  other: EXPRESSION,
};

function beginsCondition({ clause, previous }: Place): boolean {
  return clause === 'on' && (previous?.upper === 'ON' || previous?.upper === 'AND');
}

function pathWants(place: Place, parts: number): readonly Want[] {
  const { clause, expectsTable } = place;
  if (parts === 1 && beginsCondition(place)) return ['join-keys', 'members'];
  if (clause === 'catalog-name' || clause === 'warehouse-name' || clause === 'role-name') return [];
  if (clause === 'schema-name' || clause === 'use' || clause === 'new-name') return ['schemas'];
  return expectsTable ? ['tables', 'schemas'] : ['members'];
}

/** True where an operand or a name is due; false behind a complete one, where only the grammar's words may follow. */
function isDue({ clause, expectsTable, previous, beforePrevious }: Place): boolean {
  if (previous === undefined || expectsTable) return true;
  if (clause === 'from' || clause === 'into') return false;
  if (previous.text === ')' || previous.text === ']') return clause === 'start' && beforePrevious === undefined;
  if (previous.kind === 'number' || previous.kind === 'string' || previous.kind === 'parameter') return false;
  if (previous.kind === 'identifier' || previous.kind === 'quotedIdentifier') return HEADS.has(previous.upper);
  if (previous.kind === 'keyword') return !COMPLETE.has(previous.upper);
  const star = previous.text === '*';
  return !(
    star &&
    (beforePrevious?.kind === 'keyword' || beforePrevious?.text === ',' || beforePrevious?.text === '.')
  );
}

// Words that the lists of keywords leave to names, and which here are none.
const HEADS = new Set(['USE', 'WAREHOUSE', 'ROLE', 'CATALOG', 'SUMMARIZE', 'PRAGMA', 'QUALIFY', 'WINDOW']);
const COMPLETE = new Set(['NULL', 'TRUE', 'FALSE', 'END', 'CURRENT_DATE', 'CURRENT_TIMESTAMP', 'ASC', 'DESC']);

/** Stages of the schema, then what lies in the folder that is typed. */
function stageContext(stage: string, caret: number, dialect: Dialect): CompletionContext {
  const isFolder = stage.includes('/');
  const from = caret - stage.length;
  return {
    ...NOTHING,
    dialect,
    wants: isFolder ? ['stage-files'] : ['stages'],
    prefix: stage,
    from,
    to: caret,
    lower: !/[A-Z]/.test(stage),
  };
}

const READS_FILE =
  /^(?:FROM|JOIN|TO|ATTACH|COPY|INCLUDE|IMPORT|EXPORT|DATABASE|PUT|READ_\w+|\w+_SCAN|PARQUET_\w+|SNIFF_CSV|GLOB)$/;

function literalContext(around: Around, caret: number, dialect: Dialect): CompletionContext | undefined {
  const { words, at, literal = '' } = around;
  const before = words[at - 1];
  const head =
    before?.text === '(' || before?.text === '[' ? words[at - (words[at - 2]?.text === '(' ? 3 : 2)] : before;
  if (!head || !READS_FILE.test(head.text.toUpperCase())) return undefined;
  const prefix = literal.replace(/^'(?:file:\/\/)?/, '');
  return {
    ...NOTHING,
    dialect,
    wants: ['files'],
    prefix,
    quote: "'",
    from: caret - prefix.length,
    to: caret,
    lower: true,
  };
}

const NOTHING: Omit<CompletionContext, 'dialect' | 'wants' | 'prefix' | 'from' | 'to'> = {
  keywords: [],
  place: undefined,
  quote: '',
  path: [],
  lower: true,
};
