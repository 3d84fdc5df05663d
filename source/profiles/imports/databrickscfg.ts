import { join } from 'node:path';
import { parseHostname, warehousePath, workspaceIdOf } from '../../backends/databricks/host.js';
import { expandTilde } from '../../support/paths.js';
import { SmallexError } from '../../support/errors.js';
import type { FoundConnection, FoundSecret, ImportWorld, Reading, SkippedConnection } from './found.js';
import { readIni } from './ini.js';
import { readForeignFile } from './read-file.js';
import { settle, sortSettled } from './settle.js';

type Values = ReadonlyMap<string, string | FoundSecret>;
type Settled = { readonly found: FoundConnection } | { readonly skipped: SkippedConnection };

// The keys of .databrickscfg and their variables (the unified authentication of the Databricks SDKs); the last two
// are unofficial but common.
const VARIABLES: Readonly<Record<string, string>> = {
  host: 'DATABRICKS_HOST',
  account_id: 'DATABRICKS_ACCOUNT_ID',
  token: 'DATABRICKS_TOKEN',
  client_id: 'DATABRICKS_CLIENT_ID',
  client_secret: 'DATABRICKS_CLIENT_SECRET',
  auth_type: 'DATABRICKS_AUTH_TYPE',
  cluster_id: 'DATABRICKS_CLUSTER_ID',
  warehouse_id: 'DATABRICKS_WAREHOUSE_ID',
  azure_client_id: 'ARM_CLIENT_ID',
  azure_client_secret: 'ARM_CLIENT_SECRET',
  azure_tenant_id: 'ARM_TENANT_ID',
  http_path: 'DATABRICKS_HTTP_PATH',
  server_hostname: 'DATABRICKS_SERVER_HOSTNAME',
};
const SECRET_KEYS = new Set(['token', 'client_secret', 'azure_client_secret']);
const SETTINGS = '__settings__';
// The resource id of Azure Databricks, the same in every tenant.
const AZURE_RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';

/**
 * The profiles of `.databrickscfg`; what DATABRICKS_HOST and its like make is a connection `env` of its own.
 * Named profiles take nothing from [DEFAULT], as with Databricks' own tools.
 */
export function readDatabricks({ env, home, platform }: ImportWorld): Reading {
  const file = expandTilde(env['DATABRICKS_CONFIG_FILE'] || join(home, '.databrickscfg'), home);
  const { text, warning } = readForeignFile(file, platform);
  const sections = readIni(text ?? '');
  const settled: Settled[] = [];
  for (const [id, values] of sections) {
    if (id !== SETTINGS && values.size > 0) settled.push(connectionOf(id, file, values));
  }
  const fromEnv = environmentValues(env);
  if (fromEnv.has('host') || fromEnv.has('server_hostname')) settled.push(connectionOf('env', null, fromEnv));
  return {
    ...sortSettled(settled),
    files: text === null ? [] : [file],
    warnings: warning === null ? [] : [warning],
    usual: env['DATABRICKS_CONFIG_PROFILE'] || sections.get(SETTINGS)?.get('default_profile') || 'DEFAULT',
  };
}

function environmentValues(env: NodeJS.ProcessEnv): Values {
  const values = new Map<string, string | FoundSecret>();
  for (const [key, variable] of Object.entries(VARIABLES)) {
    const value = env[variable];
    if (!value) continue;
    values.set(key, SECRET_KEYS.has(key) ? { kind: 'reference', reference: `env:${variable}` } : value);
  }
  return values;
}

