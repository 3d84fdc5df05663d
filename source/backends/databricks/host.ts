import { ValueError } from '../../support/errors.js';

/** What was found in pasted text, under the names of the options. */
export type DatabricksText = Readonly<Record<string, string>>;

const WAREHOUSE_PATH = '/sql/1.0/warehouses/';
const WAREHOUSE_ID = /^[0-9a-f]{16}$/i;
// `/sql/warehouses/ID`, `/compute/sql-warehouses/ID`, `/sql/endpoints/ID`: the pages of a warehouse, old and new.
const WAREHOUSE_PAGE = /\/(?:sql\/|compute\/)?(?:sql-)?(?:warehouses|endpoints)\/([0-9a-f]{16})\b/i;
const CLUSTER_PAGE = /\/clusters\/(\d{4}-\d{6}-[\w-]+)/;
const WAREHOUSE_HTTP_PATH = /\/?sql\/1\.0\/(?:warehouses|endpoints)\/\w+(?:\?o=\d+)?/i;
const CLUSTER_HTTP_PATH = /\/?sql\/protocolv1\/o\/\d+\/[\w-]+/i;
const HOST = /^(?=.*[.:]|localhost$)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/i;

// The keys of JDBC, ODBC, SQLAlchemy and Go connection strings, lower case, and the options they mean.
const STRING_KEYS: Readonly<Record<string, string>> = {
  host: 'server_hostname',
  server: 'server_hostname',
  port: 'port',
  httppath: 'http_path',
  http_path: 'http_path',
  pwd: 'access_token',
  conncatalog: 'catalog',
  connschema: 'schema',
  catalog: 'catalog',
  schema: 'schema',
  database: 'schema',
  oauth2clientid: 'client_id',
  oauth2secret: 'client_secret',
};

/**
 * Reads whatever a person pastes: a workspace URL with or without `?o=`, the page of a warehouse or a cluster, an
 * HTTP path, a JDBC or ODBC string, an SQLAlchemy URL or a Go DSN. Never throws; what isn't understood gives `{}`.
 */
