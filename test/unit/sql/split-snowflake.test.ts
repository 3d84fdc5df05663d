import { describe, expect, it } from 'vitest';
import { SNOWFLAKE_HIDDEN, SNOWFLAKE_BLOCKS, SNOWFLAKE_BODIES } from './manual.js';
import { eachIsOneStatement, pieces } from './one-statement.js';

describe('Snowflake: text that hides a semicolon', () => {
  eachIsOneStatement('snowflake', SNOWFLAKE_HIDDEN);
});

describe('Snowflake: scripting blocks', () => {
  eachIsOneStatement('snowflake', SNOWFLAKE_BLOCKS);
});

describe('Snowflake: bodies of CREATE and ALTER', () => {
  eachIsOneStatement('snowflake', SNOWFLAKE_BODIES);
});

describe('Snowflake: what a transaction is', () => {
  it.each([
    'BEGIN',
    'begin transaction',
    'BEGIN WORK',
    'BEGIN NAME t1',
    'BEGIN TRANSACTION NAME "t 1"',
    'START TRANSACTION',
  ])('%s is a statement of its own', (begin) => {
    expect(pieces(`${begin};\nINSERT INTO t VALUES (1);\nCOMMIT;`, 'snowflake')).toEqual([
      begin,
      'INSERT INTO t VALUES (1)',
      'COMMIT',
    ]);
  });

  it('keeps an END without a block a statement', () => {
    expect(pieces('END; SELECT 1', 'snowflake')).toEqual(['END', 'SELECT 1']);
  });
});
