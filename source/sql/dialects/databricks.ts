import { COMMON_KEYWORDS } from './keywords.js';
import { words, type DialectRules } from './rules.js';

const KEYWORDS = `
  ADD ATOMIC BUCKETS CACHE CATALOG CATALOGS CLONE CLUSTER CLUSTERED CONDITION CONNECTION CONTINUE DEEP DETAIL DISTRIBUTE
  DIV ELSEIF EXIT EXTENDED EXTERNAL FORMATTED GENERATED HANDLER HISTORY IDENTIFIER ITERATE LAKEFLOW LAZY LEAVE LIST
  LIVE LOCATION MINUS MSCK OPTIMIZE OPTIONS PARTITIONED PIVOT PURGE RECIPIENT REFRESH REGEXP REPAIR REPEAT RESET
  RESIGNAL RESTORE RLIKE SHALLOW SHARE SIGNAL SORT SQLEXCEPTION SQLSTATE STREAMING TBLPROPERTIES TIMESTAMP UNCACHE
  UNDROP UNTIL VACUUM VAR VARIABLE VERSION VOLUME ZORDER LANGUAGE
`;

/**
 * Databricks SQL. Sources: docs.databricks.com/sql/language-manual, and Apache Spark's SqlBaseLexer.g4, which is the
 * lexer the engine uses:
 * - strings: data-types/string-type ('…', "…", r'…', r"…", backslash escapes); `STRING_LITERAL` in the lexer ('' inside)
 * - identifiers: sql-ref-identifiers (backticks); `IDENTIFIER` in the lexer: letters, digits and _ in any order, or a URI
 * - comments: sql-ref-syntax-comment (`--`, nested bracketed comments); `SIMPLE_COMMENT`: a backslash newline goes on
 * - `:name`, `?`: sql-ref-parameter-marker; `col:path`: sql-ref-json-path-expression; `::`: functions/coloncolonsign
 * - `$$…$$` and `$tag$…$tag$`: sql-ref-syntax-ddl-create-sql-function ("dollar_quoted_string")
 * - blocks: control-flow/compound-stmt; `beginEndCompoundBlock` in SqlBaseParser.g4
 */
export const databricks: DialectRules = {
  slashComments: false,
  commentContinues: true,
  nestedComments: true,
  backslash: true,
  doubleQuotes: 'string',
  backticks: true,
  prefixes: { r: 'raw', x: 'plain' },
  prefixedDoubleQuotes: true,
  dollarQuotes: 'tagged',
  dollarInWords: false,
  digitWords: true,
  bareUrls: true,
  stages: false,
  colonParameters: true,
  dollarWords: 'variable',
  ampersandVariables: false,
  scripting: 'databricks',
  keywords: words(COMMON_KEYWORDS, KEYWORDS),
};
