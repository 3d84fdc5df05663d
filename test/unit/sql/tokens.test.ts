import { describe, expect, it } from 'vitest';
import { tokenize, type Dialect } from '../../../source/sql/index.js';

/** `kind:text` of every token but blanks; `!` marks an unfinished one. */
function shown(text: string, dialect: Dialect): string[] {
  return tokenize(text, dialect)
    .filter(({ kind }) => kind !== 'whitespace')
    .map(({ kind, start, end, terminated }) => `${kind}:${text.slice(start, end)}${terminated ? '' : '!'}`);
}

const CASES: readonly (readonly [Dialect, string, readonly string[]])[] = [
  ['snowflake', 'select t.select', ['keyword:select', 'identifier:t', 'punctuation:.', 'identifier:select']],
  [
    'snowflake',
    'a:b.c::int',
    ['identifier:a', 'operator::', 'identifier:b', 'punctuation:.', 'identifier:c', 'operator:::', 'identifier:int'],
  ],
  ['snowflake', '= :name', ['operator:=', 'parameter::name']],
  ['snowflake', '$1 $x &y &{z}', ['variable:$1', 'variable:$x', 'variable:&y', 'variable:&{z}']],
  ['snowflake', '@~/a--b @%t @"d b".s/x;', ['stage:@~/a--b', 'stage:@%t', 'stage:@"d b".s/x', 'punctuation:;']],
  ['snowflake', '1 ->> 2', ['number:1', 'operator:->>', 'number:2']],
  ['snowflake', '// c', ['comment:// c']],
  ['snowflake', "'a", ["string:'a!"]],
  ['snowflake', '$$a', ['string:$$a!']],
  ['snowflake', '-- a', ['comment:-- a']],
  ['snowflake', '/* a', ['comment:/* a!']],
  ['snowflake', 'a$b', ['identifier:a$b']],
  ['databricks', '`a``b` "s"', ['quotedIdentifier:`a``b`', 'string:"s"']],
  ['databricks', 'r\'\\\' R"\\"', ["string:r'\\'", 'string:R"\\"']],
  [
    'databricks',
    '2024_x 12L 1e5 1e-5 1.5BD',
    ['identifier:2024_x', 'number:12L', 'number:1e5', 'number:1e-5', 'number:1.5', 'identifier:BD'],
  ],
  ['databricks', '? :p a:p', ['parameter:?', 'parameter::p', 'identifier:a', 'operator::', 'identifier:p']],
  ['duckdb', "E'\\'' x'00'", ["string:E'\\''", "string:x'00'"]],
  ['duckdb', '$p $1 ?2', ['parameter:$p', 'parameter:$1', 'parameter:?2']],
  ['duckdb', "$t$ 'x $t$", ["string:$t$ 'x $t$"]],
  ['duckdb', '7 // 2 ** 3', ['number:7', 'operator://', 'number:2', 'operator:**', 'number:3']],
  [
    'duckdb',
    '1_000 0xFF .5 1.5e+3 1..2 t.1',
    [
      'number:1_000',
      'number:0xFF',
      'number:.5',
      'number:1.5e+3',
      'number:1',
      'punctuation:.',
      'number:.2',
      'identifier:t',
      'punctuation:.',
      'number:1',
    ],
  ],
  [
    'duckdb',
    'a<=b <=> c != d || e -> f',
    [
      'identifier:a',
      'operator:<=',
      'identifier:b',
      'operator:<=>',
      'identifier:c',
      'operator:!=',
      'identifier:d',
      'operator:||',
      'identifier:e',
      'operator:->',
      'identifier:f',
    ],
  ],
  ['duckdb', '`\\', ['unknown:`', 'unknown:\\']],
];

describe('tokens', () => {
  it.each(CASES)('%s: %s', (dialect, text, expected) => expect(shown(text, dialect)).toEqual(expected));
});