export function readDatabricksText(text: string): DatabricksText {
  const trimmed = unquote(text.trim());
  if (trimmed === '') return {};
  if (/^jdbc:(?:databricks|spark):\/\//i.test(trimmed)) return readJdbc(trimmed);
  if (/^databricks(?:\+\w+)?:\/\//i.test(trimmed) || /^token:[^@]+@/i.test(trimmed)) return readUrl(trimmed);
  if (/;/.test(trimmed) && /(?:^|;)\s*(?:host|httppath|driver)\s*=/i.test(trimmed)) return readPairs(trimmed);
  const path = httpPathIn(trimmed);
  const host = hostIn(trimmed);
  return { ...(host && { server_hostname: host.name, ...portOf(host.port) }), ...(path && { http_path: path }) };
}

/**
 * The host name alone of anything that holds one.
 * @throws ValueError with a sentence for the person when there is none.
 */
export function parseHostname(text: string): string {
  const found = readDatabricksText(text)['server_hostname'];
  if (found) return found;
  throw new ValueError(`"${shorten(text)}" holds no host name.`, {
    hint: 'Paste the address of your workspace, like dbc-a1b2345c-d6e7.cloud.databricks.com.',
  });
}

/**
 * The HTTP path of a warehouse or cluster, from its page, its connection details or a warehouse id.
 * @throws ValueError with a sentence for the person when there is none.
 */
export function parseHttpPath(text: string): string {
  const found = readDatabricksText(text)['http_path'];
  if (found) return found;
  throw new ValueError(`"${shorten(text)}" is no HTTP path.`, {
    hint: `Paste it from the warehouse's "Connection details", like ${WAREHOUSE_PATH}a1b2c3d4e5f60718.`,
  });
}

/** The id of the SQL warehouse that a path leads to; null for a cluster. */
export function warehouseIdOf(httpPath: string): string | null {
  return /\/(?:warehouses|endpoints)\/(\w+)/i.exec(httpPath)?.[1] ?? null;
}

export function warehousePath(id: string): string {
  return WAREHOUSE_PATH + id;
}

/** The workspace id that a path carries (`?o=123`, `/o/123/`), which account-wide hosts need as a header. */
export function workspaceIdOf(httpPath: string): string | null {
  return /(?:[?&]o=|\/o\/)(\d+)/.exec(httpPath)?.[1] ?? null;
}

/** Azure workspaces log in at Entra. */
export function isAzureHost(host: string): boolean {
  return /\.(?:azuredatabricks\.net|databricks\.azure\.(?:us|cn))$/i.test(host);
}

function httpPathIn(text: string): string | undefined {
  const exact = WAREHOUSE_HTTP_PATH.exec(text)?.[0] ?? CLUSTER_HTTP_PATH.exec(text)?.[0];
  if (exact) return exact.startsWith('/') ? exact : `/${exact}`;
  if (WAREHOUSE_ID.test(text)) return warehousePath(text.toLowerCase());
  const warehouse = WAREHOUSE_PAGE.exec(text)?.[1];
  if (warehouse) return warehousePath(warehouse);
  const cluster = CLUSTER_PAGE.exec(text)?.[1];
  const workspace = workspaceIdOf(text) ?? /\badb-(\d+)\./.exec(text)?.[1];
  return cluster && workspace ? `/sql/protocolv1/o/${workspace}/${cluster}` : undefined;
}

function hostIn(text: string): { name: string; port: string } | undefined {
  const withScheme = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (/\s/.test(text) || text.startsWith('/') || !URL.canParse(withScheme)) return undefined;
  const { hostname, port } = new URL(withScheme);
  return HOST.test(hostname) ? { name: hostname.replace(/\.$/, ''), port } : undefined;
}

function readJdbc(text: string): DatabricksText {
  const [, authority = '', schema = '', rest = ''] = /^jdbc:\w+:\/\/([^/;]+)(?:\/([^;]*))?;?(.*)$/is.exec(text) ?? [];
  const pairs = readPairs(rest);
  const host = hostIn(authority);
  return {
    ...(host && { server_hostname: host.name, ...portOf(host.port) }),
    ...(schema && schema.toLowerCase() !== 'default' && { schema }),
    ...pairs,
  };
}

function readPairs(text: string): DatabricksText {
  const found: Record<string, string> = {};
  for (const pair of text.split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 0) continue;
    const value = unquote(pair.slice(equals + 1).trim());
    keep(found, pair.slice(0, equals).trim(), value);
  }
  return found;
}

function readUrl(text: string): DatabricksText {
  const withScheme = text.replace(/^(?:databricks(?:\+\w+)?:\/\/)?/i, 'https://');
  if (!URL.canParse(withScheme)) return {};
  const url = new URL(withScheme);
  const path = httpPathIn(url.pathname);
  const schema = url.pathname.slice(1);
  const found: Record<string, string> = {
    server_hostname: url.hostname,
    ...portOf(url.port),
    ...(url.username === 'token' && url.password !== '' && { access_token: decodeURIComponent(url.password) }),
    ...(path ? { http_path: path } : schema && schema !== 'default' && { schema }),
  };
  for (const [key, value] of url.searchParams) keep(found, key, value);
  return found;
}

function keep(found: Record<string, string>, name: string, value: string): void {
  const key = STRING_KEYS[name.toLowerCase()];
  if (!key || value === '' || (key === 'port' && value === '443')) return;
  found[key] = key === 'http_path' ? (httpPathIn(value) ?? value) : key === 'server_hostname' ? hostOr(value) : value;
}

function hostOr(value: string): string {
  return hostIn(value)?.name ?? value;
}

function portOf(port: string): { port?: string } {
  return port === '' || port === '443' ? {} : { port };
}

function unquote(text: string): string {
  return /^(["'{])(.*)(["'}])$/s.exec(text)?.[2] ?? text;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
