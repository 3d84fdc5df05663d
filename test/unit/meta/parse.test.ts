import { describe, expect, test } from 'vitest';
import { META_COMMANDS, parseMeta } from '../../../source/meta/index.js';
import { overview } from '../../../source/meta/commands/help.js';
import { unquoted } from '../../../source/meta/argument-word.js';
import { ELSEWHERE_NAMES } from '../../../source/meta/elsewhere.js';
import { matcher, nameParts } from '../../../source/meta/rows.js';
import { ValueError } from '../../../source/support/errors.js';

describe('a command line', () => {
  test.each([
    ['\\dt', '\\dt', [], false],
    ['\\d+ orders', '\\d', ['orders'], true],
    ['  \\c "my profile" ;', '\\c', ['my profile'], false],
    [".read 'it''s here.sql'", '\\i', ["it's here.sql"], false],
    ['\\d "A b"."C"', '\\d', ['"A b"."C"'], false],
    ['\\import --yes "a b.csv" "My ""T"".x"."y z";', '\\import', ['--yes', 'a b.csv', '"My ""T"".x"."y z"'], false],
    ["\\import a.csv 'a b'", '\\import', ['a.csv', 'a b'], false],
    ['\\import a.csv s.`x y`', '\\import', ['a.csv', 's.`x y`'], false],
  ] as const)('%s', (line, name, args, plus) => {
    const { command, call } = parseMeta(line, META_COMMANDS);
    expect(command.names[0]).toBe(name);
    expect(call.args).toEqual(args);
    expect(call.plus).toBe(plus);
  });

  test.each([
    ['"my file.csv"', 'my file.csv'],
    ["'it''s.csv'", "it's.csv"],
    ['my file.csv', 'my file.csv'],
    ['"a" b".csv', '"a" b".csv'],
    ['""', ''],
    ["'", "'"],
  ])('the file %s behind \\g or \\o is %s', (typed, name) => {
    expect(unquoted(typed)).toBe(name);
  });

  test('of an unknown command names the nearest', () => {
    expect(() => parseMeta('\\timin', META_COMMANDS)).toThrow(ValueError);
    expect(() => parseMeta('\\timin', META_COMMANDS)).toThrow('Did you mean \\timing?');
    expect(() => parseMeta('.tabels', META_COMMANDS)).toThrow('Did you mean .tables?');
    expect(() => parseMeta('!quries', META_COMMANDS)).toThrow('Did you mean !queries?');
    // One letter is like every other: \? is no guess for it.
    expect(() => parseMeta('\\k', META_COMMANDS)).toThrow(/^There is no command \\k\.$/);
  });

  test.each([
    ['.once x.csv', /\\g FILE/],
    ['\\copy t from x', /\\import FILE TABLE/],
    ['\\di', /\\d\+ NAME/],
    ['!pause', /\\prompt/],
    ['.open x.duckdb', /attach 'file\.duckdb'/],
  ])('%s of another program says what to use instead', (line, hint) => {
    const failed = (): unknown => parseMeta(line, META_COMMANDS);
    expect(failed).toThrow(/^There is no command \S+ here\.$/);
    expect(failed).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
  });

  test('what other programs have is no command here', () => {
    const names = new Set(META_COMMANDS.flatMap((command) => command.names));
    expect(ELSEWHERE_NAMES.filter((name) => names.has(name))).toEqual([]);
  });
});

test('every name belongs to one command, and help shows each command', () => {
  const names = META_COMMANDS.flatMap((command) => command.names);
  expect(new Set(names).size).toBe(names.length);
  const help = overview(META_COMMANDS);
  for (const command of META_COMMANDS) expect(help).toContain(command.names[0]!);
});

test.each([
  ['a.b', 'snowflake', ['A', 'B']],
  ['"a b".c', 'snowflake', ['a b', 'C']],
  ['a.B', 'duckdb', ['a', 'B']],
  ['`x.y`.z', 'databricks', ['x.y', 'z']],
  ['"say ""hi"""', 'duckdb', ['say "hi"']],
] as const)('the parts of %s on %s', (text, engine, parts) => {
  expect(nameParts(text, engine)).toEqual(parts);
});

test('patterns are psql’s', () => {
  expect(['fct_a', 'FCT_b', 'dim_c'].filter(matcher('fct_*'))).toEqual(['fct_a', 'FCT_b']);
  expect(['a1', 'a12'].filter(matcher('a?'))).toEqual(['a1']);
  expect(['a.b', 'axb'].filter(matcher('a.b'))).toEqual(['a.b']);
});
