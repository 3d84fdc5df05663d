import { words } from './dialects/rules.js';
import type { Lexemes } from './lexemes.js';
import { findOutside, skipWords, withTarget, type Look } from './look.js';
import type { CatalogChange, Classification } from './meaning.js';
import { nameAt } from './names.js';

/** Last words of the kinds of object that CREATE, ALTER and DROP name. */
const TYPES = words(`
  ACCOUNT ALERT APPLICATION CATALOG CLUSTER CONNECTION CREDENTIAL DATABASE DATASET FLOW FORMAT FUNCTION GROUP INDEX
  INTEGRATION LISTING LOCATION MACRO METASTORE MODEL MONITOR NOTEBOOK PACKAGE PIPE POLICY POOL PROCEDURE PROFILE PROJECT
  PROVIDER RECIPIENT REPOSITORY ROLE RULE SCHEMA SECRET SEQUENCE SERVICE SHARE STAGE STREAM STREAMLIT TABLE TAG TASK TYPE
  USER VARIABLE VIEW VOLUME WAREHOUSE WORKSPACE
`);
/** Types that another type's name starts with. */
const PAIRS = new Set([
  'APPLICATION PACKAGE',
  'APPLICATION ROLE',
  'CATALOG INTEGRATION',
  'DATABASE ROLE',
  'MODEL MONITOR',
  'SERVICE CREDENTIAL',
]);
/** Words before the type that say how it is made, not what it is. */
const QUALITIES = words(`
  OR REPLACE ALTER REFRESH TEMP TEMPORARY LOCAL GLOBAL TRANSIENT VOLATILE PERSISTENT SECURE RECURSIVE UNIQUE PUBLIC PRIVATE
`);
const BEFORE_TYPES = words(`
  MATERIALIZED EXTERNAL DYNAMIC HYBRID ICEBERG EVENT INTERACTIVE STREAMING LIVE FOREIGN MANAGED AGGREGATE DATA METRIC FILE
  ROW ACCESS MASKING COLUMN AGGREGATION PROJECTION JOIN PRIVACY PASSWORD SESSION AUTHENTICATION NETWORK STORAGE
  NOTIFICATION API SECURITY GIT IMAGE COMPUTE RESOURCE BACKUP SNAPSHOT FAILOVER REPLICATION FEATURE CORTEX SEARCH PACKAGES
  SEMANTIC ORGANIZATION DBT
`);
const MOST_WORDS = 10;
const TEMPORARY = ['TEMP', 'TEMPORARY'];
const EXISTENCE = ['IF', 'NOT', 'EXISTS'];

interface FoundObject {
  /** CREATE … up to the type */
  readonly verb: readonly string[];
  /** the type's own words in lower case; '' when it is not known */
  readonly type: string;
  /** the index behind the type */
  readonly next: number;
}

function objectOf(lexemes: Lexemes): FoundObject {
  const verb = [lexemes.word(0)];
  const type: string[] = [];
  for (let index = 1; index < MOST_WORDS; index++) {
    const word = lexemes.word(index);
    verb.push(word);
    if (!QUALITIES.has(word)) type.push(word.toLowerCase());
    if (TYPES.has(word) && !PAIRS.has(`${word} ${lexemes.word(index + 1)}`)) {
      return { verb, type: type.join(' '), next: index + 1 };
    }
    if (!TYPES.has(word) && !QUALITIES.has(word) && !BEFORE_TYPES.has(word)) break;
  }
  return { verb: verb.slice(0, 1), type: '', next: 1 };
}

function described({ lexemes, base }: Look, action: CatalogChange['action']): Classification & { verb: string } {
  const { verb, type, next } = objectOf(lexemes);
  if (type === '') return base;
  const target = nameAt(lexemes, skipWords(lexemes, next, EXISTENCE))?.target;
  return withTarget({ ...base, verb: verb.join(' '), catalogChange: { action, object: type } }, target);
}

export function refineCreate(look: Look): Classification {
  const { lexemes } = look;
  const { verb, type } = objectOf(lexemes);
  const meaning = described(look, 'create');
  const temporary = verb.some((word) => TEMPORARY.includes(word));
  if (lexemes.word(1) !== 'OR' || temporary) return meaning;
  if (lexemes.word(2) === 'REPLACE') {
    return { ...meaning, kind: 'destroys', reason: 'OR REPLACE drops the object of that name first.' };
  }
  if (lexemes.word(2) === 'ALTER' && type.endsWith('table')) {
    return { ...meaning, kind: 'destroys', reason: 'CREATE OR ALTER drops the columns that are not listed.' };
  }
  return meaning;
}

