import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getBackend } from '../../../source/backends/index.js';
import { deleteProfile } from '../../../source/profiles/delete.js';
import { keptLoginList, keptLogins } from '../../../source/profiles/logins/kept-logins.js';
import type { Profile } from '../../../source/profiles/profile.js';
import { ProfileStore } from '../../../source/profiles/store.js';
import { ConfigError } from '../../../source/support/errors.js';
import { temporaryFolder } from './folder.js';

const profile = (name: string, user: string): Profile => ({
  name,
  engine: 'snowflake',
  connection: { auth_mode: 'external_browser', account: 'acme-prod', user },
  secrets: {},
  settings: {},
});

async function made(...profiles: readonly Profile[]) {
  const home = temporaryFolder();
  const env = { SMALLEX_HOME: home, SMALLEX_KEYRING: 'off', SMALLEX_KEEP_LOGINS: 'file' };
  const store = new ProfileStore({ file: join(home, 'profiles.json') });
  const logins = keptLogins(
    { onEvent: () => undefined, ask: () => Promise.reject(new ConfigError('Nobody.')) },
    { env },
  );
  for (const one of profiles) {
    await store.save(one);
    for (const key of getBackend('snowflake').keptLoginKeys(one.connection)) await logins.write(key, `token-${key}`);
  }
  return { store, env, kept: () => keptLoginList(env).length };
}

describe('a profile that is deleted', () => {
  it('takes its kept logins along, but not those of others', async () => {
    const { store, env, kept } = await made(profile('a', 'ADA'), profile('b', 'BOB'));
    const before = kept();
    expect(await deleteProfile(store, 'a', { env })).toMatchObject({ logins: before / 2, left: [] });
    expect(kept()).toBe(before / 2);
  });

  it('leaves a login that another profile uses', async () => {
    const { store, env, kept } = await made(profile('a', 'ADA'), profile('twin', 'ada'));
    const before = kept();
    expect((await deleteProfile(store, 'a', { env })).logins).toBe(0);
    expect(kept()).toBe(before);
    expect((await deleteProfile(store, 'twin', { env })).logins).toBe(before);
  });

  it('that was renamed kept them; where none are kept there is nothing to remove', async () => {
    const { store, env, kept } = await made(profile('a', 'ADA'));
    await store.rename('a', 'z');
    expect(getBackend('snowflake').keptLoginKeys(store.find('z').connection)).toEqual(keptLoginList(env));
    expect(kept()).toBeGreaterThan(0);
    const { left } = await deleteProfile(store, 'z', { env: { ...env, SMALLEX_HOME: '/dev/null/no' } });
    expect(left).toEqual([]); // no file of logins there: nothing to remove
    expect(store.list()).toEqual([]);
  });
});
