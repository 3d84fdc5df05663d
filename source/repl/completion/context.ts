import type { ArgumentKind, MetaCommand } from '../../meta/index.js';
import { isMetaLine } from '../../meta/index.js';
import type { Dialect } from '../../sql/index.js';
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
  | 'on-off'
  | 'variables'
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
}

/** The context of a caret in a text; undefined where nothing is ever proposed. Pure and linear. */
export function completionContext(
  text: string,
  caret: number,
  dialect: Dialect,
  commands: readonly MetaCommand[],
): CompletionContext | undefined {
  const line = commandLine(text, caret, commands);
  if (line !== undefined) return commandContext(line, text, caret, dialect, commands);
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

/** The line of a \command up to the caret: on the first line of a text, or behind a statement. */
function commandLine(text: string, caret: number, commands: readonly MetaCommand[]): string | undefined {
  const start = text.lastIndexOf('\n', caret - 1) + 1;
  const line = text.slice(start, caret);
  if (!/^\s*[\\.!]/.test(line)) return undefined;
  const before = text.slice(0, start).trimEnd();
  if (before !== '' && !before.endsWith(';')) return undefined;
  const isOpen = /^\s*[.!][a-z]*$/i.test(line);
  return isOpen || isMetaLine(line, commands) ? line.trimStart() : undefined;
}

const ARGUMENTS: Readonly<Partial<Record<ArgumentKind, readonly Want[]>>> = {
  profile: ['profiles'],
  table: ['tables', 'schemas', 'catalogs'],
  schema: ['schemas', 'catalogs'],
  file: ['files'],
  command: ['commands'],
  'on-off': ['on-off'],
  variable: ['variables'],
  'display-option': ['display-options'],
  'display-value': ['display-values'],
  text: [],
};

function commandContext(
  line: string,
  text: string,
  caret: number,
  dialect: Dialect,
  commands: readonly MetaCommand[],
): CompletionContext | undefined {
  const common = { ...NOTHING, dialect, to: caret };
  if (!/\s/.test(line)) return { ...common, wants: ['commands'], prefix: line, from: caret - line.length };
  const name = /^\S+/.exec(line)![0];
  const command =
    commands.find(({ names }) => names.includes(name)) ??
    commands.find(({ names }) => name.endsWith('+') && names.includes(name.slice(0, -1)));
  const given = line.trimStart().split(/\s+/);
  const kind = command?.arguments?.[command.raw ? 0 : given.length - 2];
  if (kind === undefined) return undefined;
  const wants = ARGUMENTS[kind] ?? [];
  if (kind !== 'table' && kind !== 'schema') {
    const prefix = given.at(-1)!;
    return { ...common, wants, prefix, before: given.at(-2), from: caret - prefix.length };
  }
  const around = wordsAround(text, caret, dialect);
  if (!around) return undefined;
  const inPath: readonly Want[] = kind === 'schema' ? ['schemas'] : ['tables', 'schemas'];
  return { ...common, ...spelling(around), wants: around.path.length > 0 ? inPath : wants };
}
