import type { Dialect } from './dialect.js';
import type { CatalogChange, StatementKind } from './meaning.js';

/** How a statement is looked at beyond its first words; see classify.ts. */
export type Refinement =
  | 'alter'
  | 'alterSession'
  | 'call'
  | 'copy'
  | 'create'
  | 'declare'
  | 'delete'
  | 'drop'
  | 'explain'
  | 'from'
  | 'immediate'
  | 'insert'
  | 'merge'
  | 'named'
  | 'pragma'
  | 'query'
  | 'script'
  | 'update'
  | 'use'
  | 'with';

export interface StatementRule {
  /** the first words, in upper case; the longest rule that fits counts */
  readonly verb: string;
  /** all three when left out */
  readonly dialects?: readonly Dialect[];
  readonly kind: StatementKind;
  readonly rows: boolean;
  readonly refine?: Refinement;
  /** what the table in docs/sql.md says beside it */
  readonly note?: string;
  readonly transaction?: 'begin' | 'commit' | 'rollback';
  readonly catalogChange?: CatalogChange;
}

const SNOWFLAKE = ['snowflake'] as const;
const DATABRICKS = ['databricks'] as const;
const DUCKDB = ['duckdb'] as const;
const CLOUD = ['snowflake', 'databricks'] as const;
const SPARK_AND_DUCKDB = ['databricks', 'duckdb'] as const;

const QUERY_NOTE = 'a function that acts makes it `writes`, one that is not known makes it `unknown`';

