import type { Dialect } from '../../sql/index.js';
import type { Clause } from './query.js';

const list = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);

const STATEMENTS: Readonly<Record<Dialect, readonly string[]>> = {
  duckdb:
    list(`SELECT, WITH, FROM, INSERT INTO, UPDATE, DELETE FROM, CREATE TABLE, CREATE VIEW, CREATE SCHEMA, ALTER TABLE,
    DROP TABLE, DROP VIEW, DROP SCHEMA, DESCRIBE, SUMMARIZE, SHOW TABLES, USE, COPY, ATTACH, DETACH, EXPLAIN, EXPLAIN ANALYZE,
    PIVOT, UNPIVOT, SET, RESET, PRAGMA, INSTALL, LOAD, BEGIN, COMMIT, ROLLBACK, EXPORT DATABASE, IMPORT DATABASE, VACUUM,
    CHECKPOINT, TRUNCATE TABLE, VALUES, CALL, COMMENT ON`),
  snowflake: list(`SELECT, WITH, INSERT INTO, UPDATE, DELETE FROM, MERGE INTO, CREATE TABLE, CREATE VIEW, CREATE SCHEMA,
    CREATE DATABASE, CREATE WAREHOUSE, ALTER TABLE, ALTER SESSION SET, ALTER WAREHOUSE, DROP TABLE, DROP VIEW, DROP SCHEMA, DROP DATABASE,
    UNDROP TABLE, DESCRIBE TABLE, SHOW TABLES, SHOW VIEWS, SHOW SCHEMAS, SHOW DATABASES, SHOW WAREHOUSES, SHOW ROLES,
    SHOW COLUMNS IN TABLE, USE WAREHOUSE, USE ROLE, USE DATABASE, USE SCHEMA, USE SECONDARY ROLES, COPY INTO, PUT, GET, LIST,
    REMOVE, CALL, EXPLAIN, SET, UNSET, BEGIN TRANSACTION, COMMIT, ROLLBACK, GRANT, REVOKE, TRUNCATE TABLE,
    EXECUTE IMMEDIATE, EXECUTE TASK, COMMENT ON TABLE`),
  databricks:
    list(`SELECT, WITH, FROM, INSERT INTO, INSERT OVERWRITE, UPDATE, DELETE FROM, MERGE INTO, CREATE TABLE, CREATE VIEW,
    CREATE SCHEMA, CREATE CATALOG, ALTER TABLE, DROP TABLE, DROP VIEW, DROP SCHEMA, DESCRIBE TABLE, DESCRIBE HISTORY,
    DESCRIBE DETAIL, SHOW TABLES, SHOW VIEWS, SHOW SCHEMAS, SHOW CATALOGS, SHOW FUNCTIONS, USE CATALOG, USE SCHEMA, COPY INTO,
    OPTIMIZE, VACUUM, RESTORE TABLE, CACHE TABLE, REFRESH TABLE, ANALYZE TABLE, CALL, EXPLAIN, SET, RESET, GRANT, REVOKE,
    TRUNCATE TABLE, EXECUTE IMMEDIATE, COMMENT ON TABLE, VALUES`),
};

/** Where an operand may start. */
export const OPERANDS = list(`CASE, NOT, NULL, TRUE, FALSE, EXISTS, CAST, INTERVAL, CURRENT_DATE, CURRENT_TIMESTAMP`);
/** Behind an operand, in any expression. */
export const OPERATORS = list(`WHEN, THEN, ELSE, END, AND, OR, NOT, IN, IS NULL, IS NOT NULL, LIKE, ILIKE, BETWEEN`);
const TAILS = list(`GROUP BY, ORDER BY, LIMIT, UNION ALL, UNION, EXCEPT, INTERSECT`);
const JOINS = list(`JOIN, LEFT JOIN, INNER JOIN, RIGHT JOIN, FULL JOIN, CROSS JOIN`);

/** Words that may stand where an operand or a name is due. */
const BEFORE: Partial<Record<Clause, readonly string[]>> = {
  select: [...list('DISTINCT, ALL'), ...OPERANDS],
  from: list('LATERAL, VALUES, SELECT'),
  on: OPERANDS,
  where: OPERANDS,
  group: list('ALL, ROLLUP, CUBE, GROUPING SETS'),
  having: OPERANDS,
  order: OPERANDS,
  set: [...list('DEFAULT'), ...OPERANDS],
  over: list('PARTITION BY, ORDER BY, ROWS BETWEEN, RANGE BETWEEN'),
  partition: OPERANDS,
  'window-order': OPERANDS,
  values: list('DEFAULT, NULL, TRUE, FALSE'),
  object: list('TABLE, VIEW, IF EXISTS'),
  use: list('SCHEMA'),
  'set-operation': list('ALL, SELECT, DISTINCT'),
  into: list('TABLE'),
  limit: list('ALL'),
};

