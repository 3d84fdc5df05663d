import { describe, expect, it } from 'vitest';
import { backend } from './connect.js';

const LOGIN = { server_hostname: 'dbc-1.cloud.databricks.com', http_path: '/sql/1.0/warehouses/a1b2c3d4e5f60718' };
const TOKEN = { ...LOGIN, access_token: 'dapi0' };
const ALWAYS = { userAgentEntry: 'smallex', telemetryEnabled: false, preserveBigNumericPrecision: true };
const WHERE = { host: LOGIN.server_hostname, path: LOGIN.http_path };

describe('the declarations', () => {
  it('name the driver, the fields of the default mode and the menu in order', () => {
    expect(backend).toMatchObject({
      engineName: 'databricks',
      modulePath: '@databricks/sql',
      connectAttr: 'DBSQLClient',
    });
    expect(backend.requiredConnectionFields).toEqual(['server_hostname', 'http_path', 'access_token']);
    expect(backend.authModes.map(({ mode, more }) => (more ? `+${mode}` : mode))).toEqual([
      'oauth_browser',
      'token',
      'oauth_m2m',
      '+azure_oauth',
      '+azure_service_principal',
      '+external_command',
    ]);
    expect(backend.authModeOf({}).mode).toBe('token');
  });

  it('describe every field', () => {
    const fields = [
      ...backend.authModes.flatMap((mode) => mode.fields),
      ...backend.contextFields,
      ...backend.endpointFields,
    ];
    for (const { key, label, help } of fields) {
      expect(key).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
      expect(label).not.toBe('');
      expect(help).not.toBe('');
    }
  });
});

describe('checkConnectionOptions', () => {
  const REQUIRED: readonly (readonly [string, readonly string[]])[] = [
    ['oauth_browser', ['server_hostname', 'http_path']],
    ['token', ['server_hostname', 'access_token', 'http_path']],
    ['oauth_m2m', ['server_hostname', 'client_id', 'client_secret', 'http_path']],
    ['azure_oauth', ['server_hostname', 'http_path']],
    ['azure_service_principal', ['server_hostname', 'azure_tenant_id', 'client_id', 'client_secret', 'http_path']],
    ['external_command', ['server_hostname', 'command', 'http_path']],
  ];

  it.each(REQUIRED)('names everything that %s lacks', (auth_mode, fields) => {
    const faults = backend.checkConnectionOptions({ auth_mode });
    expect(faults.map(({ field }) => field)).toEqual(fields);
    expect(faults.every(({ severity }) => severity === 'error')).toBe(true);
    expect(() => backend.validateConnectionOptions({ auth_mode })).toThrow(
      fields.map((field) => `The option "${field}" is missing.`).join('\n'),
    );
  });

  it('takes complete options', () => {
    expect(backend.checkConnectionOptions(TOKEN)).toEqual([]);
    expect(backend.checkConnectionOptions({ ...TOKEN, port: 443, use_cloud_fetch: false, catalog: '' })).toEqual([]);
  });

  const FAULTY: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['auth_mode', { auth_mode: 'tokn' }, 'Databricks has no auth mode "tokn". Did you mean "token"?'],
    ['server_hostname', { server_hostname: 'my workspace' }, '"my workspace" holds no host name.'],
    ['http_path', { http_path: 'warehouse' }, '"warehouse" is no HTTP path.'],
    ['access_token', { access_token: 'dapi\n0' }, 'holds spaces, line breaks'],
    ['access_token', { access_token: { a: 1 } }, 'must be a text'],
    ['port', { port: 70_000 }, '"port" must be a whole number from 1 to 65535'],
    ['proxy', { proxy: 'socks5://x:1' }, 'no http:// or https:// address'],
    ['start_warehouse', { start_warehouse: 'maybe' }, `can't be "maybe"`],
    ['command', { auth_mode: 'external_command', command: 'az "open' }, 'open " quote'],
  ];

  it.each(FAULTY)('finds the fault of %s in %j', (field, extra, message) => {
    const errors = backend
      .checkConnectionOptions({ ...TOKEN, ...extra })
      .filter(({ severity }) => severity === 'error');
    expect(errors.map((fault) => fault.field)).toEqual([field]);
    expect(errors[0]?.message).toContain(message);
  });

  it('never shows a secret', () => {
    const faults = backend.checkConnectionOptions({ ...TOKEN, access_token: 'canary\nsecret' });
    expect(JSON.stringify(faults)).not.toContain('canary');
  });

  it('warns of options that another mode uses, that nobody knows, and of Entra for a host elsewhere', () => {
    const options = { ...TOKEN, auth_mode: 'azure_oauth', http_pth: 'x' };
    expect(backend.checkConnectionOptions(options)).toEqual([
      expect.objectContaining({ field: 'server_hostname', severity: 'warning' }),
      expect.objectContaining({ field: 'access_token', severity: 'warning' }),
      expect.objectContaining({ field: 'http_pth', severity: 'warning', hint: 'Did you mean "http_path"?' }),
    ]);
    expect(() => backend.validateConnectionOptions(options)).not.toThrow();
  });
});

