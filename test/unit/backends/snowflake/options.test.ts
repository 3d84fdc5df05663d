import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SnowflakeBackend } from '../../../../source/backends/snowflake/backend.js';
import { modeOfAuthenticator } from '../../../../source/backends/snowflake/auth.js';

const backend = new SnowflakeBackend();
const PASSWORD = { account: 'acme-prod', user: 'ada', password: 'secret' };
const CONTEXT = { warehouse: 'WH', database: 'SALES', schema: 'PUBLIC' };

const WITH_EVERYTHING: Readonly<Record<string, Record<string, unknown>>> = {
  oauth_local: { account: 'acme-prod' },
  external_browser: { account: 'acme-prod', user: 'ada' },
  key_pair: { account: 'acme-prod', user: 'ada', private_key_path: '/keys/rsa.p8', private_key_passphrase: 'pp' },
  pat: { account: 'acme-prod', token: 'pat' },
  mfa: { ...PASSWORD, passcode: '123 456' },
  password: { ...PASSWORD, ...CONTEXT },
  oauth_token: { account: 'acme-prod', token_file_path: '/run/token' },
  oauth_client_credentials: {
    account: 'acme-prod',
    oauth_client_id: 'id',
    oauth_client_secret: 'secret',
    oauth_token_request_url: 'https://idp.acme.com/token',
    role: 'LOADER',
  },
  okta: { ...PASSWORD, okta_url: 'https://acme.okta.com/' },
  workload_identity: { account: 'acme-prod', workload_identity_provider: 'aws' },
};

describe('auth modes', () => {
  it('stand in the order of what works for people today', () => {
    expect(backend.authModes.map(({ mode, more }) => (more ? `${mode}*` : mode))).toEqual([
      'oauth_local',
      'external_browser',
      'key_pair',
      'pat',
      'mfa',
      'password',
      'oauth_token*',
      'oauth_client_credentials*',
      'okta*',
      'workload_identity*',
    ]);
    expect(backend.authModeOf({}).mode).toBe('password');
  });

  it('have a help line each, and a key only once', () => {
    for (const { help, fields } of backend.authModes) {
      expect(help.length).toBeGreaterThan(20);
      expect(new Set(fields.map(({ key }) => key)).size).toBe(fields.length);
      expect(fields[0]?.key).toBe('account');
    }
  });

  it('are told by the names that other tools have for them', () => {
    expect(['externalbrowser', 'SNOWFLAKE_JWT', 'jwt', 'https://a.okta.com', 'none'].map(modeOfAuthenticator)).toEqual([
      'external_browser',
      'key_pair',
      'key_pair',
      'okta',
      undefined,
    ]);
  });
});