/** Every statement that is known, in the order of docs/sql.md. What is not here is `unknown`. */
export const STATEMENTS: readonly StatementRule[] = [
  { verb: 'SELECT', kind: 'reads', rows: true, refine: 'query', note: QUERY_NOTE },
  { verb: 'VALUES', kind: 'reads', rows: true, refine: 'query' },
  { verb: 'TABLE', dialects: SPARK_AND_DUCKDB, kind: 'reads', rows: true, refine: 'query' },
  {
    verb: 'FROM',
    dialects: SPARK_AND_DUCKDB,
    kind: 'reads',
    rows: true,
    refine: 'from',
    note: '`FROM t INSERT …` is judged as INSERT',
  },
  {
    verb: 'WITH',
    kind: 'reads',
    rows: true,
    refine: 'with',
    note: 'judged by the statement after the CTEs; one that writes inside counts',
  },
  { verb: 'PIVOT', dialects: DUCKDB, kind: 'reads', rows: true, refine: 'query' },
  { verb: 'UNPIVOT', dialects: DUCKDB, kind: 'reads', rows: true, refine: 'query' },
  { verb: 'SUMMARIZE', dialects: DUCKDB, kind: 'reads', rows: true, refine: 'query' },
  { verb: 'SHOW', kind: 'reads', rows: true },
  { verb: 'DESCRIBE', kind: 'reads', rows: true },
  { verb: 'DESC', kind: 'reads', rows: true },
  {
    verb: 'EXPLAIN',
    kind: 'reads',
    rows: true,
    refine: 'explain',
    note: 'EXPLAIN ANALYZE runs the statement and is judged as it',
  },
  { verb: 'LIST', dialects: CLOUD, kind: 'reads', rows: true, refine: 'named' },
  { verb: 'LS', dialects: SNOWFLAKE, kind: 'reads', rows: true, refine: 'named' },
  { verb: 'USE', kind: 'session', rows: false, refine: 'use' },
  { verb: 'SET', kind: 'session', rows: false, refine: 'query', note: QUERY_NOTE },
  { verb: 'SET CATALOG', dialects: DATABRICKS, kind: 'session', rows: false, refine: 'use' },
  { verb: 'SET TAG', dialects: DATABRICKS, kind: 'writes', rows: false },
  { verb: 'UNSET', kind: 'session', rows: false },
  { verb: 'UNSET TAG', dialects: DATABRICKS, kind: 'writes', rows: false },
  { verb: 'RESET', kind: 'session', rows: false },
  {
    verb: 'ALTER SESSION',
    dialects: SNOWFLAKE,
    kind: 'session',
    rows: false,
    refine: 'alterSession',
    note: 'listed parameters only; another one is `unknown`',
  },
  {
    verb: 'DECLARE',
    dialects: CLOUD,
    kind: 'session',
    rows: false,
    refine: 'declare',
    note: 'a block on Snowflake, a session variable on Databricks',
  },
  {
    verb: 'BEGIN',
    kind: 'session',
    rows: false,
    refine: 'script',
    transaction: 'begin',
    note: 'a scripting block is judged by the worst statement in it, and returns rows',
  },
  { verb: 'START TRANSACTION', kind: 'session', rows: false, transaction: 'begin' },
  { verb: 'COMMIT', kind: 'session', rows: false, transaction: 'commit' },
  { verb: 'ROLLBACK', kind: 'session', rows: false, transaction: 'rollback' },
  { verb: 'END', dialects: DUCKDB, kind: 'session', rows: false, transaction: 'commit' },
  { verb: 'ABORT', dialects: DUCKDB, kind: 'session', rows: false, transaction: 'rollback' },
  {
    verb: 'CALL',
    kind: 'unknown',
    rows: true,
    refine: 'call',
    note: 'a procedure may do anything; a function that only reads is `reads`',
  },
  {
    verb: 'EXECUTE IMMEDIATE',
    dialects: CLOUD,
    kind: 'unknown',
    rows: true,
    refine: 'immediate',
    note: 'judged by its text where that is written out',
  },
  { verb: 'EXECUTE', dialects: DUCKDB, kind: 'unknown', rows: true },
  {
    verb: 'EXECUTE',
    dialects: SNOWFLAKE,
    kind: 'writes',
    rows: false,
    note: 'EXECUTE TASK, ALERT, NOTEBOOK, JOB SERVICE …',
  },
  { verb: 'PREPARE', dialects: DUCKDB, kind: 'session', rows: false },
  { verb: 'DEALLOCATE', dialects: DUCKDB, kind: 'session', rows: false },
  {
    verb: 'CREATE',
    kind: 'writes',
    rows: false,
    refine: 'create',
    note: '`destroys` with OR REPLACE, unless what is replaced is temporary; CREATE OR ALTER TABLE too',
  },
  { verb: 'REPLACE TABLE', dialects: DATABRICKS, kind: 'destroys', rows: false, refine: 'named' },
  { verb: 'ALTER', kind: 'writes', rows: false, refine: 'alter', note: '`destroys` with DROP, or REPLACE COLUMNS' },
  { verb: 'DROP', kind: 'destroys', rows: false, refine: 'drop' },
  { verb: 'UNDROP', dialects: CLOUD, kind: 'writes', rows: false, refine: 'drop' },
  { verb: 'TRUNCATE', kind: 'destroys', rows: false, refine: 'delete' },
  {
    verb: 'DELETE',
    kind: 'writes',
    rows: false,
    refine: 'delete',
    note: '`destroys` without a condition, or with one that is always true',
  },
  {
    verb: 'UPDATE',
    kind: 'writes',
    rows: false,
    refine: 'update',
    note: '`destroys` without a condition, or with one that is always true',
  },
  { verb: 'UPDATE EXTENSIONS', dialects: DUCKDB, kind: 'writes', rows: true },
  {
    verb: 'MERGE',
    kind: 'writes',
    rows: false,
    refine: 'merge',
    note: '`destroys` where ON is always true, or all rows NOT MATCHED BY SOURCE change',
  },
  {
    verb: 'INSERT',
    kind: 'writes',
    rows: false,
    refine: 'insert',
    note: '`destroys` with OVERWRITE; with RETURNING it returns rows',
  },
  { verb: 'COPY', kind: 'writes', rows: false, refine: 'copy', note: 'also to files; `destroys` with OVERWRITE' },
  { verb: 'PUT', dialects: CLOUD, kind: 'writes', rows: false },
  { verb: 'GET', dialects: CLOUD, kind: 'writes', rows: false, note: 'writes files on this machine' },
  { verb: 'REMOVE', dialects: CLOUD, kind: 'destroys', rows: false, refine: 'named' },
  { verb: 'RM', dialects: SNOWFLAKE, kind: 'destroys', rows: false, refine: 'named' },
  { verb: 'GRANT', kind: 'writes', rows: false },
  { verb: 'REVOKE', kind: 'writes', rows: false },
  { verb: 'DENY', dialects: DATABRICKS, kind: 'writes', rows: false },
  { verb: 'COMMENT', kind: 'writes', rows: false },
  { verb: 'ANALYZE', dialects: SPARK_AND_DUCKDB, kind: 'writes', rows: false },
  {
    verb: 'VACUUM',
    dialects: DATABRICKS,
    kind: 'destroys',
    rows: false,
    refine: 'named',
    note: 'removes the files that time travel needs',
  },
  { verb: 'VACUUM', dialects: DUCKDB, kind: 'writes', rows: false },
  { verb: 'OPTIMIZE', dialects: DATABRICKS, kind: 'writes', rows: true, refine: 'named' },
  { verb: 'RESTORE', dialects: DATABRICKS, kind: 'writes', rows: true },
  { verb: 'REORG', dialects: DATABRICKS, kind: 'writes', rows: false },
  { verb: 'MSCK', dialects: DATABRICKS, kind: 'writes', rows: false },
  { verb: 'REPAIR', dialects: DATABRICKS, kind: 'writes', rows: false },
  { verb: 'FSCK', dialects: DATABRICKS, kind: 'writes', rows: false },
  { verb: 'CONVERT', dialects: DATABRICKS, kind: 'writes', rows: false },
  { verb: 'GENERATE', dialects: DATABRICKS, kind: 'writes', rows: false },
  { verb: 'APPLY', dialects: DATABRICKS, kind: 'writes', rows: false },
  { verb: 'SYNC', dialects: DATABRICKS, kind: 'writes', rows: true },
  { verb: 'LOAD DATA', dialects: DATABRICKS, kind: 'writes', rows: false, refine: 'copy' },
  { verb: 'REFRESH', dialects: DATABRICKS, kind: 'writes', rows: false },
  { verb: 'REFRESH TABLE', dialects: DATABRICKS, kind: 'session', rows: false, note: 'only what is cached' },
  { verb: 'CACHE', dialects: DATABRICKS, kind: 'session', rows: false, refine: 'query' },
  { verb: 'UNCACHE', dialects: DATABRICKS, kind: 'session', rows: false },
  { verb: 'CLEAR CACHE', dialects: DATABRICKS, kind: 'session', rows: false },
  { verb: 'ADD', dialects: DATABRICKS, kind: 'writes', rows: false },
  {
    verb: 'ATTACH',
    dialects: DUCKDB,
    kind: 'writes',
    rows: false,
    catalogChange: { action: 'create', object: 'database' },
    note: 'makes the file where there is none',
  },
  {
    verb: 'DETACH',
    dialects: DUCKDB,
    kind: 'session',
    rows: false,
    catalogChange: { action: 'drop', object: 'database' },
  },
  { verb: 'INSTALL', dialects: DUCKDB, kind: 'writes', rows: false },
  { verb: 'FORCE INSTALL', dialects: DUCKDB, kind: 'writes', rows: false },
  { verb: 'LOAD', dialects: DUCKDB, kind: 'session', rows: false },
  { verb: 'CHECKPOINT', dialects: DUCKDB, kind: 'writes', rows: false },
  { verb: 'FORCE CHECKPOINT', dialects: DUCKDB, kind: 'writes', rows: false },
  { verb: 'EXPORT', dialects: DUCKDB, kind: 'writes', rows: false },
  {
    verb: 'IMPORT',
    dialects: DUCKDB,
    kind: 'writes',
    rows: false,
    catalogChange: { action: 'create', object: 'table' },
  },
  {
    verb: 'PRAGMA',
    dialects: DUCKDB,
    kind: 'unknown',
    rows: true,
    refine: 'pragma',
    note: '`reads` where it is known to, `session` where it sets',
  },
];

const byFirstWord = new Map<string, StatementRule[]>();
for (const rule of STATEMENTS) {
  const first = rule.verb.split(' ', 1)[0]!;
  byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), rule]);
}

/** The rule for a statement that starts with these two words; the longer verb wins. */
export function ruleFor(first: string, second: string, dialect: Dialect): StatementRule | undefined {
  const rules = (byFirstWord.get(first) ?? []).filter((rule) => !rule.dialects || rule.dialects.includes(dialect));
  return rules.find((rule) => rule.verb === `${first} ${second}`) ?? rules.find((rule) => rule.verb === first);
}
