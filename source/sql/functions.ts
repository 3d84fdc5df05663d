import type { Dialect } from './dialect.js';
import { DIALECTS } from './dialect.js';
import { DATABRICKS_FUNCTIONS } from './functions/databricks.js';
import { DUCKDB_FUNCTIONS } from './functions/duckdb.js';
import { SNOWFLAKE_FUNCTIONS } from './functions/snowflake.js';
import { OPERATOR, PUNCTUATION, QUOTED_IDENTIFIER, STRING, WORD } from './kinds.js';
import type { Lexemes } from './lexemes.js';
import { words } from './dialects/rules.js';

/** What the functions that a query calls make of it. */
export interface FunctionEffect {
  readonly kind: 'writes' | 'unknown';
  readonly reason: string;
}

/** Functions known to act, so that the reason can say so; a SYSTEM$ function that is not known to read counts too. */
const ACTING: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  snowflake: new Set(['NEXTVAL', 'GETNEXTVAL']),
  databricks: new Set(['HTTP_REQUEST', 'JAVA_METHOD', 'REFLECT', 'TRY_REFLECT']),
  duckdb: new Set([
    'NEXTVAL',
    'WRITE_LOG',
    'FORCE_CHECKPOINT',
    'CHECKPOINT',
    'JSON_EXECUTE_SERIALIZED_SQL',
    'TRUNCATE_DUCKDB_LOGS',
    'ENABLE_LOGGING',
    'DISABLE_LOGGING',
  ]),
};

const LISTS: Readonly<Record<Dialect, string>> = {
  snowflake: SNOWFLAKE_FUNCTIONS,
  databricks: DATABRICKS_FUNCTIONS,
  duckdb: DUCKDB_FUNCTIONS,
};

/** Words that a `(` may follow and that are no functions and not in the dialects' keyword lists: types and clauses. */
const NO_FUNCTIONS = words(`
  ARRAY BIGINT BINARY BIT BLOB BOOL BOOLEAN BYTEINT CHAR CHARACTER DATE DATETIME DEC DECIMAL DOUBLE ENUM FLOAT FLOAT4 FLOAT8
  GEOGRAPHY GEOMETRY HUGEINT INT INTEGER INTERVAL JSON LIST MAP NCHAR NUMBER NUMERIC NVARCHAR OBJECT REAL SMALLINT STRING
  STRUCT TEXT TIME TIMESTAMP TIMESTAMPTZ TIMESTAMP_LTZ TIMESTAMP_NTZ TIMESTAMP_TZ TINYINT TUPLE UNION VARBINARY VARCHAR
  VARCHAR2 VARIANT VECTOR VOID ANTI ASOF BUCKET CONTAINS DEFINE EXCLUDE EXCEPT ILIKE MATCH_CONDITION MATCH_RECOGNIZE
  MEASURES MEASURE METRICS DIMENSIONS FACTS OPTIONS PATTERN PERCENT PIVOT REGEXP REPLACE RENAME REPEATABLE RLIKE SAMPLE
  SEED SIMILAR SYSTEM BERNOULLI TABLESAMPLE UNPIVOT VERSION WITHIN MINUS NULLS IGNORE RESPECT FILE_FORMAT IDENTIFIER
  PATTERN STREAM ASYNC RESERVOIR AT BEFORE CHANGES END ANY SOME NATURAL LAMBDA ROWS WATERMARK EXISTS KEY PARTITION
`);

const known = new Map<Dialect, ReadonlySet<string>>();

function knownFunctions(dialect: Dialect): ReadonlySet<string> {
  let list = known.get(dialect);
  if (!list) known.set(dialect, (list = words(LISTS[dialect])));
  return list;
}

/** Schemas whose functions are the engine's own. */
const OWN_SCHEMAS = new Set(['INFORMATION_SCHEMA', 'CORTEX', 'MAIN', 'PG_CATALOG', 'BUILTIN']);

/**
 * What the functions called from token `from` on do; undefined when all are known to change nothing. Names of CTEs and
 * aliases with column lists are told from functions by what stands around them.
 */