describe('checkConnectionOptions', () => {
  it.each(Object.entries(WITH_EVERYTHING))('finds nothing wrong with complete options of %s', (mode, options) => {
    expect(backend.checkConnectionOptions({ auth_mode: mode, ...options })).toEqual([]);
  });

  it.each([
    ['oauth_local', ['account']],
    ['external_browser', ['account']],
    ['key_pair', ['account', 'user', 'private_key_path']],
    ['pat', ['account', 'token']],
    ['mfa', ['account', 'user', 'password']],
    ['password', ['account', 'user', 'password']],
    ['oauth_token', ['account', 'token']],
    ['oauth_client_credentials', ['account', 'oauth_client_id', 'oauth_client_secret']],
    ['okta', ['account', 'user', 'password', 'okta_url']],
    ['workload_identity', ['account', 'workload_identity_provider']],
  ])('names everything that %s lacks', (mode, fields) => {
    const errors = backend.checkConnectionOptions({ auth_mode: mode }).filter((fault) => fault.severity === 'error');
    expect(errors.map((fault) => fault.field)).toEqual(fields);
    for (const fault of errors) expect(fault.message).toMatch(/ is missing \("/);
  });

  it('warns of an empty warehouse, database and schema, and connects all the same', () => {
    expect(backend.checkConnectionOptions({ ...PASSWORD, schema: ' ' })).toEqual(
      ['warehouse', 'database', 'schema'].map(
        (field) => expect.objectContaining({ field, severity: 'warning', message: `No ${field} is set.` }) as object,
      ),
    );
    expect(() => backend.validateConnectionOptions(PASSWORD)).not.toThrow();
  });

  it.each([
    [{ ...PASSWORD, account: 'a b' }, 'account', /"a b" is not a Snowflake account/],
    [{ ...PASSWORD, port: 'x' }, 'port', /"x" is not a port/],
    [{ ...PASSWORD, protocol: 'ftp' }, 'protocol', /can't be "ftp"/],
    [{ ...PASSWORD, login_timeout: '-1' }, 'login_timeout', /not a number of seconds/],
    [{ ...PASSWORD, proxy_port: 8080 }, 'proxy_host', /without its host/],
    [{ ...PASSWORD, auth_mode: 'okta', okta_url: 'acme' }, 'okta_url', /not a web address/],
    [
      { account: 'a', auth_mode: 'oauth_local', oauth_client_id: 'x' },
      'oauth_client_secret',
      /both its id and its secret/,
    ],
    [
      { account: 'a', auth_mode: 'workload_identity', workload_identity_provider: 'IBM' },
      'workload_identity_provider',
      /can't be "IBM"/,
    ],
    [
      { account: 'a', auth_mode: 'workload_identity', workload_identity_provider: 'oidc' },
      'token',
      /OIDC needs a token/,
    ],
    [{ ...PASSWORD, auth_mode: 'mfa', passcode: '1', passcode_in_password: true }, 'passcode', /given twice/],
    [{ ...PASSWORD, auth_mode: 'keypair' }, 'auth_mode', /Did you mean "key_pair"/],
  ])('finds the fault in %j', (options, field, message) => {
    const errors = backend.checkConnectionOptions(options).filter((fault) => fault.severity === 'error');
    expect(errors).toEqual([expect.objectContaining({ field, message: expect.stringMatching(message) as string })]);
  });

  it('takes numbers and flags as files write them', () => {
    const options = {
      ...PASSWORD,
      ...CONTEXT,
      auth_mode: 'mfa',
      port: 443,
      passcode_in_password: 'yes',
      login_timeout: 60,
    };
    expect(backend.checkConnectionOptions(options)).toEqual([]);
  });

  it('throws all errors at once', () => {
    expect(() => backend.validateConnectionOptions({ account: 'a b' })).toThrow(
      /User is missing[^]*Password is missing/,
    );
  });
});

describe('prepareConnectionOptions', () => {
  it.each<[string, Record<string, unknown>]>([
    ['oauth_local', { authenticator: 'OAUTH_AUTHORIZATION_CODE', browserActionTimeout: 120_000, timeout: 120_000 }],
    [
      'external_browser',
      { authenticator: 'EXTERNALBROWSER', username: 'ada', browserActionTimeout: 120_000, timeout: 120_000 },
    ],
    [
      'key_pair',
      { authenticator: 'SNOWFLAKE_JWT', username: 'ada', privateKeyPath: '/keys/rsa.p8', privateKeyPass: 'pp' },
    ],
    ['pat', { authenticator: 'PROGRAMMATIC_ACCESS_TOKEN', token: 'pat' }],
    [
      'mfa',
      {
        authenticator: 'USERNAME_PASSWORD_MFA',
        username: 'ada',
        password: 'secret',
        passcode: '123456',
        timeout: 120_000,
      },
    ],
    ['password', { authenticator: 'SNOWFLAKE', username: 'ada', password: 'secret' }],
    ['oauth_token', { authenticator: 'OAUTH', tokenFilePath: '/run/token' }],
    [
      'oauth_client_credentials',
      {
        authenticator: 'OAUTH_CLIENT_CREDENTIALS',
        oauthClientId: 'id',
        oauthClientSecret: 'secret',
        oauthTokenRequestUrl: 'https://idp.acme.com/token',
        role: 'LOADER',
      },
    ],
    ['okta', { authenticator: 'https://acme.okta.com/', username: 'ada', password: 'secret' }],
    ['workload_identity', { authenticator: 'WORKLOAD_IDENTITY', workloadIdentityProvider: 'AWS' }],
  ])('maps %s to what the driver reads', (mode, expected) => {
    const prepared = backend.prepareConnectionOptions({ auth_mode: mode, ...WITH_EVERYTHING[mode] });
    expect(prepared).toEqual({
      application: 'smallex',
      account: 'acme-prod',
      host: 'acme-prod.snowflakecomputing.com',
      accessUrl: 'https://acme-prod.snowflakecomputing.com',
      sfRetryMaxLoginRetries: 0,
      timeout: 90_000,
      rowMode: 'array',
      streamResult: true,
      representNullAsStringNull: false,
      resultPrefetch: 1,
      rowStreamHighWaterMark: 1000,
      ...expected,
    });
  });

  it('uses only names that the driver reads', () => {
    const source = driverSource('dist/lib/connection/connection_config.js');
    const options = { ...PASSWORD, proxy_host: 'p', proxy_user: 'u', proxy_password: 'pw', no_proxy: 'a|b', role: 'R' };
    const keys = Object.entries(WITH_EVERYTHING).flatMap(([mode, given]) =>
      Object.keys(backend.prepareConnectionOptions({ auth_mode: mode, ...options, ...given })),
    );
    for (const key of new Set(keys)) expect(source, key).toMatch(new RegExp(`options\\.${key}\\b|'${key}'`));
  });

  it('sends no warehouse, database, schema, and no role that a password needs not', () => {
    const prepared = backend.prepareConnectionOptions({
      ...PASSWORD,
      ...CONTEXT,
      role: 'ANALYST',
      secondary_roles: 'ALL',
    });
    for (const key of ['warehouse', 'database', 'schema', 'role', 'secondary_roles', 'auth_mode']) {
      expect(prepared).not.toHaveProperty(key);
    }
  });

  it('goes to another host, port, protocol and through a proxy when asked to', () => {
    const options = {
      ...PASSWORD,
      host: '127.0.0.1',
      port: 8080,
      protocol: 'http',
      proxy_host: 'proxy',
      proxy_port: '3128',
    };
    expect(backend.prepareConnectionOptions(options)).toMatchObject({
      account: 'acme-prod',
      host: '127.0.0.1',
      accessUrl: 'http://127.0.0.1:8080',
      proxyHost: 'proxy',
      proxyPort: 3128,
    });
  });

  it('makes dashes of underscores in the host alone', () => {
    expect(backend.prepareConnectionOptions({ ...PASSWORD, account: 'ACME.MY_ACCOUNT' })).toMatchObject({
      account: 'acme-my_account',
      host: 'acme-my-account.snowflakecomputing.com',
    });
  });

  it('gives a fresh object, and leaves the options as they were', () => {
    const options = Object.freeze({ ...PASSWORD });
    expect(backend.prepareConnectionOptions(options)).not.toBe(backend.prepareConnectionOptions(options));
    expect(options).toEqual(PASSWORD);
  });
});

function driverSource(file: string): string {
  const manifest = createRequire(import.meta.url).resolve('snowflake-sdk/package.json');
  return readFileSync(join(dirname(manifest), file), 'utf8');
}
