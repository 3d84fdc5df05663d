import { describe, expect, it } from 'vitest';
import { splitStatements, type Dialect } from '../../../source/sql/index.js';
import { W, wordNumber } from '../../../source/sql/vocabulary.js';
import { pieces } from './one-statement.js';

const DIALECTS: readonly Dialect[] = ['snowflake', 'databricks', 'duckdb'];

describe.each(DIALECTS)('%s', (dialect) => {
  it.each(['', ' \n\t', ';', ' ; ;\n;', '-- only a comment', '/* only */ ; -- comments', '\uFEFF'])(
    'finds no statement in %j',
    (text) => expect(splitStatements(text, { dialect })).toEqual([]),
  );

  it('leaves comments around a statement outside and those within it inside', () => {
    const text = '-- a\n/* b */ SELECT /*+ hint */ 1 -- c\n , 2 /* d */ ; -- e\nSELECT 3 -- f';
    const found = splitStatements(text, { dialect });
    expect(found.map((piece) => piece.text)).toEqual(['SELECT /*+ hint */ 1 -- c\n , 2', 'SELECT 3']);
    expect(found[0]).toMatchObject({ start: 13, end: text.indexOf(', 2') + 3 });
  });

  it('splits at a semicolon inside brackets: the mistake stays in its own statement', () => {
    expect(pieces('SELECT (1; SELECT 2', dialect)).toEqual(['SELECT (1', 'SELECT 2']);
  });

  it.each(["SELECT 'a; SELECT 2", 'SELECT "a; SELECT 2', 'SELECT 1 /* a; SELECT 2', 'SELECT $$a; SELECT 2'])(
    'gives %j whole, so that the engine can complain of it',
    (text) => expect(pieces(text, dialect)).toEqual([text]),
  );

  it('counts offsets in UTF-16 units', () => {
    const text = "SELECT '😀'; SELECT '漢'";
    expect(splitStatements(text, { dialect }).map(({ start, end }) => [start, end])).toEqual([
      [0, 11],
      [13, 23],
    ]);
  });

  it('takes every newline there is', () => {
    expect(pieces('SELECT 1 -- a;\r\n;SELECT 2 -- b;\r;SELECT 3', dialect)).toEqual([
      'SELECT 1',
      'SELECT 2',
      'SELECT 3',
    ]);
  });
});

it('knows each of its words by number, whatever the case, and no other', () => {
  for (const [word, number] of Object.entries(W)) {
    expect(wordNumber(` ${word.toLowerCase()} `, 1, word.length + 1)).toBe(number);
    expect(wordNumber(`${word}X`, 0, word.length + 1)).not.toBe(number);
  }
  expect(new Set(Object.values(W)).size).toBe(Object.keys(W).length);
});
