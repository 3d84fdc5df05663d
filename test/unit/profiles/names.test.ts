import { describe, expect, it } from 'vitest';
import { checkName, freeName, SUBCOMMANDS } from '../../../source/profiles/names.js';

describe('names of profiles', () => {
  it.each(['prod', 'my.prod', 'my prod', 'Ünï-çødé_1', '東京', 'a', 'v1.2', 'acme+test', '2026', 'constructor'])(
    'takes %j',
    (name) => expect(checkName(name)).toBe(name),
  );

  it('stores one form of a letter that Unicode writes in two', () => {
    expect(checkName('cafe\u0301')).toBe('caf\u00E9');
  });

  it.each([
    '',
    ' ',
    ' a',
    'a ',
    'a  b',
    'a\tb',
    'a\nb',
    'a\u200Bb',
    'a\u202Eb',
    'a\u00A0b',
    '-c',
    '-',
    '.hidden',
    '..',
    '~a',
    '@a',
    'a/b',
    'a\\b',
    'snowflake:x',
    '"a"',
    "a'b",
    '$HOME',
    'a*',
    'x'.repeat(65),
    '\u001B[31m',
  ])('refuses %j with a reason', (name) => expect(() => checkName(name)).toThrow(/\.$/));

  it.each([...SUBCOMMANDS, 'Setup', 'HELP'])('refuses the command %j', (name) =>
    expect(() => checkName(name)).toThrow('is a command of smallex'),
  );

  it.each(['sales.duckdb', 'a.csv', 'A.PARQUET', 'x.json', 'q.sql'])('refuses %j, which looks like a file', (name) =>
    expect(() => checkName(name)).toThrow('looks like a file'),
  );

  it('finds a free name', () => {
    expect(freeName('duckdb', [])).toBe('duckdb');
    expect(freeName('duckdb', ['DuckDB', 'duckdb-2'])).toBe('duckdb-3');
  });
});