export function functionEffect(lexemes: Lexemes, from = 0): FunctionEffect | undefined {
  let unknown: FunctionEffect | undefined;
  for (let index = from; lexemes.at(index).kind !== -1; index++) {
    if (!mayCall(lexemes, index)) continue;
    const name = actingName(lexemes, index);
    if (name !== undefined) return { kind: 'writes', reason: `The function ${name} changes something.` };
    // Telling a CTE from a call looks ahead: not once more after the first unknown one, or time would not be linear.
    if (unknown || lexemes.sign(index + 1) !== '(' || isHarmless(lexemes, index) || isNoCall(lexemes, index)) continue;
    unknown = { kind: 'unknown', reason: `It calls ${lexemes.at(index).text}, which is not known to only read.` };
  }
  return unknown;
}

function mayCall(lexemes: Lexemes, index: number): boolean {
  const { kind } = lexemes.at(index);
  return kind === WORD || kind === QUOTED_IDENTIFIER;
}

/** The name of a function at `index` that is known to act. */
function actingName(lexemes: Lexemes, index: number): string | undefined {
  const { dialect } = lexemes;
  const name = lexemes.word(index);
  // Snowflake's sequences act without a call: `SELECT seq.NEXTVAL`.
  if (dialect === 'snowflake' && name === 'NEXTVAL' && lexemes.sign(index - 1) === '.') return name;
  return lexemes.sign(index + 1) === '(' && isActing(name, dialect) ? name : undefined;
}

function isActing(name: string, dialect: Dialect): boolean {
  if (ACTING[dialect].has(name)) return true;
  return dialect === 'snowflake' && name.startsWith('SYSTEM$') && !knownFunctions(dialect).has(name);
}

function isHarmless(lexemes: Lexemes, index: number): boolean {
  const { kind, text } = lexemes.at(index);
  if (kind !== WORD) return false;
  const { dialect } = lexemes;
  const qualified = lexemes.sign(index - 1) === '.';
  if (qualified && dialect !== 'duckdb') return OWN_SCHEMAS.has(lexemes.word(index - 2));
  return NO_FUNCTIONS.has(text) || DIALECTS[dialect].keywords.has(text) || knownFunctions(dialect).has(text);
}

/** A name with a column list: `cte (a, b) AS (…)`, `FROM x AS t (a, b)`, `FROM x t (a, b)`, `INSERT INTO t (a, b)`. */
function isNoCall(lexemes: Lexemes, index: number): boolean {
  let before = index - 1;
  while (lexemes.sign(before) === '.') before -= 2;
  const previous = lexemes.at(before);
  if (previous.kind === WORD) {
    if (['AS', 'INTO', 'RECURSIVE', 'WITH', 'REFERENCES'].includes(previous.text)) return true;
    if (!DIALECTS[lexemes.dialect].keywords.has(previous.text) && !NO_FUNCTIONS.has(previous.text)) return true;
  }
  if (previous.kind === QUOTED_IDENTIFIER || previous.kind === STRING) return true;
  if (previous.kind === PUNCTUATION && (previous.text === ')' || previous.text === ']')) return true;
  if (previous.kind === OPERATOR && previous.text === '::') return true;
  return previous.text === ',' && startsCte(lexemes, index);
}

function startsCte(lexemes: Lexemes, index: number): boolean {
  let depth = 0;
  // A CTE's list of columns is names and commas: what runs on is none.
  for (let at = index + 1; lexemes.at(at).kind !== -1 && at < index + 2000; at++) {
    const sign = lexemes.sign(at);
    if (sign === '(') depth++;
    else if (sign === ')' && --depth === 0) return lexemes.word(at + 1) === 'AS' && isBody(lexemes, at + 2);
  }
  return false;
}

function isBody(lexemes: Lexemes, index: number): boolean {
  return lexemes.sign(index) === '(' || ['MATERIALIZED', 'NOT'].includes(lexemes.word(index));
}
