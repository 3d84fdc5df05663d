import type { Dialect } from '../../sql/index.js';
import { formatOptions } from './format-options.js';
import { continuationsOf, keywordsFor } from './keywords.js';
import { openedBy, starListOf } from './listed.js';
import type { Clause, Place } from './query.js';
import type { Want, Wanted } from './want.js';
import type { Around, Word } from './words.js';

/** What may stand at the caret of a query, by its clauses. */
export function inQuery(around: Around, place: Place, dialect: Dialect): Wanted {
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
  const special = inPlace(around, place, dialect);
  if (special) return special;
  const due = isDue(place);
  const keywords = keywordsFor(clause, due, dialect).filter((word) => isPossible(word, around));
  if (!due) return { wants: [], keywords };
  if (beginsCondition(place)) {
    return { wants: ['join-keys', ...EXPRESSION], keywords };
  }
  // Snowflake's SET is for variables of one's own; parameters are set by ALTER SESSION SET.
  const own = clause === 'setting' && dialect === 'snowflake' && previous === around.words[0];
  return { wants: own ? [] : (WANTS[clause] ?? []), keywords };
}

/** Places that a clause alone doesn't tell. */
function inPlace({ words, at }: Around, place: Place, dialect: Dialect): Wanted | undefined {
  const { clause, previous, beforePrevious, unjoined } = place;
  const before = previous?.upper;
  const only = (...keywords: readonly string[]): Wanted => ({ wants: [], keywords });
  // A type behind `::`; what a path of JSON holds, `v:a`, nobody knows.
  if (before === '::' || (before === 'AS' && isInCast(words, at))) return { wants: ['types'], keywords: [] };
  if (before === ':' || before === '$' || before === 'INTERVAL') return only();
  if (before === 'OVER') return { wants: ['choices'], choices: windowsOf(words), keywords: [] };
  if (before === '*' && clause === 'select' && isStar(beforePrevious)) return only('FROM', ...STAR_WORDS[dialect]);
  const rest = before === undefined ? undefined : FOLLOWED[before];
  if (rest && (clause === 'from' || clause === 'on' || before === 'DO')) return only(...rest);
  if (before === '(' && beforePrevious?.upper === 'FILTER') return only('WHERE');
  if (before === 'CASE') return { wants: EXPRESSION, keywords: ['WHEN'] };
  if (clause === 'values' && place.verb === 'MERGE') return { wants: EXPRESSION, keywords: ['DEFAULT', 'NULL'] };
  if (clause === 'set' && (before === 'SET' || before === ',')) return { wants: ['target-columns'], keywords: [] };
  if (clause === 'with') {
    if (before === ')') return only('SELECT', ...CHANGES[dialect]);
    return only(...(before === 'AS' ? (dialect === 'duckdb' ? ['MATERIALIZED', 'NOT MATERIALIZED'] : []) : ['AS']));
  }
  if (clause === 'start' && before !== undefined) {
    // In a script of Snowflake's a statement may begin behind these.
    if (/^(?:BEGIN|THEN|ELSE|DO|LOOP|EXPLAIN)$/.test(before)) return undefined;
    const queries = ['SELECT', 'WITH', ...(dialect === 'snowflake' ? [] : ['FROM']), 'VALUES'];
    if (before === '(' || before === 'AS') return only(...queries);
    return before === ')' ? undefined : only();
  }
  const opened = openedBy(words, at);
  const values = pivotValues(words, at, opened, dialect);
  if (values) return values;
  const options = formatOptions(words, { at, opened }, dialect);
  if (options) return options;
  // `* EXCLUDE status` needs no brackets.
  if (/^(?:EXCLUDE|RENAME)$/.test(before ?? '') && beforePrevious?.text === '*')
    return { wants: ['columns'], keywords: [] };
  const names = STAR_LISTS[starListOf(words, opened) ?? (words[opened ?? -1]?.upper === 'COLUMNS' ? 'COLUMNS' : '')];
  if (before !== undefined && names?.includes(before) === true) return { wants: ['columns'], keywords: [] };
  if (clause === 'set-operation') return only('SELECT', ...(before === 'ALL' ? [] : ['ALL', 'DISTINCT']));
  // Snowflake takes them only there; elsewhere they stand in TABLE(…).
  if (clause === 'from' && dialect === 'snowflake' && before !== 'LATERAL' && isDue(place)) {
    return {
      wants: TABLES.filter((want) => want !== 'table-functions'),
      keywords: ['LATERAL FLATTEN(', 'TABLE(', 'VALUES'],
    };
  }
  if (clause === 'from' && unjoined && !isDue(place))
    return only('ON', 'USING', ...keywordsFor('from', false, dialect));
  if (before === '(' && /^(?:IN|EXISTS|ANY|SOME|=|<|>)$/.test(beforePrevious?.upper ?? '')) {
    return {
      wants: beforePrevious?.upper === 'EXISTS' ? [] : (WANTS[clause] ?? []),
      keywords: ['SELECT', 'WITH', 'VALUES'],
    };
  }
  return undefined;
}

/** Behind what a name of a column is due in the brackets of `* EXCLUDE (…)` and the like. */
const STAR_LISTS: Readonly<Record<string, readonly string[]>> = {
  EXCLUDE: ['(', ','],
  EXCEPT: ['(', ','],
  RENAME: ['(', ','],
  COLUMNS: ['('],
  REPLACE: ['AS'],
};

/**
 * The brackets of PIVOT's IN hold values, which nobody lists; on Snowflake ANY and a query, too. Those of UNPIVOT hold
 * columns.
 */
