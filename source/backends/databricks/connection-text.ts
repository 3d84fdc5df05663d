import { blockOf, flagsOf, isPlaceholder, NOTHING_PASTED, type PastedText } from '../pasted-text.js';
import { readDatabricksText, warehousePath, workspaceIdOf } from './host.js';

const DOMAIN = /\.(?:cloud|gcp|dev)\.databricks\.com\b|\.azuredatabricks\.net\b|\.databricks\.azure\.(?:us|cn)\b/i;
const ACCOUNTS = /\baccounts\.(?:cloud|gcp)\.databricks\.com|\baccounts\.azuredatabricks\.net/i;
const SCHEME = /^(?:jdbc:(?:databricks|spark)|databricks(?:\+\w+)?):\/\//i;
const COMMAND = /^(?:\$\s+)?databricks\s+(?:auth\s+login|configure)\b/i;
const HTTP_PATH = /^\/?sql\/(?:1\.0\/(?:warehouses|endpoints)|protocolv1\/o)\//i;

// The keys of .databrickscfg, and of the variables behind DATABRICKS_ and ARM_; null: nothing is lost without it.
const BLOCK_KEYS: Readonly<Record<string, string | null>> = {
  host: 'server_hostname',
  server_hostname: 'server_hostname',
  token: 'access_token',
  access_token: 'access_token',
  http_path: 'http_path',
  catalog: 'catalog',
  schema: 'schema',
  client_id: 'client_id',
  client_secret: 'client_secret',
  azure_client_id: 'client_id',
  azure_client_secret: 'client_secret',
  azure_tenant_id: 'azure_tenant_id',
  arm_client_id: 'client_id',
  arm_client_secret: 'client_secret',
  arm_tenant_id: 'azure_tenant_id',
  warehouse_id: null,
  cluster_id: null,
  workspace_id: null,
  auth_type: null,
  account_id: null,
  auth_storage: null,
  default_profile: null,
  type: null,
};

// What JDBC and ODBC say besides: smallex does it in its own way, and nothing is lost.
const BY_ITSELF =
  /^(?:driver|host|server|port|httppath|http_path|pwd|uid|catalog|schema|database|conncatalog|connschema|oauth2clientid|oauth2secret|auth_accesstoken|authmech|auth_flow|ssl|transportmode|thrifttransport|sparkservertype|useragententry|dsn|auth_scope|enablearrow)$/i;

/** Readings of `auth_type` that smallex has a login for. */
const AUTH_TYPES: Readonly<Record<string, string>> = {
  pat: 'token',
  'oauth-m2m': 'oauth_m2m',
  'external-browser': 'oauth_browser',
  'azure-client-secret': 'azure_service_principal',
};

/**
 * Every option of a workspace that one pasted text holds: what `readDatabricksText` reads, a block of .databrickscfg,
 * lines that set DATABRICKS_ variables, or a `databricks auth login` command; and how one logs in with it.
 */
export function readDatabricksConnection(text: string): PastedText {
  const trimmed = text.trim();
  if (ACCOUNTS.test(trimmed)) {
    const message = 'This is the address of the account console, which runs no SQL.';
    return { ...NOTHING_PASTED, sure: true, refused: { message, hint: 'Paste the address of a workspace.' } };
  }
  if (COMMAND.test(trimmed)) return readCommand(trimmed);
  const block = blockOf(trimmed);
  const isBlock =
    block.pairs.some(([key]) => plainKey(key) in BLOCK_KEYS) &&
    !SCHEME.test(trimmed) &&
    (block.sections > 0 || (trimmed.includes('\n') && !trimmed.includes(';')) || /\bDATABRICKS_\w+\s*=/.test(trimmed));
  if (isBlock) return readBlock(trimmed, block);
  const options: Record<string, string> = { ...readDatabricksText(trimmed) };
  const given = parameters(trimmed);
  const left = [...given.keys()]
    .filter((key) => !BY_ITSELF.test(key))
    .map((key) => `smallex has no option for ${key}.`);
  const accessToken = given.get('auth_accesstoken');
  if (accessToken) options['access_token'] = accessToken;
  const mode = flowOf(given);
  const sure = SCHEME.test(trimmed) || HTTP_PATH.test(trimmed) || (DOMAIN.test(trimmed) && !/\s/.test(trimmed));
  return {
    sure: sure || (options['server_hostname'] !== undefined && /(?:^|;)\s*httppath\s*=/i.test(trimmed)),
    options: { ...options, ...(mode !== undefined && { auth_mode: mode }) },
    left,
    usualMode: usualMode(options),
  };
}