export function refineAlter(look: Look): Classification {
  const meaning = described(look, 'alter');
  const { lexemes, next } = look;
  if (findOutside(lexemes, next, ['DROP']) > 0) {
    return { ...meaning, kind: 'destroys', reason: 'It drops a part of the object.' };
  }
  const replace = findOutside(lexemes, next, ['REPLACE']);
  if (replace > 0 && lexemes.word(replace + 1) === 'COLUMNS') {
    return { ...meaning, kind: 'destroys', reason: 'REPLACE COLUMNS drops the columns that are not listed.' };
  }
  return meaning;
}

export function refineDrop(look: Look): Classification {
  const meaning = described(look, look.rule.verb === 'DROP' ? 'drop' : 'create');
  // A session variable of Databricks: nothing outside the session is gone.
  return meaning.catalogChange?.object === 'variable' ? { ...meaning, kind: 'session' } : meaning;
}

const USE_OBJECTS = ['ROLE', 'WAREHOUSE', 'DATABASE', 'SCHEMA', 'CATALOG'];

/** USE names a schema where it says nothing else (a database on Snowflake). */
export function refineUse({ lexemes, base, dialect, rule }: Look): Classification {
  if (rule.verb === 'SET CATALOG') return used(lexemes, base, 'catalog', 2);
  const word = lexemes.word(1);
  if (word === 'SECONDARY')
    return { ...base, verb: 'USE SECONDARY ROLES', catalogChange: { action: 'use', object: 'role' } };
  if (USE_OBJECTS.includes(word) && lexemes.at(2).kind !== -1 && lexemes.sign(2) !== '.') {
    return used(lexemes, { ...base, verb: `USE ${word}` }, word.toLowerCase(), 2);
  }
  return used(lexemes, base, dialect === 'snowflake' ? 'database' : 'schema', 1);
}

function used(lexemes: Lexemes, base: Classification, object: string, at: number): Classification {
  return withTarget({ ...base, catalogChange: { action: 'use', object } }, nameAt(lexemes, at)?.target);
}

/** Snowflake's parameters that change nothing but how this session reads, writes and names things. */
const SESSION_PARAMETERS = words(`
  ABORT_DETACHED_QUERY AUTOCOMMIT BINARY_INPUT_FORMAT BINARY_OUTPUT_FORMAT CLIENT_RESULT_CHUNK_SIZE
  CLIENT_RESULT_COLUMN_CASE_INSENSITIVE CLIENT_SESSION_KEEP_ALIVE CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY
  CLIENT_TIMESTAMP_TYPE_MAPPING DATE_INPUT_FORMAT DATE_OUTPUT_FORMAT DEFAULT_DDL_COLLATION ERROR_ON_NONDETERMINISTIC_MERGE
  ERROR_ON_NONDETERMINISTIC_UPDATE GEOGRAPHY_OUTPUT_FORMAT GEOMETRY_OUTPUT_FORMAT JDBC_TREAT_DECIMAL_AS_INT JSON_INDENT
  LOCK_TIMEOUT LOG_LEVEL METRIC_LEVEL MULTI_STATEMENT_COUNT NOORDER_SEQUENCE_AS_DEFAULT PYTHON_PROFILER_MODULES
  QUERY_TAG QUOTED_IDENTIFIERS_IGNORE_CASE ROWS_PER_RESULTSET S3_STAGE_VPCE_DNS_NAME SEARCH_PATH
  STATEMENT_QUEUED_TIMEOUT_IN_SECONDS STATEMENT_TIMEOUT_IN_SECONDS STRICT_JSON_OUTPUT TIMESTAMP_DAY_IS_ALWAYS_24H
  TIMESTAMP_INPUT_FORMAT TIMESTAMP_LTZ_OUTPUT_FORMAT TIMESTAMP_NTZ_OUTPUT_FORMAT TIMESTAMP_OUTPUT_FORMAT
  TIMESTAMP_TYPE_MAPPING TIMESTAMP_TZ_OUTPUT_FORMAT TIMEZONE TIME_INPUT_FORMAT TIME_OUTPUT_FORMAT TRACE_LEVEL
  TRANSACTION_ABORT_ON_ERROR TRANSACTION_DEFAULT_ISOLATION_LEVEL TWO_DIGIT_CENTURY_START UNSUPPORTED_DDL_ACTION
  USE_CACHED_RESULT WEEK_OF_YEAR_POLICY WEEK_START
`);

/** Every `NAME =` (or, after UNSET, every word) must be listed. Source: docs.snowflake.com/en/sql-reference/parameters. */
export function refineAlterSession({ lexemes, base, next }: Look): Classification {
  const unset = lexemes.word(next) === 'UNSET';
  for (let index = next + 1; lexemes.at(index).kind !== -1; index++) {
    const word = lexemes.word(index);
    if (word === '' || !(unset || lexemes.sign(index + 1) === '=')) continue;
    if (!SESSION_PARAMETERS.has(word)) {
      return { ...base, kind: 'unknown', reason: `What the session parameter ${word} changes is not known.` };
    }
  }
  return base;
}