/** Words that may follow what stands complete. */
const AFTER: Partial<Record<Clause, readonly string[]>> = {
  start: list('AS, IF EXISTS, IF NOT EXISTS, SELECT'),
  with: list('AS, SELECT'),
  select: ['FROM', 'AS', ...OPERATORS, ...list('OVER, FILTER'), ...TAILS],
  from: [
    'WHERE',
    ...JOINS,
    'ON',
    'USING',
    'AS',
    'GROUP BY',
    'ORDER BY',
    'HAVING',
    'QUALIFY',
    'LIMIT',
    ...TAILS.slice(3),
  ],
  on: [...list('AND, OR'), 'WHERE', ...JOINS, ...OPERATORS, ...TAILS],
  using: ['WHERE', ...JOINS, ...TAILS],
  where: [...list('AND, OR'), ...OPERATORS, 'QUALIFY', ...TAILS],
  group: ['HAVING', 'ORDER BY', 'LIMIT', 'QUALIFY', ...TAILS.slice(3)],
  having: [...OPERATORS, 'ORDER BY', 'LIMIT', 'QUALIFY'],
  order: list('ASC, DESC, NULLS FIRST, NULLS LAST, LIMIT, OFFSET'),
  over: list('PARTITION BY, ORDER BY'),
  partition: list('ORDER BY, ROWS BETWEEN, RANGE BETWEEN'),
  'window-order': list('ASC, DESC, NULLS FIRST, NULLS LAST, ROWS BETWEEN, RANGE BETWEEN'),
  limit: list('OFFSET'),
  into: list('VALUES, SELECT, SET, USING, WITH, DEFAULT VALUES'),
  'insert-columns': list('VALUES, SELECT'),
  set: [...OPERATORS, 'WHERE', 'FROM'],
  object: list('ADD COLUMN, DROP COLUMN, RENAME TO, ALTER COLUMN, CASCADE'),
  'new-name': list('AS, IF NOT EXISTS'),
  'schema-name': list('LIKE, CASCADE'),
};

/**
 * The keywords that the grammar allows, the likelier first.
 * @param due true where an operand or a name is due, false behind a complete one
 */
export function keywordsFor(clause: Clause, due: boolean, dialect: Dialect): readonly string[] {
  if (clause === 'start' && due) return STATEMENTS[dialect];
  const words = (due ? BEFORE : AFTER)[clause] ?? [];
  if (due && clause === 'use') return USE[dialect];
  return dialect === 'databricks' || clause !== 'from' ? words : due ? words : [...words, ...FROM_EXTRAS[dialect]];
}

/** The rest of the phrases that begin with a word, where they may stand. */
export function continuationsOf(word: string, clause: Clause, dialect: Dialect): readonly string[] {
  const phrases =
    clause === 'start'
      ? STATEMENTS[dialect]
      : [...keywordsFor(clause, false, dialect), ...keywordsFor(clause, true, dialect), ...HALVES];
  const rest = phrases.filter((phrase) => phrase.startsWith(`${word} `)).map((phrase) => phrase.slice(word.length + 1));
  return [...new Set(rest)];
}

const HALVES = list(
  'GROUP BY, ORDER BY, PARTITION BY, LEFT OUTER JOIN, RIGHT OUTER JOIN, FULL OUTER JOIN, NATURAL JOIN, NOT IN, NOT LIKE, NOT BETWEEN, NOT EXISTS, NOT NULL',
);

const USE: Readonly<Record<Dialect, readonly string[]>> = {
  snowflake: list('WAREHOUSE, ROLE, DATABASE, SCHEMA, SECONDARY ROLES'),
  databricks: list('CATALOG, SCHEMA'),
  duckdb: [],
};

const FROM_EXTRAS: Readonly<Record<'snowflake' | 'duckdb', readonly string[]>> = {
  snowflake: list('LATERAL FLATTEN, TABLESAMPLE, PIVOT, UNPIVOT, MATCH_RECOGNIZE, AT, BEFORE, CHANGES'),
  duckdb: list('SELECT, ASOF JOIN, POSITIONAL JOIN, SEMI JOIN, ANTI JOIN, TABLESAMPLE, PIVOT, UNPIVOT'),
};

// Names that can't stand without quotes: DuckDB's duckdb_keywords() of the category "reserved", Snowflake's page
// "Reserved & limited keywords", Databricks' sql-ref-reserved-words. A name quoted in vain is still right.
const RESERVED = new Set(
  list(`ACCOUNT, ALL, ALTER, ANALYSE, ANALYZE, AND, ANTI, ANY, ARRAY, AS, ASC, ASYMMETRIC, BETWEEN, BOTH, BY, CASE, CAST, CHECK,
    COLLATE, COLUMN, CONNECT, CONNECTION, CONSTRAINT, CREATE, CROSS, CURRENT, CURRENT_DATE, CURRENT_TIME, CURRENT_TIMESTAMP,
    CURRENT_USER, DATABASE, DEFAULT, DEFERRABLE, DELETE, DESC, DESCRIBE, DISTINCT, DO, DROP, ELSE, END, EXCEPT, EXISTS, FALSE, FETCH,
    FOLLOWING, FOR, FOREIGN, FROM, FULL, GRANT, GROUP, GSCLUSTER, HAVING, ILIKE, IN, INCREMENT, INITIALLY, INNER, INSERT, INTERSECT,
    INTO, IS, ISSUE, JOIN, LAMBDA, LATERAL, LEADING, LEFT, LIKE, LIMIT, LOCALTIME, LOCALTIMESTAMP, MINUS, NATURAL, NOT, NULL, OF,
    OFFSET, ON, ONLY, OR, ORDER, ORGANIZATION, PIVOT, PIVOT_LONGER, PIVOT_WIDER, PLACING, PRIMARY, QUALIFY, REFERENCES, REGEXP,
    RETURNING, REVOKE, RIGHT, RLIKE, ROW, ROWS, SAMPLE, SCHEMA, SELECT, SEMI, SET, SHOW, SOME, START, SUMMARIZE, SYMMETRIC, TABLE,
    TABLESAMPLE, THEN, TO, TRAILING, TRIGGER, TRUE, TRY_CAST, UNION, UNIQUE, UNPIVOT, UPDATE, USING, VALUES, VARIADIC, VIEW, WHEN,
    WHENEVER, WHERE, WINDOW, WITH`),
);

export function isReserved(name: string): boolean {
  return RESERVED.has(name.toUpperCase());
}
