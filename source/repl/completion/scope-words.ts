import type { Clause } from './query.js';

/** What a query in brackets begins with. */
export const OPENS_QUERY = new Set(['SELECT', 'WITH', 'FROM', 'VALUES']);
/** Statements whose first name is a table. */
export const TABLE_VERBS = new Set([
  'PIVOT',
  'UNPIVOT',
  'COPY',
  'DESCRIBE',
  'DESC',
  'SUMMARIZE',
  'TRUNCATE',
  'ANALYZE',
  'OPTIMIZE',
  'VACUUM',
  'REFRESH',
]);
/** Words that begin a clause by themselves. */
export const CLAUSES: Readonly<Record<string, Clause>> = {
  WHERE: 'where',
  HAVING: 'having',
  QUALIFY: 'having',
  WINDOW: 'other',
  LIMIT: 'limit',
  OFFSET: 'limit',
  VALUES: 'values',
  RETURNING: 'select',
};
/** What a name behind USE, DROP or ALTER is one of. */
export const USES: Readonly<Record<string, Clause>> = {
  SCHEMA: 'schema-name',
  SCHEMAS: 'schema-name',
  DATABASE: 'catalog-name',
  CATALOG: 'catalog-name',
  WAREHOUSE: 'warehouse-name',
  ROLE: 'role-name',
};

/** docs.snowflake.com/en/sql-reference/functions/flatten and split_to_table. */
export const GIVEN: Readonly<Record<string, readonly string[]>> = {
  FLATTEN: ['SEQ', 'KEY', 'PATH', 'INDEX', 'VALUE', 'THIS'],
  SPLIT_TO_TABLE: ['SEQ', 'INDEX', 'VALUE'],
  STRTOK_SPLIT_TO_TABLE: ['SEQ', 'INDEX', 'VALUE'],
};

/** What stands in brackets of a clause is an expression like any other. */
export const INSIDE: Partial<Record<Clause, Clause>> = {
  from: 'other',
  set: 'where',
  partition: 'where',
  'window-order': 'where',
};