const plainKey = (key: string): string => key.replace(/^databricks_/, '');

/** The parameters of a JDBC or ODBC string, in lower case. */
function parameters(text: string): ReadonlyMap<string, string> {
  if (!text.includes(';')) return new Map();
  return new Map(
    text.split(';').flatMap((pair) => {
      const [, key, value = ''] = /^\s*(\w+)\s*=(.*)$/s.exec(pair) ?? [];
      return key === undefined ? [] : [[key.toLowerCase(), value.trim()] as const];
    }),
  );
}

/** Source: the drivers' AuthMech 3 (token) and 11 (OAuth, whose Auth_Flow is 0 a token, 1 a client, 2 the browser). */
function flowOf(given: ReadonlyMap<string, string>): string | undefined {
  if (given.get('authmech') === '3') return 'token';
  if (given.get('authmech') !== '11') return undefined;
  return { '0': 'token', '1': 'oauth_m2m', '2': 'oauth_browser' }[given.get('auth_flow') ?? ''];
}

function usualMode(options: Readonly<Record<string, string>>): string | undefined {
  if (options['access_token'] !== undefined) return 'token';
  if (options['client_id'] === undefined || options['client_secret'] === undefined) return undefined;
  return options['azure_tenant_id'] === undefined ? 'oauth_m2m' : 'azure_service_principal';
}

function readCommand(text: string): PastedText {
  const flags = new Map(flagsOf(text));
  const host = flags.get('host') ?? /\bhttps:\/\/\S+/.exec(text)?.[0];
  const options: Record<string, string> = { ...(host !== undefined && readDatabricksText(host)) };
  // Its login is the browser's; `configure` takes a token.
  options['auth_mode'] = /\bauth\s+login\b/.test(text) ? 'oauth_browser' : 'token';
  return { sure: true, options, left: [], name: flags.get('profile') ?? flags.get('-p') };
}

function readBlock(text: string, { name, pairs, sections }: ReturnType<typeof blockOf>): PastedText {
  const values = new Map(pairs.map(([key, value]) => [plainKey(key), value]));
  const options: Record<string, string> = {};
  const left: string[] = [];
  for (const [key, value] of values) {
    const option = BLOCK_KEYS[key];
    if (value === '' || isPlaceholder(value) || option === null) continue;
    if (option === undefined) left.push(`smallex has no option for ${key}.`);
    else Object.assign(options, option === 'server_hostname' ? readDatabricksText(value) : { [option]: value });
  }
  const path = pathOf(values);
  if (path !== undefined) options['http_path'] ??= path;
  const type = values.get('auth_type') ?? '';
  const mode = AUTH_TYPES[type];
  if (mode !== undefined) options['auth_mode'] = mode;
  if (type !== '' && AUTH_TYPES[type] === undefined) {
    left.push(`smallex has no login for auth_type "${type}" here: smallex import may take it from its file.`);
  }
  if (sections > 1) left.push(`Only the first connection of the text was taken${name ? `, "${name}"` : ''}.`);
  const host = values.get('host') ?? values.get('server_hostname') ?? '';
  const sure = DOMAIN.test(host) || /\bDATABRICKS_/.test(text) || values.has('host');
  return { sure, options, left, name, usualMode: usualMode(options) };
}

function pathOf(values: ReadonlyMap<string, string>): string | undefined {
  const [warehouse, cluster] = [values.get('warehouse_id'), values.get('cluster_id')];
  if (warehouse) return warehousePath(warehouse);
  const host = values.get('host') ?? '';
  const workspace = values.get('workspace_id') ?? workspaceIdOf(host) ?? /\badb-(\d+)\./.exec(host)?.[1];
  return cluster && workspace ? `/sql/protocolv1/o/${workspace}/${cluster}` : undefined;
}
