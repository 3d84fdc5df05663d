import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { readDbt } from '../../../../source/profiles/imports/dbt.js';
import { renderJinja } from '../../../../source/profiles/imports/jinja.js';
import { named, worldOf } from './home.js';

describe('renderJinja', () => {
  const env = { NAME: 'ada', COUNT: '4', ON: 'True' };
  test.each([
    ['plain', 'plain', null],
    ["{{ env_var('NAME') }}", 'ada', 'NAME'],
    ['{{env_var("NAME")}}', 'ada', 'NAME'],
    ["{{ env_var('NONE', 'else') }}", 'else', null],
    ["{{ env_var('COUNT') | as_number }}", 4, 'COUNT'],
    ["{{ env_var('COUNT')|int }}", 4, 'COUNT'],
    ["{{ env_var('ON') | as_bool }}", true, 'ON'],
    ["{{ env_var('COUNT') | as_text }}", '4', 'COUNT'],
    ["/keys/{{ env_var('NAME') }}.p8", '/keys/ada.p8', null],
  ])('%s', (text, value, variable) => {
    expect(renderJinja(text, env)).toEqual({ value, variable });
  });

  test.each([
    ["{{ env_var('NONE') }}", /NONE is not set/],
    ["{{ var('x') }}", /Only dbt/],
    ["{{ env_var('NAME') | upper }}", /"upper"/],
    ["{{ env_var('NAME') ~ 'x' }}", /Only dbt/],
    ['{% if true %}x{% endif %}', /Only dbt/],
    ["a{% if env_var('NAME') %}b{% endif %}", /Only dbt/],
  ])('%s has no value here', (text, reason) => {
    expect(renderJinja(text, env)).toMatchObject({ fault: expect.stringMatching(reason) });
  });
});

describe('profiles.yml', () => {
  it('finds every output under PROFILE.TARGET', () => {
    const reading = readDbt(worldOf());
    expect(reading.connections.map(({ id, engine, connection }) => [id, engine, connection['auth_mode']])).toEqual([
      ['jaffle_shop.dev', 'snowflake', 'password'],
      ['jaffle_shop.key', 'snowflake', 'key_pair'],
      ['jaffle_shop.lake', 'databricks', 'token'],
      ['jaffle_shop.lake_job', 'databricks', 'oauth_m2m'],
      ['duck.dev', 'duckdb', 'file'],
      ['duck.cloud', 'duckdb', 'motherduck'],
      ['duck.memory', 'duckdb', 'memory'],
    ]);
    expect(reading.skipped.map(({ id, reason }) => [id, reason])).toEqual([
      ['jaffle_shop.unset', 'account: The environment variable NO_SUCH_ACCOUNT is not set.'],
      ['jaffle_shop.scripted', expect.stringContaining("var('account')")],
      ['duck.pg', 'smallex has no engine "postgres".'],
    ]);
  });

  it('makes a reference of a secret that is one variable, set or not', () => {
    const dev = named(readDbt(worldOf()), 'jaffle_shop.dev');
    expect(dev.secrets).toEqual({ password: { kind: 'reference', reference: 'env:JAFFLE_PASSWORD' } });
    expect(dev.notes.join(' ')).toContain('JAFFLE_PASSWORD is not set');
    const set = named(readDbt(worldOf({ JAFFLE_PASSWORD: 'x', LAKE_SECRET: 'y' })), 'jaffle_shop.lake_job');
    expect(set.secrets).toEqual({ client_secret: { kind: 'reference', reference: 'env:LAKE_SECRET' } });
  });

  it('keeps plain secrets apart, and a token out of the path', () => {
    const reading = readDbt(worldOf({ HOME_OF_KEYS: '/vault' }));
    expect(named(reading, 'jaffle_shop.key')).toMatchObject({
      connection: { private_key_path: '/vault/dbt.p8' },
      secrets: { private_key_passphrase: { kind: 'inline', value: 'plain passphrase' } },
    });
    expect(named(reading, 'duck.cloud')).toMatchObject({
      connection: { path: 'jaffle' },
      secrets: { motherduck_token: { kind: 'inline', value: 'md-token' } },
    });
  });

  it('looks in DBT_PROFILES_DIR, then here, then at home; a relative database lies beside the file', () => {
    const world = worldOf();
    writeFileSync(join(world.cwd, 'profiles.yml'), 'here:\n  outputs:\n    dev: {type: duckdb, path: dev.duckdb}\n');
    const here = readDbt(world);
    expect(named(here, 'here.dev').connection['path']).toBe(join(world.cwd, 'dev.duckdb'));
    expect(here.usual).toBe('here.default');
    copyFileSync(join(world.cwd, 'profiles.yml'), join(world.home, 'profiles.yml'));
    const chosen = readDbt({ ...world, env: { DBT_PROFILES_DIR: world.home } });
    expect(named(chosen, 'here.dev').connection['path']).toBe(join(world.home, 'dev.duckdb'));
  });

  it('says where broken YAML is broken, and quotes nothing of it', () => {
    const world = worldOf();
    writeFileSync(join(world.cwd, 'profiles.yml'), 'a:\n  password: "canary\n');
    const { warnings } = readDbt(world);
    expect(warnings.join()).toMatch(/no valid YAML at line/);
    expect(warnings.join()).not.toContain('canary');
  });
});
