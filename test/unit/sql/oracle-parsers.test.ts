import { Dialect, parse } from '@polyglot-sql/sdk';
import { identify } from 'sql-query-identifier';
import { describe, expect, it } from 'vitest';
import { classifyStatement, splitStatements } from '../../../source/sql/index.js';
import { DATABRICKS_HIDDEN, DUCKDB_HIDDEN, SNOWFLAKE_BLOCKS, SNOWFLAKE_BODIES, SNOWFLAKE_HIDDEN } from './manual.js';

/** Statements that the other parser reads otherwise, by how they start, and why the manual is on our side. */
type Disagreements = Readonly<Record<string, string>>;

function reasonFor(statement: string, disagreements: Disagreements): string | undefined {
  return Object.entries(disagreements).find(([start]) => statement.startsWith(start))?.[1];
}

/** A neighbour on each side: three statements when the other parser sees one here. */
const among = (statement: string) => `SELECT 1;\n${statement};\nSELECT 2`;

const POLYGLOT: Disagreements = {
  'SELECT t.$1, $2, &var': 'it has no SnowSQL variables (snowsql-use, "Variables")',
  'SHOW TABLES ->>': 'it does not know the flow operator (sql-reference/operators-flow)',
  'PUT file:///tmp/data/*.csv': 'it takes /* in a path for a comment (sql/put: wildcards)',
  'PUT file://C:': 'it does not know Windows paths (sql/put)',
  'GET @%t/x--y/': 'it takes -- in a path for a comment',
  'LIST @s/--c/*': 'it takes -- in a path for a comment',
  'CREATE FUNCTION f() RETURNS STRING AS$$': 'it takes AS$$ for an identifier',
  'SELECT 1 -- goes on': 'it ends the comment at the newline (SIMPLE_COMMENT in SqlBaseLexer.g4)',
  'SELECT raw:owner.name': 'it has no ? beside :param',
  'ADD JAR': 'it does not know ADD JAR',
  'SELECT /*+ BROADCAST': 'it does not know |> (sql-ref-syntax-qry-pipeline)',
  "SELECT a->>'x;'": 'it does not know // (sql/functions/numeric)',
};

describe('@polyglot-sql/sdk', () => {
  const cases = [
    ...SNOWFLAKE_HIDDEN.map((statement) => ['snowflake', Dialect.Snowflake, statement] as const),
    ...DATABRICKS_HIDDEN.map((statement) => ['databricks', Dialect.Databricks, statement] as const),
    ...DUCKDB_HIDDEN.map((statement) => ['duckdb', Dialect.DuckDB, statement] as const),
  ];
  // Its blocks are left out: it parses few of Snowflake's and none of Spark's control statements.
  it.each(cases)('%s (%s): %s', (dialect, theirs, statement) => {
    const parsed = parse(among(statement), theirs);
    const agrees = parsed.success && (parsed.ast as unknown as readonly unknown[]).length === 3;
    expect(splitStatements(among(statement), { dialect })).toHaveLength(3);
    expect(agrees, reasonFor(statement, POLYGLOT)).toBe(reasonFor(statement, POLYGLOT) === undefined);
  });
});

const UNFINISHED = 'it reads to the end of the text';
const IDENTIFIER: Disagreements = {
  'SELECT 1 /* ; */': 'it does not know // comments (the manual has them)',
  'SELECT t.$1, $2, &var': UNFINISHED,
  'PUT file:///tmp/data/*.csv': 'it takes /* in a path for a comment',
  'GET @%t/x--y/': 'it takes -- in a path for a comment',
  'LIST @s/--c/*': 'it takes -- in a path for a comment',
  'BEGIN BEGIN;': 'it counts the transaction as a block (snowflake-scripting/begin)',
  'BEGIN BEGIN NAME': 'it counts the transaction as a block',
  'BEGIN work := 1': 'it takes a variable named WORK for a transaction',
  'DECLARE\n': UNFINISHED,
  'DECLARE res': UNFINISHED,
  'DECLARE p PROCEDURE': UNFINISHED,
  'BEGIN FOR i IN REVERSE': 'FOR … LOOP counts twice (snowflake-scripting/for)',
  'BEGIN WHILE (x < 10)': 'WHILE … LOOP counts twice (snowflake-scripting/while)',
  'BEGIN SELECT t.end': 'it takes a column named END for the end of the block',
  'CREATE TASK t WAREHOUSE': 'it does not know blocks as bodies of tasks (sql/create-task)',
  'CREATE TASK t EXECUTE AS USER': 'it does not know blocks as bodies of tasks',
  'ALTER TASK t MODIFY AS BEGIN': 'it does not know blocks as bodies of tasks',
  'CREATE ALERT a WAREHOUSE': 'it does not know blocks as actions of alerts (sql/create-alert)',
  'ALTER ALERT a MODIFY ACTION': 'it does not know blocks as actions of alerts',
};

describe('sql-query-identifier', () => {
  it.each([...SNOWFLAKE_HIDDEN, ...SNOWFLAKE_BLOCKS, ...SNOWFLAKE_BODIES])('snowflake: %s', (statement) => {
    const found = identify(among(statement), { strict: false, dialect: 'snowflake' });
    expect(splitStatements(among(statement), { dialect: 'snowflake' })).toHaveLength(3);
    expect(found.length === 3, reasonFor(statement, IDENTIFIER)).toBe(reasonFor(statement, IDENTIFIER) === undefined);
  });

  it.each([
    'SELECT a FROM t',
    'WITH x AS (SELECT 1) SELECT * FROM x',
    'SHOW TABLES',
    'INSERT INTO t VALUES (1)',
    'UPDATE t SET a = 1 WHERE b',
    'DELETE FROM t',
    'TRUNCATE TABLE t',
    'CREATE TABLE t (a INT)',
    'CREATE OR REPLACE VIEW v AS SELECT 1',
    'DROP TABLE t',
    'ALTER TABLE t ADD COLUMN a INT',
  ])('calls reading what we call reading: %s', (statement) => {
    const [found] = identify(statement, { strict: false, dialect: 'snowflake' });
    const { kind } = classifyStatement(statement, { dialect: 'snowflake' });
    if (found!.executionType !== 'UNKNOWN') expect(found!.executionType === 'LISTING').toBe(kind === 'reads');
  });
});