describe('prepareConnectionOptions', () => {
  const MAPPED: readonly (readonly [string, Record<string, unknown>, Record<string, unknown>])[] = [
    ['token', { access_token: 'dapi0' }, { authType: 'access-token', token: 'dapi0' }],
    ['oauth_browser', {}, { authType: 'databricks-oauth', useDatabricksOAuthInAzure: true }],
    [
      'oauth_m2m',
      { client_id: 'id', client_secret: 's' },
      {
        authType: 'databricks-oauth',
        oauthClientId: 'id',
        oauthClientSecret: 's',
        useDatabricksOAuthInAzure: true,
      },
    ],
    ['azure_oauth', { azure_tenant_id: 't' }, { authType: 'databricks-oauth', azureTenantId: 't' }],
    [
      'azure_service_principal',
      { azure_tenant_id: 't', client_id: 'id', client_secret: 's' },
      { authType: 'databricks-oauth', azureTenantId: 't', oauthClientId: 'id', oauthClientSecret: 's' },
    ],
  ];

  it.each(MAPPED)("maps %s to the driver's keys and nothing else", (auth_mode, fields, expected) => {
    expect(backend.prepareConnectionOptions({ ...LOGIN, ...fields, auth_mode })).toEqual({
      ...WHERE,
      ...expected,
      ...ALWAYS,
    });
  });

  it('gives the driver a token callback for a command', async () => {
    const command = `"${process.execPath}" -p 'String(["tok"])'`;
    const prepared = backend.prepareConnectionOptions({ ...LOGIN, auth_mode: 'external_command', command });
    expect(prepared).toMatchObject({ ...WHERE, authType: 'external-token' });
    expect(await (prepared['getToken'] as () => Promise<string>)()).toBe('tok');
  });

  it('is pure: a fresh object, the given one untouched', () => {
    const options = Object.freeze({ ...TOKEN });
    const first = backend.prepareConnectionOptions(options);
    expect(backend.prepareConnectionOptions(options)).toEqual(first);
    expect(backend.prepareConnectionOptions(options)).not.toBe(first);
  });

  it('normalises host and path, and maps port, proxy and timeout', () => {
    const prepared = backend.prepareConnectionOptions({
      ...TOKEN,
      server_hostname: `https://${LOGIN.server_hostname}/?o=1`,
      http_path: 'a1b2c3d4e5f60718',
      port: '8443',
      proxy: 'http://me:p%40ss@proxy.example.com:3128',
      socket_timeout: '60',
      start_warehouse: 'no',
      catalog: 'main',
    });
    expect(prepared).toEqual({
      ...WHERE,
      ...ALWAYS,
      authType: 'access-token',
      token: 'dapi0',
      port: 8443,
      socketTimeout: 60_000,
      proxy: {
        protocol: 'http',
        host: 'proxy.example.com',
        port: 3128,
        auth: { username: 'me', password: 'p@ss' },
      },
    });
  });
});
