import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changeProfile } from '../../../source/profiles/change.js';
import { parseProfile } from '../../../source/profiles/profile.js';
import { expectedOf, SETTINGS } from '../../../source/profiles/settings.js';
import { ProfileStore } from '../../../source/profiles/store.js';
import { profileOf, temporaryFolder } from './folder.js';

const snowflake = profileOf('prod', {
  engine: 'snowflake',
  connection: { auth_mode: 'password', account: 'ORG-ACC', user: 'me' },
  secrets: { password: 'env:PW' },
});

describe('changeProfile', () => {
  test('sets and takes away settings, each in its own type', () => {
    const changed = changeProfile(snowflake, {
      environment: 'production',
      read_only: 'on',
      query_tag: 'team:finance',
      statement_timeout: '600',
      startup: "alter session set timezone = 'UTC'; use schema a.b;",
      row_limit: '500',
      allow_shell: 'no',
      allowed_local_path: '~/exchange',
      confirm_changes: 'true',
    });
    expect(changed.settings).toEqual({
      environment: 'production',
      read_only: true,
      query_tag: 'team:finance',
      statement_timeout: 600,
      startup: ["alter session set timezone = 'UTC'", 'use schema a.b'],
      row_limit: 500,
      allow_shell: false,
      allowed_local_path: join(homedir(), 'exchange'),
      confirm_changes: true,
    });
    expect(changeProfile(changed, { environment: '', read_only: '' }).settings).not.toHaveProperty('environment');
    expect(parseProfile(changed)).toEqual(changed);
  });

  test('sets options of the login and what is chosen after it; of secrets only references', () => {
    const changed = changeProfile(snowflake, { role: 'ANALYST', secondary_roles: 'NONE', password: 'prompt' });
    expect(changed.connection).toMatchObject({ role: 'ANALYST', secondary_roles: 'NONE' });
    expect(changed.secrets).toEqual({ password: 'prompt' });
    expect(changeProfile(changed, { secondary_roles: '' }).connection).not.toHaveProperty('secondary_roles');
    expect(() => changeProfile(snowflake, { password: 'hunter2' })).toThrow(
      '"password" takes a reference to the secret, not the secret itself.',
    );
  });

  test.each([
    [{ row_limits: '5' }, '"prod" has no setting or option "row_limits". Did you mean "row_limit"?'],
    [{ row_limit: 'many' }, '"row_limit" takes a whole number from 1 to 10000000.'],
    [{ statement_timeout: '0' }, '"statement_timeout" takes a whole number from 1 to 604800.'],
    [{ close_when_parked: '35792' }, '"close_when_parked" takes a whole number from 1 to 35791.'],
    [{ environment: 'prod' }, '"environment" takes development, staging, production.'],
    [{ read_only: 'perhaps' }, '"read_only" takes true or false.'],
    [{ user: '' }, 'user'],
  ])('refuses %o', (changes, message) => {
    expect(() => changeProfile(snowflake, changes)).toThrow(message);
  });

  test('refuses what does nothing on the engine', () => {
    expect(() => changeProfile(profileOf('local'), { query_tag: 'x' })).toThrow('"query_tag" does nothing on DuckDB.');
  });
});

test.each(SETTINGS)('a wrong $key in a file is named with what is expected', (setting) => {
  const wrong = { name: 'x', engine: 'snowflake', settings: { [setting.key]: { no: 'such' } } };
  expect(() => parseProfile(wrong)).toThrow(
    `The profile "x" can't be read: settings.${setting.key} is not as expected.`,
  );
  try {
    parseProfile(wrong);
  } catch (error) {
    expect((error as { hint: string }).hint).toBe(`Expected ${expectedOf(setting)} there.`);
  }
});

test('docs/profiles.md has each setting with what the program says of it', () => {
  const page = readFileSync(new URL('../../../docs/profiles.md', import.meta.url), 'utf8');
  for (const { key, help } of SETTINGS) expect(page).toContain(`| \`${key}\` | ${help.replaceAll('|', '\\|')} |`);
});

test('update changes the profile as it stands in the file, and a refused change leaves it', async () => {
  const store = new ProfileStore({ file: join(temporaryFolder(), 'profiles.json') });
  await store.save(profileOf('dev'));
  await store.setDefault('dev');
  await store.update('dev', (profile) => changeProfile(profile, { row_limit: '5' }));
  await expect(store.update('dev', (profile) => changeProfile(profile, { row_limit: 'x' }))).rejects.toThrow(
    'row_limit',
  );
  expect(store.find('dev').settings).toEqual({ row_limit: 5 });
  await store.update('dev', (profile) => changeProfile(profile, { environment: 'production' }));
  expect(store.default()).toBeUndefined();
});
