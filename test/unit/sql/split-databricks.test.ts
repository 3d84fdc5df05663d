import { describe, expect, it } from 'vitest';
import { DATABRICKS_HIDDEN, DATABRICKS_BLOCKS } from './manual.js';
import { eachIsOneStatement, pieces } from './one-statement.js';

describe('Databricks: text that hides a semicolon', () => {
  eachIsOneStatement('databricks', DATABRICKS_HIDDEN);
});

describe('Databricks: compound statements', () => {
  eachIsOneStatement('databricks', DATABRICKS_BLOCKS);
});

it('ends a transaction at its semicolon', () => {
  expect(pieces('BEGIN TRANSACTION; INSERT INTO t VALUES (1); COMMIT;', 'databricks')).toHaveLength(3);
});
