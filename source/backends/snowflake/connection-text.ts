import { parseAccount } from './account.js';
import { modeOfAuthenticator } from './auth.js';

// What the connectors call what smallex calls otherwise; all in lower case.
const OPTION_NAMES: Readonly<Record<string, string>> = {
  account: 'account',
  server: 'account',
  host: 'account',
  user: 'user',
  username: 'user',
  uid: 'user',
  'user id': 'user',
  password: 'password',
  pwd: 'password',
  warehouse: 'warehouse',
  database: 'database',
  db: 'database',
  schema: 'schema',
  role: 'role',
  private_key_file: 'private_key_path',
  privatekeyfile: 'private_key_path',
  priv_key_file: 'private_key_path',
  private_key_path: 'private_key_path',
  private_key_file_pwd: 'private_key_passphrase',
  private_key_pwd: 'private_key_passphrase',
  priv_key_file_pwd: 'private_key_passphrase',
  private_key_passphrase: 'private_key_passphrase',
  token: 'token',
  token_file_path: 'token_file_path',
  passcode: 'passcode',
  proxyhost: 'proxy_host',
  proxyport: 'proxy_port',
  proxyuser: 'proxy_user',
  proxypassword: 'proxy_password',
  nonproxyhosts: 'no_proxy',
};

/**
 * Every option that one pasted text holds: a JDBC URL (`jdbc:snowflake://acme-prod.snowflakecomputing.com/?db=SALES`),
 * a SQLAlchemy URL (`snowflake://ada@acme-prod/SALES/PUBLIC?warehouse=WH`), an ODBC or .NET string
 * (`account=acme-prod;user=ada;…`), a `snow connection add …` command, a block of connections.toml (also with its line
 * breaks lost), or an address alone. Empty when it holds nothing of a Snowflake connection.
 */
export function readSnowflakeText(text: string): Record<string, string> {
  const trimmed = text.trim();
  const options: Record<string, string> = {};
  const isUrl = /^(?:jdbc:)?snowflake:\/\//i.test(trimmed);
  if (isUrl) readUrl(trimmed.replace(/^jdbc:/i, ''), options);
  else if (/^snow\s+connection\s+add\b/i.test(trimmed)) readMatches(trimmed, FLAG, options);
  else if (/^\[[^\]]+\]/.test(trimmed) || (trimmed.match(QUOTED)?.length ?? 0) > 1) readMatches(trimmed, LINE, options);
  else if (/^[\w\s]+=[^;]*(?:;|$)/.test(trimmed)) readPairs(trimmed.split(';'), options, (value) => value);
  else setAccount(options, trimmed);
  return options;
}

function readUrl(text: string, options: Record<string, string>): void {
  const match = /^snowflake:\/\/(?:([^:/@]*)(?::([^/]*))?@)?([^/?#]+)([^?#]*)\??([^#]*)/i.exec(text);
  if (!match) return;
  const [, user, password, account = '', path = '', query = ''] = match;
  setAccount(options, account);
  set(options, 'user', user && decode(user));
  set(options, 'password', password && decode(password));
  const [database, schema] = path.split('/').filter((part) => part !== '');
  set(options, 'database', database && decode(database));
  set(options, 'schema', schema && decode(schema));
  readPairs(query.split('&'), options, decode);
}

const FLAG = /--([a-z][a-z-]*)(?:\s+|=)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s'"]+)/gi;
const LINE = /(?:^|[\s\]])(\w+)\s*=\s*("(?:[^"\\]|\\.)*"|'[^']*'|[^\s'"]+)/g;
const QUOTED = /\w\s*=\s*["']/g;

function readMatches(text: string, pattern: RegExp, options: Record<string, string>): void {
  for (const [, key = '', value = ''] of text.matchAll(pattern)) {
    const plain = value.startsWith('"')
      ? value.slice(1, -1).replace(/\\(["\\])/g, '$1')
      : value.replace(/^'(.*)'$/s, '$1');
    setOption(options, key.replaceAll('-', '_').toLowerCase(), plain);
  }
}

function setOption(options: Record<string, string>, key: string, value: string): void {
  if (key === 'authenticator') setMode(options, value);
  else if (OPTION_NAMES[key] === 'account') setAccount(options, value);
  else set(options, OPTION_NAMES[key], value);
}

function readPairs(pairs: readonly string[], options: Record<string, string>, clean: (value: string) => string): void {
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 0) continue;
    const key = pair.slice(0, at).trim().toLowerCase();
    const value = clean(pair.slice(at + 1).trim())
      .replace(/^"(.*)"$/s, '$1')
      .replace(/^\{(.*)\}$/s, '$1');
    setOption(options, key, value);
  }
}

function setAccount(options: Record<string, string>, text: string): void {
  if (options['account'] !== undefined) return;
  try {
    options['account'] = parseAccount(text);
  } catch {
    // Not an account: the caller sees that nothing was found.
  }
}

function setMode(options: Record<string, string>, authenticator: string): void {
  const mode = modeOfAuthenticator(authenticator);
  set(options, 'auth_mode', mode);
  if (mode === 'okta') set(options, 'okta_url', authenticator);
}

function set(options: Record<string, string>, key: string | undefined, value: string | undefined): void {
  if (key !== undefined && value !== undefined && value !== '') options[key] = value;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'));
  } catch {
    return text;
  }
}