function pivotValues(
  words: readonly Word[],
  at: number,
  opened: number | undefined,
  dialect: Dialect,
): Wanted | undefined {
  if (opened === undefined || words[opened]!.upper !== 'IN') return undefined;
  const around = openedBy(words, opened);
  if (around === undefined || words[around]!.upper !== 'PIVOT') return undefined;
  if (/^(?:SELECT|WITH|FROM|VALUES)$/.test(words[opened + 2]!.upper)) return undefined;
  const before = words[at - 1]!;
  if (dialect !== 'snowflake') return { wants: [], keywords: [], unlisted: true };
  if (before.upper === 'BY') return undefined;
  const keywords = before.text === '(' ? ['ANY', 'SELECT', 'WITH'] : before.upper === 'ANY' ? ['ORDER BY'] : [];
  return { wants: [], keywords, unlisted: true };
}

/** The names of `WINDOW w AS (…), v AS (…)`. */
function windowsOf(words: readonly Word[]): readonly string[] {
  const start = words.findIndex(({ upper }) => upper === 'WINDOW');
  if (start < 0) return [];
  return words.slice(start + 1).flatMap(({ text }, index, rest) => {
    const isNamed = index === 0 || rest[index - 1]?.text === ',';
    return isNamed && rest[index + 1]?.upper === 'AS' && rest[index + 2]?.text === '(' ? [text] : [];
  });
}

/** What these words take, names being no part of it. */
const FOLLOWED: Readonly<Record<string, readonly string[]>> = {
  TABLESAMPLE: [],
  SAMPLE: [],
  CHANGES: [],
  AT: [],
  BEFORE: [],
  VERSION: ['AS OF'],
  TIMESTAMP: ['AS OF'],
  CONFLICT: ['DO NOTHING', 'DO UPDATE SET'],
  DO: ['NOTHING', 'UPDATE SET'],
};

/** Words that need another before them, or that one has gone before already. */
export function isPossible(word: string, { words, at }: Around): boolean {
  const previous = words[at - 1];
  if (word === 'DISTINCT' || word === 'ALL')
    return previous?.text === '(' || /^(?:SELECT|BY|LIMIT)$/.test(previous?.upper ?? '');
  if (word === 'ASC' || word === 'DESC') return !/^(?:ASC|DESC)$/.test(previous?.upper ?? '');
  if (!/^(?:WHEN|THEN|ELSE|END)$/.test(word)) return true;
  let open = 0;
  for (let index = 0; index < at; index++) {
    const { upper } = words[index]!;
    if (upper === 'CASE') open++;
    else if (upper === 'END') open--;
  }
  return open > 0;
}

function isOperand(word: Word | undefined): boolean {
  if (!word || word.text === '(' || word.text === ',') return false;
  return word.kind !== 'keyword' || COMPLETE.has(word.upper);
}

function isStar(before: Word | undefined): boolean {
  return before?.kind === 'keyword' || before?.text === ',' || before?.text === '.';
}

const STAR_WORDS: Readonly<Record<Dialect, readonly string[]>> = {
  duckdb: ['EXCLUDE', 'REPLACE', 'RENAME'],
  snowflake: ['EXCLUDE', 'ILIKE', 'REPLACE', 'RENAME'],
  databricks: ['EXCEPT'],
};

const CHANGES: Readonly<Record<Dialect, readonly string[]>> = {
  duckdb: ['FROM', 'INSERT INTO', 'UPDATE', 'DELETE FROM'],
  snowflake: [],
  databricks: ['FROM', 'INSERT INTO', 'MERGE INTO'],
};

/** `cast(a AS |)`: the bracket that the caret stands in belongs to a cast. */
function isInCast(words: readonly Word[], at: number): boolean {
  let depth = 0;
  for (let index = at - 1; index > 0; index--) {
    const { text } = words[index]!;
    if (text === ')') depth++;
    else if (text === '(' && depth-- === 0) return /^(?:TRY_)?CAST$/.test(words[index - 1]!.upper);
  }
  return false;
}

/** What goes on with a phrase that is half typed: `CREATE` with TABLE, `LEFT` with JOIN. */
function continuations({ clause, previous, beforePrevious, expectsTable }: Place, dialect: Dialect): readonly string[] {
  if (previous === undefined || previous.kind === 'quotedIdentifier') return [];
  // EXPLAIN stands before any statement.
  if (previous.upper === 'EXPLAIN') return [];
  // Before an operand NOT is no part of NOT IN.
  if (previous.upper === 'NOT' && !isOperand(beforePrevious)) return [];
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
  set: EXPRESSION,
  partition: EXPRESSION,
  'window-order': EXPRESSION,
  'table-call': ['table-functions'],
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
export function isDue({ clause, expectsTable, previous, beforePrevious }: Place): boolean {
  if (previous === undefined || expectsTable) return true;
  if (clause === 'from' || clause === 'into') return false;
  if (previous.text === ')' || previous.text === ']') return clause === 'start' && beforePrevious === undefined;
  if (previous.kind === 'number' || previous.kind === 'string' || previous.kind === 'parameter') return false;
  if (previous.kind === 'identifier' || previous.kind === 'quotedIdentifier') return HEADS.has(previous.upper);
  if (previous.kind === 'keyword') return !COMPLETE.has(previous.upper);
  return !(previous.text === '*' && isStar(beforePrevious));
}

// Words that the lists of keywords leave to names, and which here are none.
const HEADS = new Set(['USE', 'WAREHOUSE', 'ROLE', 'CATALOG', 'SUMMARIZE', 'PRAGMA', 'QUALIFY', 'WINDOW']);
const COMPLETE = new Set(['NULL', 'TRUE', 'FALSE', 'END', 'CURRENT_DATE', 'CURRENT_TIMESTAMP', 'ASC', 'DESC']);
