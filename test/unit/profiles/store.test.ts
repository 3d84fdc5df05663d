import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProfileStore } from '../../../source/profiles/store.js';
import { ConfigError } from '../../../source/support/errors.js';
import { profileOf, temporaryFolder } from './folder.js';

function newStore(notices: string[] = []): ProfileStore {
  return new ProfileStore({ file: join(temporaryFolder(), 'profiles.json'), onNotice: (text) => notices.push(text) });
}

describe('ProfileStore', () => {
  it('starts empty and makes no file by being read', () => {
    const store = newStore();
    expect(store.list()).toEqual([]);
    expect(store.default()).toBeUndefined();
    expect(existsSync(store.file)).toBe(false);
  });

  it('names what keeps it from saving, and no other smallex, where no lock can be made', async () => {
    // The name is as long as names may be, so that its lock can't be made, which a read-only folder keeps from all but root.
    const file = join(temporaryFolder(), `${'p'.repeat(250)}.json`);
    const saving = new ProfileStore({ file, onNotice: () => undefined }).save(profileOf('a'));
    await expect(saving).rejects.toThrow(/^The profiles can't be saved in .*ENAMETOOLONG/);
    await expect(saving).rejects.toMatchObject({ hint: 'SMALLEX_HOME chooses another folder.' });
  });

  it('gives back what was saved, from a fresh store too', async () => {
    const store = newStore();
    const profile = profileOf('my.work é', {
      engine: 'snowflake',
      connection: { account: 'ORG-ACC', port: 443, secondary: true },
      secrets: { password: 'env:PW' },
      settings: { environment: 'staging', read_only: true, later: { kept: 1 } },
    });
    await store.save(profile);
    expect(new ProfileStore({ file: store.file }).find('MY.work É')).toEqual(profile);
  });

  it('lists by name and by last use, and a use rewrites no profile', async () => {
    const store = newStore();
    for (const name of ['b', 'C', 'a']) await store.save(profileOf(name));
    expect(store.list().map(({ name }) => name)).toEqual(['a', 'b', 'C']);
    const before = readFileSync(store.file, 'utf8');
    store.touch('b', new Date('2026-01-01'));
    store.touch('C', new Date('2026-02-01'));
    expect(store.recent().map(({ name }) => name)).toEqual(['C', 'b', 'a']);
    expect(readFileSync(store.file, 'utf8')).toBe(before);
  });

  it('names the nearest profile when one is unknown', async () => {
    const store = newStore();
    expect(() => store.find('x')).toThrow('There is no profile "x".');
    await store.save(profileOf('warehouse'));
    expect(() => store.find('warehuose')).toThrow('There is no profile "warehuose". Did you mean "warehouse"?');
  });

  it('refuses a name that is taken, whatever its case, unless it is to be replaced', async () => {
    const store = newStore();
    await store.save(profileOf('Prod'));
    await expect(store.save(profileOf('prod'))).rejects.toThrow('There is a profile "Prod" already.');
    await store.save(profileOf('Prod', { connection: { path: 'x' } }), { replace: true });
    expect(store.list()).toHaveLength(1);
    expect(store.find('prod').connection).toEqual({ path: 'x' });
  });

  it('renames, copies and deletes; the default follows', async () => {
    const store = newStore();
    await store.save(profileOf('one', { secrets: { password: 'keyring:one/password/1', token: 'env:T' } }));
    await store.setDefault('one');
    await store.rename('one', 'two');
    expect(store.default()?.name).toBe('two');
    await store.rename('two', 'TWO');
    await store.copy('TWO', 'three');
    await expect(store.copy('TWO', 'three')).rejects.toThrow(ConfigError);
    await expect(store.rename('TWO', 'three')).rejects.toThrow(ConfigError);
    expect((await store.delete('TWO')).unused).toEqual([]);
    expect(store.default()).toBeUndefined();
    expect((await store.delete('three')).unused).toEqual(['keyring:one/password/1', 'env:T']);
    expect(store.list()).toEqual([]);
    await expect(store.delete('three')).rejects.toThrow('There is no profile "three".');
  });

  it('never has a production profile as its default', async () => {
    const notices: string[] = [];
    const store = newStore(notices);
    const live = profileOf('live', { settings: { environment: 'production' } });
    await store.save(live);
    await expect(store.setDefault('live')).rejects.toThrow('production');
    await store.save(profileOf('dev'));
    await store.setDefault('dev');
    await store.save({ ...live, name: 'dev' }, { replace: true });
    expect(store.default()).toBeUndefined();
    expect(notices).toEqual(['"dev" is a production profile now, and no longer the default.']);
    writeFileSync(store.file, readFileSync(store.file, 'utf8').replace('"default": null', '"default": "live"'));
    expect(store.default()).toBeUndefined();
  });

  it('is readable by its owner alone, also after a change', async () => {
    const store = newStore();
    await store.save(profileOf('a'));
    expect(statSync(store.file).mode & 0o777).toBe(0o600);
    chmodSync(store.file, 0o644);
    await store.save(profileOf('b'));
    expect(statSync(store.file).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['no JSON', '{"version": 1, "profiles": [ {"name": "hunter2'],
    ['another shape', '{"version": 1, "profiles": {"a": 1}}'],
    ['a profile of an unknown engine', '{"version": 1, "profiles": [{"name": "a", "engine": "oracle"}]}'],
  ])('keeps a broken file aside and says where: %s', async (_what, text) => {
    const notices: string[] = [];
    const store = newStore(notices);
    writeFileSync(store.file, text);
    expect(() => store.list()).toThrow(store.file);
    expect(() => store.default()).toThrow(/can't be used/);
    const folder = join(store.file, '..');
    const kept = readdirSync(folder).filter((name) => name.startsWith('profiles.json.broken-'));
    expect(kept).toHaveLength(1);
    expect(readFileSync(store.file, 'utf8')).toBe(text);
    await expect(store.rename('a', 'b')).rejects.toThrow(/can't be used/);
    await store.save(profileOf('new'));
    expect(notices.join()).toContain(kept[0]);
    expect(store.list().map(({ name }) => name)).toEqual(['new']);
    expect(readFileSync(join(folder, kept[0]!), 'utf8')).toBe(text);
  });

  it('says where a broken file is no JSON, and which two profiles share a name', () => {
    const file = join(temporaryFolder(), 'profiles.json');
    writeFileSync(file, '{"version": 1,\n "profiles": [{"name": "p" "engine": "duckdb"}]}');
    expect(() => new ProfileStore({ file }).list()).toThrow('It is no valid JSON at line 2, column 28.');
    const twins = ['Prod', 'prod'].map((name) => ({ name, engine: 'duckdb' }));
    writeFileSync(file, JSON.stringify({ version: 1, profiles: twins }));
    expect(() => new ProfileStore({ file }).list()).toThrow('It holds two profiles of one name, "Prod" and "prod".');
  });

  it('never quotes the text of a broken file', () => {
    const store = newStore();
    writeFileSync(store.file, '{"profiles": [{"secrets": {"password": "plain:hunter2" oops');
    const error = thrownBy(() => store.list());
    expect(JSON.stringify([error.message, error.hint, error.nextSteps])).not.toContain('hunter2');
  });

  it('leaves the file of a newer version alone', async () => {
    const store = newStore();
    const text = '{"version": 2, "profiles": {"a": {}}, "default": ["a"]}';
    writeFileSync(store.file, text);
    expect(() => store.list()).toThrow('newer version');
    await expect(store.save(profileOf('a'))).rejects.toThrow('newer version');
    expect(readFileSync(store.file, 'utf8')).toBe(text);
  });

  it('takes an empty file for none', async () => {
    const store = newStore();
    writeFileSync(store.file, '\n');
    expect(store.list()).toEqual([]);
    await store.save(profileOf('a'));
    expect(store.list()).toHaveLength(1);
  });
});

function thrownBy(work: () => unknown): ConfigError {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('Nothing was thrown.');
}
