import { describe, expect, it } from 'vitest';
import { readDatabricks } from '../../../../source/profiles/imports/databrickscfg.js';
import { named, worldOf } from './home.js';

describe('.databrickscfg', () => {
  it('reads each login as smallex knows it', () => {
    const reading = readDatabricks(worldOf());
    expect(reading.connections.map(({ id, connection }) => [id, connection['auth_mode']])).toEqual([
      ['DEFAULT', 'token'],
      ['team.eu', 'external_command'],
      ['jobs', 'oauth_m2m'],
      ['logged-in', 'external_command'],
    ]);
    expect(reading.usual).toBe('team.eu');
  });

  it('takes nothing from [DEFAULT] into a named profile', () => {
    const reading = readDatabricks(worldOf());
    expect(named(reading, 'DEFAULT').secrets).toEqual({
      access_token: { kind: 'inline', value: 'dapi0123456789abcdef0123456789abcdef' },
    });
    expect(named(reading, 'logged-in').secrets).toEqual({});
  });

  it('makes the HTTP path of a warehouse and of a cluster, and says where none is', () => {
    const reading = readDatabricks(worldOf());
    expect(named(reading, 'team.eu').connection).toMatchObject({
      server_hostname: 'adb-1234567890123456.7.azuredatabricks.net',
      http_path: '/sql/1.0/warehouses/a1b2c3d4e5f60718',
    });
    expect(named(reading, 'jobs').connection['http_path']).toBe('/sql/protocolv1/o/42/1234-567890-abc123');
    expect(named(reading, 'DEFAULT').notes.join(' ')).toContain('http_path');
  });

  it('runs the tools that hold the tokens, without a shell', () => {
    const reading = readDatabricks(worldOf());
    const command = String(named(reading, 'logged-in').connection['command']);
    expect(JSON.parse(command)).toEqual(['databricks', 'auth', 'token', '--profile', 'logged-in']);
    expect(JSON.parse(String(named(reading, 'team.eu').connection['command']))[0]).toBe('az');
  });

  it('says why the others are left out', () => {
    const { skipped } = readDatabricks(worldOf());
    expect(skipped.map(({ id, reason }) => [id, reason])).toEqual([
      ['account', expect.stringContaining('account console')],
      ['legacy', expect.stringContaining('"basic"')],
      ['gcp', expect.stringContaining('"google-credentials"')],
    ]);
  });

  it('makes one of the environment, whose secret stays in its variable', () => {
    const world = worldOf({
      DATABRICKS_HOST: 'https://dbc-env.cloud.databricks.com',
      DATABRICKS_TOKEN: 'dapi-env',
      DATABRICKS_WAREHOUSE_ID: '0123456789abcdef',
      DATABRICKS_CONFIG_PROFILE: 'jobs',
    });
    const reading = readDatabricks(world);
    expect(named(reading, 'env')).toMatchObject({
      file: null,
      connection: {
        server_hostname: 'dbc-env.cloud.databricks.com',
        http_path: '/sql/1.0/warehouses/0123456789abcdef',
      },
      secrets: { access_token: { kind: 'reference', reference: 'env:DATABRICKS_TOKEN' } },
    });
    expect(reading.usual).toBe('jobs');
    expect(named(reading, 'DEFAULT').secrets['access_token']).toMatchObject({ kind: 'inline' });
  });
});
