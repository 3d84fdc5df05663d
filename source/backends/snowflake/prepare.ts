import type { ConnectionOptions } from '../base.js';
import { parseAccount, snowflakeHost } from './account.js';
import type { SnowflakeAuthMode } from './auth.js';
import { flagOption, numberOption, secretOption, textOption } from './options.js';

/** Seconds. A person at a browser or a phone needs longer than a server does. */
const LOGIN_SECONDS = 30;
const PERSON_SECONDS = 120;
// The driver's limit for each HTTP request, those of statements too, which the server holds for up to 45 s: never less
// than the driver's own default. How long the login may take is watched in login.ts.
const REQUEST_SECONDS = 90;

// What every connection gets, whatever its options say (auth.md §6.2): one login request, rows as arrays (objects lose
// columns of one name), NULL as null and not as the text 'NULL', no more than one chunk ahead in memory.
const FORCED = {
  application: 'smallex',
  sfRetryMaxLoginRetries: 0,
  rowMode: 'array',
  streamResult: true,
  representNullAsStringNull: false,
  resultPrefetch: 1,
  rowStreamHighWaterMark: 1000,
} as const;

/**
 * The driver's own options for a login: no warehouse, database or schema (`openSession` chooses them afterwards).
 * The role goes along only in the OAuth modes, whose token is made for one.
 * @throws ValueError when the account can't be read.
 */
export function prepareOptions(options: ConnectionOptions, mode: SnowflakeAuthMode): Record<string, unknown> {
  return withoutUndefined({
    ...FORCED,
    ...endpoint(options),
    username: textOption(options, 'user'),
    timeout: Math.max(REQUEST_SECONDS, loginSeconds(options, mode)) * 1000,
    ...proxy(options),
    authenticator: mode.authenticator ?? textOption(options, 'okta_url'),
    ...credentials(options, mode),
  });
}

/** How long a login may take before it is given up. */
export function loginSeconds(options: ConnectionOptions, mode: SnowflakeAuthMode): number {
  return numberOption(options, 'login_timeout') ?? (mode.interactive ? PERSON_SECONDS : LOGIN_SECONDS);
}

/** Where the login goes. */
export function endpoint(options: ConnectionOptions) {
  const account = parseAccount(textOption(options, 'account') ?? '');
  const host = textOption(options, 'host') ?? snowflakeHost(account);
  const protocol = textOption(options, 'protocol') ?? 'https';
  const port = numberOption(options, 'port');
  return { account, host, accessUrl: `${protocol}://${host}${port === undefined ? '' : `:${port}`}` };
}

function proxy(options: ConnectionOptions): Record<string, unknown> {
  const proxyHost = textOption(options, 'proxy_host');
  if (proxyHost === undefined) return {};
  return {
    proxyHost,
    proxyPort: numberOption(options, 'proxy_port') ?? 8080,
    proxyUser: textOption(options, 'proxy_user'),
    proxyPassword: secretOption(options, 'proxy_password'),
    noProxy: textOption(options, 'no_proxy'),
  };
}

function credentials(options: ConnectionOptions, { mode }: SnowflakeAuthMode): Record<string, unknown> {
  switch (mode) {
    case 'password':
    case 'okta':
      return { password: secretOption(options, 'password') };
    case 'mfa':
      return mfa(options);
    case 'key_pair':
      return {
        privateKeyPath: textOption(options, 'private_key_path'),
        privateKeyPass: secretOption(options, 'private_key_passphrase'),
      };
    case 'pat':
    case 'oauth_token':
      return token(options);
    case 'oauth_local':
      return { ...oauth(options), browserActionTimeout: PERSON_SECONDS * 1000 };
    case 'external_browser':
      return { browserActionTimeout: PERSON_SECONDS * 1000 };
    case 'oauth_client_credentials':
      return oauth(options);
    case 'workload_identity':
      return {
        ...token(options),
        workloadIdentityProvider: textOption(options, 'workload_identity_provider')?.toUpperCase(),
        workloadIdentityAzureEntraIdResource: textOption(options, 'workload_identity_entra_resource'),
      };
    default:
      return {};
  }
}

function mfa(options: ConnectionOptions): Record<string, unknown> {
  const inPassword = flagOption(options, 'passcode_in_password') === true;
  return {
    password: secretOption(options, 'password'),
    passcode: inPassword ? undefined : secretOption(options, 'passcode')?.replace(/\s/g, ''),
    passcodeInPassword: inPassword || undefined,
  };
}

function token(options: ConnectionOptions): Record<string, unknown> {
  const given = textOption(options, 'token');
  return given === undefined ? { tokenFilePath: textOption(options, 'token_file_path') } : { token: given };
}

function oauth(options: ConnectionOptions): Record<string, unknown> {
  return {
    role: textOption(options, 'role'),
    oauthClientId: textOption(options, 'oauth_client_id'),
    oauthClientSecret: secretOption(options, 'oauth_client_secret'),
    oauthAuthorizationUrl: textOption(options, 'oauth_authorization_url'),
    oauthTokenRequestUrl: textOption(options, 'oauth_token_request_url'),
    oauthRedirectUri: textOption(options, 'oauth_redirect_uri'),
    oauthScope: textOption(options, 'oauth_scope'),
    // Without encryption only where the connection itself was asked to have none: servers on this machine.
    oauthHttpAllowed: textOption(options, 'protocol') === 'http' || undefined,
  };
}

function withoutUndefined(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
