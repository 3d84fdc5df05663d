import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  connectionsNamed,
  findConnection,
  findConnections,
  importConnection,
  parseForeignName,
  profileOfFound,
} from '../../../../source/profiles/imports/index.js';
import type { ImportWorld } from '../../../../source/profiles/imports/found.js';
import type { Keyring } from '../../../../source/profiles/keyring.js';
import { resolveSecret } from '../../../../source/profiles/secrets.js';
import { ProfileStore } from '../../../../source/profiles/store.js';
import { temporaryFolder } from '../folder.js';
import { FILES, worldOf } from './home.js';

const newStore = (): ProfileStore => new ProfileStore({ file: join(temporaryFolder(), 'profiles.json') });

/** A keyring in memory: the system's own is never touched by a test. */
function keyringOf(entries = new Map<string, string>()): Keyring & { readonly entries: Map<string, string> } {
  return {
    entries,
    get: (account) => Promise.resolve(entries.get(account) ?? null),
    set: (account, value) => Promise.resolve(void entries.set(account, value)),
    delete: (account) => Promise.resolve(entries.delete(account)),
  };
}

async function importAll(store: ProfileStore, world: ImportWorld, keyring: Keyring): Promise<string[]> {
  const { connections } = findConnections(undefined, world);
  const states: string[] = [];
  for (const found of connections) {
    states.push((await importConnection(store, found, { keep: 'keyring', keyring })).state);
  }
  return states;
}

const ask = () => Promise.reject(new Error('Nobody is asked here.'));

describe('importing', () => {
  it('makes each a profile once: the second time nothing changes, neither names nor entries', async () => {
    const [store, world, keyring] = [newStore(), worldOf(), keyringOf()];
    const first = await importAll(store, world, keyring);
    expect(new Set(first)).toEqual(new Set(['new']));
    const [profiles, entries] = [readFileSync(store.file, 'utf8'), [...keyring.entries]];
    expect(new Set(await importAll(store, world, keyring))).toEqual(new Set(['unchanged']));
    expect(readFileSync(store.file, 'utf8')).toBe(profiles);
    expect([...keyring.entries]).toEqual(entries);
  });

  it('keeps no secret in the file of profiles, and never writes the others’ files', async () => {
    const [store, world, keyring] = [newStore(), worldOf(), keyringOf()];
    const before = FILES.map((file) => [
      readFileSync(join(world.home, file), 'utf8'),
      statSync(join(world.home, file)).mtimeMs,
    ]);
    await importAll(store, world, keyring);
    const saved = readFileSync(store.file, 'utf8');
    // As a value of its own: SnowSQL's "1e5" may stand within an entry's random name.
    for (const secret of keyring.entries.values()) expect(saved).not.toContain(JSON.stringify(secret));
    expect(keyring.entries.size).toBe(8);
    expect(
      FILES.map((file) => [readFileSync(join(world.home, file), 'utf8'), statSync(join(world.home, file)).mtimeMs]),
    ).toEqual(before);
  });

  it('brings up to date what has changed: a new password takes the old entry’s place', async () => {
    const [store, world, keyring] = [newStore(), worldOf(), keyringOf()];
    await importAll(store, world, keyring);
    const file = join(world.home, '.databrickscfg');
    writeFileSync(file, readFileSync(file, 'utf8').replace('dapi0123456789abcdef0123456789abcdef', 'dapi-renewed'));
    const states = await importAll(store, world, keyring);
    expect(states.filter((state) => state !== 'unchanged')).toEqual(['updated']);
    expect(keyring.entries.size).toBe(8);
    expect([...keyring.entries.values()]).toContain('dapi-renewed');
  });

  it('keeps what was chosen here: the name, the environment, a warehouse that the file lacks', async () => {
    const [store, world, keyring] = [newStore(), worldOf(), keyringOf()];
    await importAll(store, world, keyring);
    const sso = store.find('sso');
    await store.save(
      {
        ...sso,
        connection: { ...sso.connection, warehouse: 'MINE' },
        settings: { ...sso.settings, environment: 'staging' },
      },
      { replace: true },
    );
    await store.rename('sso', 'browser');
    const file = join(world.home, '.snowflake', 'connections.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('ada@example.com', 'ada@acme.com'));
    await importAll(store, world, keyring);
    expect(store.get('sso')).toBeUndefined();
    expect(store.find('browser')).toMatchObject({
      connection: { user: 'ada@acme.com', warehouse: 'MINE' },
      settings: { environment: 'staging' },
    });
  });

  it('takes another name where one is taken, and names that say whose a default is', async () => {
    const [store, world, keyring] = [newStore(), worldOf(), keyringOf()];
    await store.save({
      name: 'prod',
      engine: 'duckdb',
      connection: { auth_mode: 'memory' },
      secrets: {},
      settings: {},
    });
    await importAll(store, world, keyring);
    const names = store.list().map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['prod', 'prod-2', 'snowsql-default', 'databricks-default', 'team-reports']),
    );
  });

  it('does nothing in a dry run', async () => {
    const [store, world] = [newStore(), worldOf()];
    const found = findConnection('snowflake', 'dev', world);
    expect(await importConnection(store, found, { keep: 'keyring', dryRun: true, keyring: keyringOf() })).toEqual({
      name: 'dev',
      state: 'new',
    });
    expect(store.list()).toEqual([]);
  });
});

