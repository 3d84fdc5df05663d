import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSnowflake } from '../../../../source/profiles/imports/snowflake-toml.js';
import { readSnowsql } from '../../../../source/profiles/imports/snowsql.js';
import { temporaryFolder } from '../folder.js';
import { FIXTURES, named, worldOf } from './home.js';

describe('connections.toml', () => {
  it('replaces the connections of config.toml, and names the usual one', () => {
    const reading = readSnowflake(worldOf());
    expect(reading.connections.map(({ id }) => id)).toEqual(['prod', 'dev', 'sso', 'ci', 'okta', 'team reports']);
    expect(reading.usual).toBe('prod');
    expect(reading.warnings).toEqual([]);
  });

  it('reads a key pair: by path, nothing secret', () => {
    const prod = named(readSnowflake(worldOf()), 'prod');
    expect(prod.connection).toEqual({
      auth_mode: 'key_pair',
      account: 'acme-prod',
      user: 'ADA',
      private_key_path: '~/.snowflake/rsa_key.p8',
      role: 'REPORTER',
      warehouse: 'REPORTING_WH',
      database: 'SALES',
      schema: 'PUBLIC',
    });
    expect(prod.secrets).toEqual({});
    expect(prod.notes).toEqual([]);
  });

  it('keeps a password apart, to the letter, and says what is not taken', () => {
    const dev = named(readSnowflake(worldOf()), 'dev');
    expect(dev.secrets).toEqual({ password: { kind: 'inline', value: 'hunter#2 "quoted" ünï' } });
    expect(JSON.stringify(dev.connection)).not.toContain('hunter');
    expect(dev.notes).toEqual([expect.stringContaining('query_tag')]);
  });

  it('reads addresses, regions, Okta and token files', () => {
    const reading = readSnowflake(worldOf());
    expect(named(reading, 'sso').connection).toMatchObject({ auth_mode: 'external_browser', account: 'acme-sso' });
    expect(named(reading, 'okta').connection).toMatchObject({
      auth_mode: 'okta',
      account: 'xy12345.eu-central-1',
      okta_url: 'https://acme.okta.com',
    });
    expect(named(reading, 'okta').secrets).toEqual({ password: { kind: 'reference', reference: 'prompt' } });
    expect(named(reading, 'ci').connection).toMatchObject({
      auth_mode: 'pat',
      token_file_path: '/run/secrets/snowflake',
    });
    expect(named(reading, 'ci').secrets).toEqual({});
  });

  it('leaves out what it can’t open, and says why; no session of another program', () => {
    const reading = readSnowflake(worldOf());
    expect(reading.skipped.map(({ id, reason }) => [id, reason])).toEqual([
      ['rawkey', expect.stringContaining('by path')],
      ['kerberos', expect.stringContaining('"KERBEROS"')],
    ]);
    expect(named(reading, 'team reports').notes).toEqual([expect.stringContaining('session_token')]);
  });
});

describe('the variables of snow', () => {
  it('takes a connection’s own before the file, and the general ones after it', () => {
    const world = worldOf({
      SNOWFLAKE_CONNECTIONS_DEV_WAREHOUSE: 'BIG_WH',
      SNOWFLAKE_CONNECTIONS_DEV_PASSWORD: 'never looked at',
      SNOWFLAKE_WAREHOUSE: 'GENERAL_WH',
      SNOWFLAKE_ROLE: 'GENERAL_ROLE',
    });
    const dev = named(readSnowflake(world), 'dev');
    expect(dev.connection).toMatchObject({ warehouse: 'BIG_WH', role: 'GENERAL_ROLE' });
    expect(dev.secrets).toEqual({
      password: { kind: 'reference', reference: 'env:SNOWFLAKE_CONNECTIONS_DEV_PASSWORD' },
    });
    expect(dev.notes.join(' ')).toContain('SNOWFLAKE_CONNECTIONS_DEV_WAREHOUSE');
  });

  it('finds connections that are variables alone', () => {
    const home = temporaryFolder();
    const world = { env: {} as NodeJS.ProcessEnv, home, cwd: home, platform: 'linux' as const };
    const own = { SNOWFLAKE_CONNECTIONS_MY_CI_ACCOUNT: 'acme-ci', SNOWFLAKE_CONNECTIONS_MY_CI_USER: 'CI' };
    expect(readSnowflake({ ...world, env: own }).connections).toMatchObject([
      { id: 'my_ci', file: null, connection: { account: 'acme-ci', user: 'CI' } },
    ]);
    const general = { SNOWFLAKE_ACCOUNT: 'acme-env', SNOWFLAKE_USER: 'ADA', SNOWFLAKE_PASSWORD: 'p' };
    expect(readSnowflake({ ...world, env: general }).connections).toMatchObject([
      { id: 'env', secrets: { password: { kind: 'reference', reference: 'env:SNOWFLAKE_PASSWORD' } } },
    ]);
  });
});

describe('the folder and the files', () => {
  it('reads config.toml where it is alone, in SNOWFLAKE_HOME', () => {
    const folder = temporaryFolder();
    copyFileSync(join(FIXTURES, 'config-only', 'config.toml'), join(folder, 'config.toml'));
    const reading = readSnowflake(worldOf({ SNOWFLAKE_HOME: folder }));
    expect(reading.connections.map(({ id }) => id)).toEqual(['only']);
    expect(reading.usual).toBe('only');
  });

  it('says which file others can read', () => {
    const world = worldOf();
    chmodSync(join(world.home, '.snowflake', 'connections.toml'), 0o644);
    const { warnings } = readSnowflake(world);
    expect(warnings).toEqual([expect.stringMatching(/connections\.toml can be read by others: chmod 600/)]);
  });

  it('says where a broken file is broken, and quotes nothing of it', () => {
    const home = temporaryFolder();
    mkdirSync(join(home, '.snowflake'));
    copyFileSync(join(FIXTURES, 'broken.toml'), join(home, '.snowflake', 'connections.toml'));
    chmodSync(join(home, '.snowflake', 'connections.toml'), 0o600);
    const { warnings } = readSnowflake({ env: {}, home, cwd: home, platform: 'linux' });
    expect(warnings).toEqual([expect.stringMatching(/no valid TOML at line 2/)]);
    expect(warnings.join()).not.toContain('canary');
  });
});

describe('SnowSQL', () => {
  it('reads its names, its quotes and its comments', () => {
    const reading = readSnowsql(worldOf({ SNOWSQL_PRIVATE_KEY_PASSPHRASE: 'x' }));
    expect(reading.skipped).toEqual([]);
    expect(named(reading, 'default')).toMatchObject({
      connection: { auth_mode: 'password', account: 'acme-classic', user: 'ADA' },
      secrets: { password: { kind: 'inline', value: '1e5' } },
    });
    expect(named(reading, 'loader')).toMatchObject({
      connection: {
        auth_mode: 'key_pair',
        account: 'xy12345.eu-west-1',
        database: 'RAW',
        warehouse: 'LOAD_WH',
        role: 'LOADER',
      },
      secrets: { private_key_passphrase: { kind: 'reference', reference: 'env:SNOWSQL_PRIVATE_KEY_PASSPHRASE' } },
    });
  });
});