function connectionOf(id: string, file: string | null, values: Values): Settled {
  const skip = (reason: string): Settled => ({ skipped: { source: 'databricks', id, file, reason } });
  const text = (key: string): string => {
    const value = values.get(key);
    return typeof value === 'string' ? value : '';
  };
  const address = text('host') || text('server_hostname');
  if (address === '') return skip('It names no host.');
  const host = hostOf(address);
  if (host === null) return skip('Its host can’t be read.');
  if (/^accounts\./.test(host) && !values.has('warehouse_id') && !values.has('http_path')) {
    return skip('It is for the account console, which runs no SQL; a workspace is needed.');
  }
  const login = loginOf(id, file, host, values);
  if (typeof login === 'string') return skip(login);
  const path = pathOf(address, host, values);
  return settle({
    source: 'databricks',
    id,
    file,
    engine: 'databricks',
    mode: login.mode,
    values: { server_hostname: host, ...(path && { http_path: path }), ...login.values },
    notes: login.notes ?? [],
  });
}

interface LoginValues {
  readonly mode: string;
  readonly values: Readonly<Record<string, string | FoundSecret>>;
  readonly notes?: readonly string[];
}

/** The login that `auth_type` names, or the first that the values allow, as the SDKs try them. Text: why none. */
function loginOf(id: string, file: string | null, host: string, values: Values): LoginValues | string {
  const pick = (names: Readonly<Record<string, string>>): Record<string, string | FoundSecret> =>
    Object.fromEntries(
      Object.entries(names).flatMap(([to, from]) => (values.has(from) ? [[to, values.get(from)!] as const] : [])),
    );
  const declared = values.get('auth_type');
  const type = typeof declared === 'string' && declared !== '' ? declared : guessType(values);
  switch (type) {
    case 'pat':
      return { mode: 'token', values: pick({ access_token: 'token' }) };
    case 'oauth-m2m':
      return { mode: 'oauth_m2m', values: pick({ client_id: 'client_id', client_secret: 'client_secret' }) };
    case 'azure-client-secret':
      return {
        mode: 'azure_service_principal',
        values: pick({
          azure_tenant_id: 'azure_tenant_id',
          client_id: 'azure_client_id',
          client_secret: 'azure_client_secret',
        }),
      };
    case 'external-browser':
      return { mode: 'oauth_browser', values: {} };
    case 'azure-cli': {
      const command = ['az', 'account', 'get-access-token', '--resource', AZURE_RESOURCE];
      const values = { command: JSON.stringify([...command, '--query', 'accessToken', '--output', 'tsv']) };
      return { mode: 'external_command', values, notes: ['The token comes from the Azure CLI, signed in.'] };
    }
    case 'databricks-cli': {
      const which = file === null ? ['--host', `https://${host}`] : ['--profile', id];
      const command = JSON.stringify(['databricks', 'auth', 'token', ...which]);
      const notes = ['The token comes from the Databricks CLI: databricks auth login renews its login.'];
      return { mode: 'external_command', values: { command }, notes };
    }
    case '':
      return { mode: 'oauth_browser', values: {}, notes: ['It says no login: the browser is used.'] };
    default:
      return `smallex has no login for auth_type "${type}".`;
  }
}

function guessType(values: Values): string {
  if (values.has('token')) return 'pat';
  if (values.has('username') && values.has('password')) return 'basic';
  if (values.has('client_id') && values.has('client_secret')) return 'oauth-m2m';
  if (values.has('azure_client_id') && values.has('azure_client_secret')) return 'azure-client-secret';
  return '';
}

function pathOf(address: string, host: string, values: Values): string | null {
  const text = (key: string): string => {
    const value = values.get(key);
    return typeof value === 'string' ? value : '';
  };
  if (text('http_path')) return text('http_path');
  if (text('warehouse_id')) return warehousePath(text('warehouse_id'));
  const workspace = text('workspace_id') || workspaceIdOf(address) || /^adb-(\d+)\./.exec(host)?.[1];
  return text('cluster_id') && workspace ? `/sql/protocolv1/o/${workspace}/${text('cluster_id')}` : null;
}

function hostOf(address: string): string | null {
  try {
    return parseHostname(address);
  } catch (error) {
    if (error instanceof SmallexError) return null;
    throw error;
  }
}