describe('secrets that stay where they are', () => {
  it.each([
    ['snowflake', 'dev', 'password', 'hunter#2 "quoted" ünï'],
    ['snowsql', 'default', 'password', '1e5'],
    ['databricks', 'DEFAULT', 'access_token', 'dapi0123456789abcdef0123456789abcdef'],
    ['dbt', 'jaffle_shop.key', 'private_key_passphrase', 'plain passphrase'],
  ] as const)('%s:%s is read from its file at the login', async (source, id, field, value) => {
    const world = worldOf();
    const profile = profileOfFound(findConnection(source, id, world));
    expect(JSON.stringify(profile)).not.toContain(value);
    expect(await resolveSecret(profile.secrets[field]!, { field, ask, env: {} })).toBe(value);
  });

  it('says so when the file no longer holds it', async () => {
    const world = worldOf();
    const reference = profileOfFound(findConnection('databricks', 'DEFAULT', world)).secrets['access_token']!;
    writeFileSync(join(world.home, '.databrickscfg'), '[other]\n');
    await expect(resolveSecret(reference, { field: 'access_token', ask, env: {} })).rejects.toThrow(
      /no longer holds the access token of "DEFAULT"/,
    );
  });
});

describe('opening without importing', () => {
  it('reads names with their tool in front; an empty one is the tool’s own choice', () => {
    expect(parseForeignName('dbt:jaffle_shop.dev')).toEqual({ source: 'dbt', id: 'jaffle_shop.dev' });
    expect(parseForeignName('C:')).toBeNull();
    expect(findConnection('databricks', '', worldOf()).id).toBe('team.eu');
  });

  it('names the nearest where there is none, and the reason where it can’t be', () => {
    expect(() => findConnection('snowflake', 'prdo', worldOf())).toThrow(/Did you mean "prod"/);
    expect(() => findConnection('snowflake', 'kerberos', worldOf())).toThrow(/can't be opened.*KERBEROS/);
  });

  it('finds a bare name, whosever it is', () => {
    expect(connectionsNamed('jobs', worldOf()).map(({ source }) => source)).toEqual(['databricks']);
    expect(connectionsNamed('default', worldOf()).map(({ source }) => source)).toEqual(['snowsql']);
  });

  it('tells of a file that can’t be read', () => {
    const world = worldOf();
    const file = join(world.home, '.databrickscfg');
    chmodSync(file, 0o000);
    const { warnings } = findConnections(['databricks'], world);
    // Whoever runs this as root reads it all the same.
    expect(warnings.length).toBe(process.getuid?.() === 0 ? 0 : 1);
    chmodSync(file, 0o600);
  });
});
