import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Keyring } from '../../../source/profiles/keyring.js';
import { secureProfile } from '../../../source/profiles/secure.js';
import { ProfileStore } from '../../../source/profiles/store.js';
import { readFileSync } from 'node:fs';
import { profileOf, temporaryFolder } from './folder.js';

function keyringOf(more: Partial<Keyring> = {}): Keyring & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get: (account) => Promise.resolve(entries.get(account) ?? null),
    set: (account, value) => Promise.resolve(void entries.set(account, value)),
    delete: (account) => Promise.resolve(entries.delete(account)),
    ...more,
  };
}

async function storeWith(...profiles: Parameters<ProfileStore['save']>[0][]): Promise<ProfileStore> {
  const store = new ProfileStore({ file: join(temporaryFolder(), 'profiles.json') });
  for (const profile of profiles) await store.save(profile);
  return store;
}

const plain = profileOf('sales', {
  engine: 'snowflake',
  connection: { auth_mode: 'password', account: 'a', user: 'u', proxy_password: 'by-hand-9' },
  secrets: { password: 'plain:canary-5d', token: 'env:TOKEN' },
});

describe('securing a profile', () => {
  it('moves what is plain, wherever it stands, and leaves the rest', async () => {
    const store = await storeWith(plain);
    const keyring = keyringOf();
    const { moved, elsewhere } = await secureProfile(store, 'SALES', keyring);
    expect(moved).toEqual(['proxy_password', 'password']);
    expect(elsewhere).toEqual({ token: 'env:TOKEN' });
    const { connection, secrets } = store.find('sales');
    expect(connection).toEqual({ auth_mode: 'password', account: 'a', user: 'u' });
    expect(keyring.entries.get(secrets['password']!.slice('keyring:'.length))).toBe('canary-5d');
    expect(keyring.entries.get(secrets['proxy_password']!.slice('keyring:'.length))).toBe('by-hand-9');
    expect(secrets['token']).toBe('env:TOKEN');
    expect(readFileSync(store.file, 'utf8')).not.toMatch(/canary-5d|by-hand-9/);
    expect((await secureProfile(store, 'sales', keyring)).moved).toEqual([]);
  });

  it.each([
    ['refuses', { set: () => Promise.reject(new Error('locked')) }],
    ['gives back something else', { get: () => Promise.resolve('other') }],
  ])('a keyring that %s changes nothing and keeps nothing', async (_what, more: Partial<Keyring>) => {
    const store = await storeWith(plain);
    const before = readFileSync(store.file, 'utf8');
    const keyring = keyringOf(more);
    await expect(secureProfile(store, 'sales', keyring)).rejects.toThrow();
    expect(readFileSync(store.file, 'utf8')).toBe(before);
    expect([...keyring.entries.keys()]).toEqual([]);
  });

  it('what another program changed while the keyring was unlocked stays', async () => {
    const store = await storeWith(plain);
    const keyring = keyringOf();
    const slow = {
      ...keyring,
      set: async (account: string, value: string) => {
        await store.save({ ...plain, settings: { environment: 'staging' } }, { replace: true });
        return keyring.set(account, value);
      },
    };
    await expect(secureProfile(store, 'sales', slow)).rejects.toThrow('changed by another program');
    expect(store.find('sales').settings.environment).toBe('staging');
    expect(keyring.entries.size).toBe(0);
  });
});
