import { describe, expect, test } from 'vitest';
import { DEFAULT_PROMPT, fillTemplate, parseTemplate, type PromptFacts } from '../../../source/meta/prompt-template.js';

function facts(context: object = {}, settings: object = {}, lastMs: number | null = null): PromptFacts {
  const session = { name: 'prod', engine: 'snowflake', settings, context: { account: 'acme', ...context } };
  return { session: session as PromptFacts['session'], lastMs };
}

function shown(template: string, of: PromptFacts): string {
  const words = fillTemplate(parseTemplate(template), of);
  return words.map(({ pieces }) => pieces.map(({ text }) => text).join('')).join(' ');
}

const FULL = facts(
  {
    user: 'ANA',
    role: 'ANALYST',
    secondaryRoles: 'ALL',
    warehouse: 'WH',
    warehouseState: 'suspended',
    catalog: 'SALES',
    schema: 'PUBLIC',
    timeZone: 'Europe/Paris',
    inTransaction: true,
  },
  { environment: 'production', read_only: true },
  2345,
);

describe('a prompt', () => {
  test.each([
    [DEFAULT_PROMPT, 'prod snowflake SALES.PUBLIC WH production read-only in transaction'],
    ['{role}@{account} {warehouse}:{state}', 'ANALYST+all@acme WH:suspended'],
    ['[{user}] {zone} {duration} {catalog}/{schema}', '[ANA] Europe/Paris 2.3s SALES/PUBLIC'],
    ['  plain   {PROFILE} ', 'plain prod'],
    ['a}b', 'a}b'],
    ['', ''],
  ])('%s', (template, wanted) => {
    expect(shown(template, FULL)).toBe(wanted);
  });

  test('leaves out the words whose fields have no value, and only those', () => {
    expect(shown('[{warehouse}:{state}] {role} :: {profile}', facts())).toBe(':: prod');
    expect(shown('{warehouse}:{state}', facts({ warehouse: 'WH' }))).toBe('WH:');
  });

  test.each([
    [0.4, '0ms'],
    [999, '999ms'],
    [1000, '1.0s'],
    [125_400, '2:05min'],
  ])('%s ms is %s', (ms, wanted) => {
    expect(shown('{duration}', facts({}, {}, ms))).toBe(wanted);
  });

  test('a profile with a label goes by it', () => {
    expect(shown('{profile}', facts({}, { label: 'EU sales' }))).toBe('EU sales');
    expect(shown('{profile}', facts({}, { label: ' ' }))).toBe('prod');
  });

  test('names what is wrong with it', () => {
    expect(() => parseTemplate('{profil}')).toThrow('A prompt has no field {profil}. Did you mean {profile}?');
    expect(() => parseTemplate('x {role')).toThrow('In "x {role" a { is not closed.');
  });
});
