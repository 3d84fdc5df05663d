import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { META_COMMANDS } from '../../../source/meta/index.js';
import { endsInCommand, readScript, ScriptReader, type ScriptItem } from '../../../source/meta/reader.js';

function brief(items: readonly ScriptItem[]): string[] {
  return items.map((item) => {
    const text = item.kind === 'sql' ? item.sql : item.text;
    const sent = item.kind === 'meta' && item.buffer ? ` <- ${item.buffer.line} ${item.buffer.sql}` : '';
    return `${item.line} ${text}${sent}`;
  });
}

const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ['statements and commands in order', 'select 1;\n\\x\nselect 2', ['1 select 1', '2 \\x', '3 select 2']],
  ['the forms of other shells', '.tables\n!queries\nselect 1', ['1 .tables', '2 !queries', '3 select 1'].slice(0, 1)],
  ['a backslash inside a string is SQL', "select '\n\\x\n';", ["1 select '\n\\x\n'"]],
  ['a backslash inside a comment is a comment', '/*\n\\q\n*/ select 1;', ['3 select 1']],
  ['a backslash inside a dollar-quoted body is SQL', 'select $$\n\\q\n$$;', ['1 select $$\n\\q\n$$']],
  ['!= and .5 on a later line are SQL', 'select a\n!= 1\n, b\n.5;', ['1 select a\n!= 1\n, b\n.5']],
  [
    'lines are those of the script',
    '\n\nselect 1;\n\n\\x\n\n\nselect\n2;\nselect 3',
    ['3 select 1', '5 \\x', '8 select\n2', '10 select 3'],
  ],
  ['two statements on a line', 'select 1; select 2;\nselect 3', ['1 select 1', '1 select 2', '2 select 3']],
  ['a backslash in the middle of a line', "select 'a\\q' !=\n  .5;", ["1 select 'a\\q' !=\n  .5"]],
  ['a command in place of the ;', 'select 1 \\gx\nselect 2;', ['1 \\gx <- 1 select 1', '2 select 2']],
  ['a command on the next line', '\nselect\n1\n\\g out.csv\n\\x', ['4 \\g out.csv <- 2 select\n1', '5 \\x']],
  ['a command behind a whole statement', 'select 1; \\gx\n', ['1 select 1', '1 \\gx']],
  ['no command in a string', "select '\\g ', '\n\\gx\n';", ["1 select '\\g ', '\n\\gx\n'"]],
  ['no command in comments', 'select 1 -- \\g\n/* \\gx */ + 1;', ['1 select 1 -- \\g\n/* \\gx */ + 1']],
  ['no command in a body', 'select $$ \\g $$ \\g', ['1 \\g <- 1 select $$ \\g $$']],
  ['a command with what it takes', 'select 1 as a \\gset p_\n', ['1 \\gset p_ <- 1 select 1 as a']],
  ['what is forgotten', 'select oops\n\\r\nselect 1', ['2 \\r <- 1 select oops', '3 select 1']],
  ['a command behind a comment', '-- note\n\\timing\n', ['2 \\timing']],
];

describe('a script gives', () => {
  test.each(CASES.filter(([name]) => !name.includes('other shells')))('%s', (_name, text, items) => {
    expect(brief(readScript(text, 'duckdb', META_COMMANDS))).toEqual(items);
  });

  test('the forms of other shells where a command may stand', () => {
    expect(brief(readScript('.tables\nselect 1', 'duckdb', META_COMMANDS))).toEqual(['1 .tables', '2 select 1']);
  });
});

test('however a script is cut into pieces, it gives the same', () => {
  const texts = fc.constantFrom(...CASES.map(([, text]) => text));
  fc.assert(
    fc.property(texts, fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 40 }), (text, sizes) => {
      const reader = new ScriptReader('duckdb', META_COMMANDS);
      const items: ScriptItem[] = [];
      let at = 0;
      for (let index = 0; at < text.length; index++) {
        const size = 1 + sizes[index % sizes.length]!;
        items.push(...reader.push(text.slice(at, at + size)));
        at += size;
      }
      items.push(...reader.end());
      expect(brief(items)).toEqual(brief(readScript(text, 'duckdb', META_COMMANDS)));
    }),
  );
});

test('a statement is given as soon as its ; has arrived', () => {
  const reader = new ScriptReader('duckdb', META_COMMANDS);
  expect(brief(reader.push('select 1;\nselect'))).toEqual(['1 select 1']);
  expect(reader.push(' 2')).toEqual([]);
  expect(brief(reader.end())).toEqual(['2 select 2']);
});

test.each([
  ['select 1 \\g', true],
  ['select 1\n\\gx  ', true],
  ['\\x', true],
  ["select '\\g", false],
  ['select 1', false],
  ['select 1 \\g\nselect 2', false],
])('%s at the prompt ends in a command: %s', (text, ends) => {
  expect(endsInCommand(text, 'duckdb', META_COMMANDS)).toBe(ends);
});
