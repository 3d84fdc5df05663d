import { COMMON_KEYWORDS } from './keywords.js';
import { words, type DialectRules } from './rules.js';

const KEYWORDS = `
  ACCOUNT AGGREGATE ALERT APPLICATION AT AUTOINCREMENT BEFORE CHANGE CHANGES CLONE CLUSTER CONNECT_BY_ROOT CONNECT
  CONTINUE BREAK DYNAMIC ELSEIF EVENT EXCEPTION EXIT EXTERNAL FILE FLATTEN FORMAT GET IMPORT INCREMENT INTEGRATION LET
  LIST LS MASKING MATCH_RECOGNIZE MINUS NETWORK NOTEBOOK OPEN CLOSE PIPE POLICY PUT RAISE REGEXP REMOVE REPEAT RESULTSET
  RESUME RLIKE RM ROLE SAMPLE SECURE SECURITY SEQUENCE SHARE STAGE STORAGE STREAM STREAMLIT SUSPEND SWAP TAG TASK
  TRANSIENT TRY_CAST UNDROP UNSET UNTIL USER USERS VOLATILE WAREHOUSE NEXTVAL LANGUAGE
`;

/**
 * Snowflake. Sources, by page of docs.snowflake.com/en/sql-reference unless named:
 * - strings, escapes, `$$`: data-types-text ("String constants": '' and backslash escapes; "Dollar-quoted string constants")
 * - identifiers: identifiers-syntax ("letters, underscores, decimal digits and dollar signs", "" inside "…")
 * - comments: `--`, `//`, C style; the manual shows no nesting, and SnowConvert lists nested comments as not carried over
 * - `@stage/path`, `file://`: sql/put, sql/get, sql/copy-into-table, user-guide/data-load-local-file-system-create-stage
 * - `$1`, `$name`: session-variables, user-guide/querying-stage; `&name`: user-guide/snowsql-use ("Variables")
 * - `:name`: developer-guide/snowflake-scripting/variables; `col:path`, `::`: data-types-semistructured, functions/cast
 * - blocks: snowflake-scripting/begin and its siblings
 */
export const snowflake: DialectRules = {
  slashComments: true,
  commentContinues: false,
  nestedComments: false,
  backslash: true,
  doubleQuotes: 'identifier',
  backticks: false,
  prefixes: { x: 'plain' },
  prefixedDoubleQuotes: false,
  dollarQuotes: 'plain',
  dollarInWords: true,
  digitWords: false,
  bareUrls: true,
  stages: true,
  colonParameters: true,
  dollarWords: 'variable',
  ampersandVariables: true,
  scripting: 'snowflake',
  keywords: words(COMMON_KEYWORDS, KEYWORDS),
};
