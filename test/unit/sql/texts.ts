import fc from 'fast-check';
import type { Dialect } from '../../../source/sql/index.js';

export const DIALECTS: readonly Dialect[] = ['snowflake', 'databricks', 'duckdb'];

/** Bits of SQL that open, close and confuse, so that random text is dense with edges. */
const BITS = [
  ...[
    ' ',
    '\n',
    '\r\n',
    '\t',
    ';',
    ';',
    ';',
    "'",
    '"',
    '`',
    '$$',
    '$t$',
    '$',
    '--',
    '//',
    '/*',
    '*/',
    '/*+',
    '\\',
    '@',
    '@~/',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    ',',
    '.',
    ':',
    '::',
    ':=',
    '->>',
    '->',
    '=',
    '1',
    '1.5e',
    '.5',
    'x',
    'E',
    'r',
    'a$$',
    'é',
    '😀',
    '\u3000',
  ],
  ...[
    'BEGIN',
    'END',
    'DECLARE',
    'CASE',
    'WHEN',
    'THEN',
    'ELSE',
    'IF',
    'FOR',
    'DO',
    'LOOP',
    'REPEAT',
    'UNTIL',
    'WHILE',
    'AS',
  ],
  ...[
    'CREATE',
    'PROCEDURE',
    'TASK',
    'WITH',
    'SELECT',
    'TRANSACTION',
    'EXCEPTION',
    'HANDLER',
    'NOT',
    'ATOMIC',
    'file://a--b',
    '&v',
  ],
  ...[
    'SELECT 1;',
    "SELECT 'a;b';",
    'BEGIN SELECT 1; END;',
    '$$ a; $$',
    '-- c;\n',
    '/* c; */',
    'AS$$x;$$',
    ':name',
    '{{ x }}',
  ],
];

/** Random text made of those bits, with blanks between some. */
export const sqlLike = fc
  .array(fc.tuple(fc.constantFrom(...BITS), fc.constantFrom('', ' ', '\n')), { maxLength: 40 })
  .map((bits) => bits.flat().join(''));

export const dialects = fc.constantFrom(...DIALECTS);

/** A text cut at random places: the pieces joined are the text. */
export const chunked = fc.tuple(sqlLike, fc.array(fc.nat(8), { maxLength: 60 })).map(([text, sizes]) => {
  const chunks: string[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(text.slice(at, at + size));
    at += size;
  }
  return [...chunks, text.slice(at)];
});
