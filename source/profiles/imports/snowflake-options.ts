import { modeOfAuthenticator } from '../../backends/snowflake/auth.js';
import type { OptionValue } from '../profile.js';
import type { FoundSecret } from './found.js';

// What connections.toml, SnowSQL and dbt call what smallex calls otherwise or the same. Source: the connectors'
// parameter lists and `snow connection add`.
const NAMES: Readonly<Record<string, string>> = {
  account: 'account',
  accountname: 'account',
  user: 'user',
  username: 'user',
  password: 'password',
  host: 'host',
  port: 'port',
  protocol: 'protocol',
  database: 'database',
  dbname: 'database',
  schema: 'schema',
  schemaname: 'schema',
  warehouse: 'warehouse',
  warehousename: 'warehouse',
  role: 'role',
  rolename: 'role',
  secondary_roles: 'secondary_roles',
  private_key_file: 'private_key_path',
  private_key_path: 'private_key_path',
  private_key_passphrase: 'private_key_passphrase',
  private_key_file_pwd: 'private_key_passphrase',
  private_key_pwd: 'private_key_passphrase',
  token: 'token',
  token_file_path: 'token_file_path',
  passcode_in_password: 'passcode_in_password',
  oauth_client_id: 'oauth_client_id',
  oauth_client_secret: 'oauth_client_secret',
  oauth_authorization_url: 'oauth_authorization_url',
  oauth_token_request_url: 'oauth_token_request_url',
  oauth_redirect_uri: 'oauth_redirect_uri',
  oauth_scope: 'oauth_scope',
  workload_identity_provider: 'workload_identity_provider',
  workload_identity_entra_resource: 'workload_identity_entra_resource',
  proxy_host: 'proxy_host',
  proxy_port: 'proxy_port',
  proxy_user: 'proxy_user',
  proxy_password: 'proxy_password',
  no_proxy: 'no_proxy',
  login_timeout: 'login_timeout',
};

// What smallex does in its own way or by itself: nothing is lost without them, and nothing is said.
const BY_ITSELF = new Set([
  'type',
  'threads',
  'application',
  'client_session_keep_alive',
  'server_session_keep_alive',
  'client_store_temporary_credential',
  'client_request_mfa_token',
  'oauth_enable_pkce',
  'oauth_enable_refresh_tokens',
  'oauth_enable_single_use_refresh_tokens',
  'reuse_connections',
  'connect_retries',
  'connect_timeout',
  'retry_on_database_errors',
  'retry_all',
]);

const REASONS: Readonly<Record<string, string>> = {
  passcode: 'A passcode is good for one login and isn’t kept.',
  session_token: 'session_token isn’t taken: a session of another program ends when that one ends it.',
  master_token: 'master_token isn’t taken: a session of another program ends when that one ends it.',
  insecure_mode: 'insecure_mode isn’t taken: smallex always checks certificates.',
  query_tag: 'query_tag isn’t taken: set it in the session with ALTER SESSION SET QUERY_TAG.',
};

export type ForeignValue = OptionValue | FoundSecret;

export interface SnowflakeOptions {
  readonly mode: string;
  readonly values: Readonly<Record<string, ForeignValue>>;
  readonly notes: readonly string[];
}

/**
 * A connection of the Snowflake connectors in smallex's options. Keys in lower case.
 * @returns a sentence instead when it can't be used.
 */
export function snowflakeOptions(given: ReadonlyMap<string, ForeignValue>): SnowflakeOptions | string {
  const mode = modeOf(given);
  if (mode.startsWith('?')) return mode.slice(1);
  const values: Record<string, ForeignValue> = {};
  const notes: string[] = [];
  for (const [key, value] of given) {
    const name = NAMES[key];
    if (value === '' || key === 'authenticator' || key === 'region' || BY_ITSELF.has(key)) continue;
    if (name) values[name] ??= value;
    else notes.push(REASONS[key] ?? `smallex has no option for ${key}.`);
  }
  addRegion(values, given.get('region'));
  const authenticator = textOf(given.get('authenticator'));
  if (mode === 'okta') values['okta_url'] = authenticator;
  if (mode === 'pat' && values['token'] === undefined && values['password'] !== undefined) {
    // The connectors take the token from either place.
    values['token'] = values['password'];
    delete values['password'];
  }
  return { mode, values, notes };
}

/** The auth mode, or `?` and why there is none. */
function modeOf(given: ReadonlyMap<string, ForeignValue>): string {
  const authenticator = textOf(given.get('authenticator'));
  const has = (...keys: string[]): boolean => keys.some((key) => given.has(key) && given.get(key) !== '');
  const keyed = has('private_key_file', 'private_key_path');
  if (!keyed && has('private_key_raw', 'private_key')) {
    return '?The private key stands in the file itself; smallex takes keys by path: save it to a file of its own.';
  }
  const mode = authenticator === '' ? undefined : modeOfAuthenticator(authenticator);
  if (authenticator !== '' && mode === undefined)
    return `?smallex has no login for the authenticator "${authenticator}".`;
  // The connectors log in with the key, or the token, when one is given and no authenticator says otherwise.
  if (mode === undefined || mode === 'password') {
    if (keyed) return 'key_pair';
    if (mode === undefined && !has('password') && has('token', 'token_file_path')) return 'oauth_token';
    return 'password';
  }
  return mode;
}

/** `region` is how old configurations say what the account says today: `xy12345` in `eu-central-1`. */
function addRegion(values: Record<string, ForeignValue>, region: ForeignValue | undefined): void {
  const account = textOf(values['account']);
  if (account !== '' && textOf(region) !== '' && !account.includes('.'))
    values['account'] = `${account}.${textOf(region)}`;
}

function textOf(value: ForeignValue | undefined): string {
  return value === undefined || typeof value === 'object' ? '' : String(value).trim();
}
