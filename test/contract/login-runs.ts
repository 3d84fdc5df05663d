import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionOptions } from '../../source/backends/base.js';
import type { Cloud, CloudMetadata } from '../doubles/cloud-metadata.js';
import type { DatabricksDouble } from '../doubles/databricks.js';
import type { SnowflakeDouble } from '../doubles/snowflake.js';

/** What can become of a login; the columns of the table. */
export const OUTCOMES = ['works', 'wrong secret', 'expired', 'cancelled', 'offline'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One mode: its right options, and what makes each other outcome of it. Absent: the mode has no such outcome. */
export interface ModeRuns {
  readonly engine: 'snowflake' | 'databricks';
  readonly mode: string;
  readonly options: ConnectionOptions;
  readonly wrong: { readonly options?: ConnectionOptions; readonly arrange?: () => void };
  /** `before`: log in once, so that something is kept that can expire. */
  readonly expired?: { readonly before?: boolean; readonly options?: ConnectionOptions; readonly arrange: () => void };
  /** What then gives no answer. */
  readonly hangs: () => void;
  readonly offline: ConnectionOptions;
  /** Behind the mode's label, where it has more than one row. */
  readonly variant?: string;
  /** Variables of the machine that logs in, and of one that has no such service. */
  readonly env?: {
    readonly there: Readonly<Record<string, string>>;
    readonly offline: Readonly<Record<string, string>>;
  };
}

const once = { times: 1 };
// Nobody comes back from the browser.
const nobody = (): void => undefined;

export function snowflakeRuns(
  double: SnowflakeDouble,
  tls: SnowflakeDouble,
  folder: string,
  metadata: CloudMetadata,
): readonly ModeRuns[] {
  const [right, wrong] = [1, 2].map((n) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const file = join(folder, `key${n}.p8`);
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    return { file, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
  });
  double.logins.publicKey = right!.publicKey;
  double.logins.expiredOauthTokens.add('old');
  const plain = { account: double.account, host: double.host, port: double.port, protocol: 'http', user: 'fake' };
  const sso = {
    account: tls.account,
    host: tls.ssoHost,
    proxy_host: '127.0.0.1',
    proxy_port: tls.tls!.proxy.port,
    user: 'fake',
  };
  const hangs = () => void double.misbehave('login', { do: 'hang' }, once);
  const offline = { port: 1 };
  const mode = (
    name: string,
    options: ConnectionOptions,
    rest: Omit<ModeRuns, 'engine' | 'mode' | 'options' | 'hangs' | 'offline'> & Partial<Pick<ModeRuns, 'hangs'>>,
  ): ModeRuns => ({
    engine: 'snowflake',
    mode: name,
    options: { ...plain, auth_mode: name, ...options },
    hangs,
    offline,
    ...rest,
  });
  const refuse = (code: string, message: string) => () => void double.refuse('login', { code, message }, once);
  return [
    mode(
      'oauth_local',
      {},
      {
        hangs: nobody,
        wrong: { arrange: () => void (double.oauth.approve = false) },
        expired: {
          before: true,
          arrange: () => {
            double.logins.oauthTokens.clear();
            double.oauth.revoke();
            double.logins.oauthTokens.add('oauth-1');
          },
        },
      },
    ),
    {
      ...mode('external_browser', sso, {
        wrong: {
          arrange: () => void tls.refuse('login', { code: '390191', message: 'The SAML token is invalid.' }, once),
        },
        expired: { before: true, arrange: () => tls.logins.idTokens.clear() },
      }),
      options: { ...sso, auth_mode: 'external_browser' },
      hangs: nobody,
      offline: { proxy_port: 1 },
    },
    mode('key_pair', { private_key_path: right!.file }, { wrong: { options: { private_key_path: wrong!.file } } }),
    mode(
      'pat',
      { token: 'pat-1', user: '' },
      {
        wrong: { options: { token: 'no' } },
        expired: { arrange: refuse('394400', 'Programmatic access token is invalid.') },
      },
    ),
    mode(
      'mfa',
      { password: 'snow' },
      {
        wrong: { options: { password: 'no' } },
        expired: {
          arrange: refuse('390126', 'Timed out waiting for your login request approval via Duo Mobile.'),
        },
      },
    ),
    mode('password', { password: 'snow' }, { wrong: { options: { password: 'no' } } }),
    mode(
      'oauth_token',
      { token: 'oauth-1' },
      { wrong: { options: { token: 'no' } }, expired: { options: { token: 'old' }, arrange: () => undefined } },
    ),
    {
      ...mode(
        'oauth_client_credentials',
        {
          oauth_client_id: 'client-1',
          oauth_client_secret: 'client-secret-1',
          oauth_token_request_url: `${double.url}/oauth/token-request`,
        },
        { wrong: { options: { oauth_client_secret: 'no' } } },
      ),
      hangs: () => void double.misbehave('oauth-token', { do: 'hang' }, once),
    },
    {
      ...mode('okta', {}, { wrong: { options: { password: 'no' } } }),
      options: { ...sso, auth_mode: 'okta', okta_url: 'https://double.okta.com', password: 'okta-snow' },
      hangs: () => void tls.misbehave('okta-authn', { do: 'hang' }, once),
      offline: { proxy_port: 1 },
    },
    {
      ...mode('workload_identity', {}, { wrong: { options: { token: 'no' } } }),
      options: {
        ...sso,
        auth_mode: 'workload_identity',
        workload_identity_provider: 'OIDC',
        token: 'oidc-1',
      },
      hangs: () => void tls.misbehave('login', { do: 'hang' }, once),
      offline: { proxy_port: 1 },
      variant: 'OIDC',
    },
    ...(['AWS', 'AZURE', 'GCP'] as const).map((cloud) => workload(cloud, sso, metadata)),
  ];
}

/** What a cloud's own library attests; offline is a machine outside of the cloud. */
function workload(cloud: Cloud, place: ConnectionOptions, metadata: CloudMetadata): ModeRuns {
  const there = metadata.env(cloud);
  const nowhere = (value: string): string => value.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1');
  return {
    engine: 'snowflake',
    mode: 'workload_identity',
    variant: cloud,
    options: { ...place, auth_mode: 'workload_identity', workload_identity_provider: cloud },
    wrong: { arrange: () => void (metadata.identity = 'other') },
    hangs: () => void (metadata.hangs = true),
    offline: {},
    env: {
      there,
      offline: Object.fromEntries(Object.entries(there).map(([name, value]) => [name, nowhere(value)])),
    },
  };
}

export function databricksRuns(double: DatabricksDouble): readonly ModeRuns[] {
  const place = { server_hostname: double.host, port: double.port, ca_file: double.caFile, http_path: double.path };
  const azure = { server_hostname: double.azureHost, port: 443, proxy: `http://127.0.0.1:${double.proxy.port}` };
  const client = { client_id: double.logins.clientId, client_secret: double.logins.clientSecret };
  const offline = { port: 1 };
  const hang = (kind: 'warehouses' | 'oauth-token') => () => void double.misbehave(kind, { do: 'hang' }, once);
  const expire = () => {
    double.expireTokens();
    double.oauth.revoke();
  };
  const denies = { arrange: () => void (double.oauth.approve = false) };
  const print = (token: string) => JSON.stringify([process.execPath, '-e', `console.log("${token}")`]);
  const mode = (
    name: string,
    options: ConnectionOptions,
    rest: Omit<ModeRuns, 'engine' | 'mode' | 'options'>,
  ): ModeRuns => ({
    engine: 'databricks',
    mode: name,
    options: { ...place, auth_mode: name, ...options },
    ...rest,
  });
  const noProxy = { proxy: 'http://127.0.0.1:1' };
  return [
    mode('oauth_browser', {}, { wrong: denies, expired: { before: true, arrange: expire }, hangs: nobody, offline }),
    mode(
      'token',
      { access_token: double.token },
      { wrong: { options: { access_token: 'no' } }, hangs: hang('warehouses'), offline },
    ),
    mode('oauth_m2m', client, { wrong: { options: { client_secret: 'no' } }, hangs: hang('oauth-token'), offline }),
    mode('azure_oauth', azure, {
      wrong: denies,
      expired: { before: true, arrange: expire },
      hangs: nobody,
      offline: noProxy,
    }),
    mode(
      'azure_service_principal',
      { ...azure, ...client, azure_tenant_id: 'tenant-1' },
      { wrong: { options: { client_secret: 'no' } }, hangs: hang('oauth-token'), offline: noProxy },
    ),
    mode(
      'external_command',
      { command: print(double.token) },
      { wrong: { options: { command: print('no') } }, hangs: hang('warehouses'), offline },
    ),
  ];
}
