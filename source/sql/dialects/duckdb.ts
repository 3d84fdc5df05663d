import { COMMON_KEYWORDS } from './keywords.js';
import { words, type DialectRules } from './rules.js';

const KEYWORDS = `
  ASOF ATTACH CHECKPOINT COLUMNS DEALLOCATE DETACH EXCLUDE EXPORT FORCE GLOB GENERATED IMPORT INSTALL ISNULL LAMBDA LOAD
  MACRO NOTNULL POSITIONAL PRAGMA PREPARE RESET SAMPLE SECRET SEQUENCE SIMILAR STRUCT SUMMARIZE TRY_CAST UPSERT VACUUM
  VARIABLE SCHEMA
`;

/**
 * DuckDB. Sources: third_party/libpg_query/scan.l of the engine (names in brackets), and what 1.5.6's own
 * extractStatements answers (test/unit/sql/oracle-duckdb.test.ts asks it):
 * - '…' without escapes [xqstart, standard_conforming_strings], E'…' with them [xestart], "…" [xdstart]
 * - `$$…$$`, `$tag$…$tag$` [dolqdelim]; `$` inside a word [ident_cont], so `a$$b` is one identifier
 * - comments nest [xcdepth]; `--` to \n or \r; `//` is integer division [integer_div]
 * - `$name`, `$1`, `?`, `?1` [param, param2]; `::`, `->`, `->>` are operators
 * - BEGIN and END are transaction statements: END is COMMIT (duckdb.org/docs/stable/sql/statements/transactions)
 */
export const duckdb: DialectRules = {
  slashComments: false,
  commentContinues: false,
  nestedComments: true,
  backslash: false,
  doubleQuotes: 'identifier',
  backticks: false,
  prefixes: { e: 'escaped', x: 'plain', b: 'plain' },
  prefixedDoubleQuotes: false,
  dollarQuotes: 'tagged',
  dollarInWords: true,
  digitWords: false,
  bareUrls: false,
  stages: false,
  colonParameters: false,
  dollarWords: 'parameter',
  ampersandVariables: false,
  scripting: 'none',
  keywords: words(COMMON_KEYWORDS, KEYWORDS),
};
