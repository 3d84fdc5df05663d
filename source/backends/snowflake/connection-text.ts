import { blockOf, flagsOf, isPlaceholder, pairsOf, type Block, type PastedText } from '../pasted-text.js';
import { parseAccount, snowflakeHost } from './account.js';
import { modeOfAuthenticator } from './auth.js';
import { BY_ITSELF, FOREIGN_NAMES, whyLeft } from './foreign-names.js';

const DOMAIN = /\.snowflakecomputing\.[a-z]+\b|\bapp\.snowflake\.(?:com|cn)\//i;
const URL_SCHEME = /^(?:jdbc:)?snowflake:\/\//i;
const COMMAND = /^(?:\$\s+)?(?:snow\s+(?:connection\s+add|sql)|snowsql)\b/i;
const BLOCK_KEY = /^(?:snowflake_)?(?:account|accountname)$/;

/** The letters of `snow connection add`; SnowSQL's -p is its port, and it has no -P but to ask. */
const LETTERS: Readonly<Record<string, string>> = {
  '-n': 'name',
  '-a': 'account',
  '-u': 'user',
  '-p': 'password',
  '-w': 'warehouse',
  '-d': 'database',
  '-s': 'schema',
  '-r': 'role',
  '-h': 'host',
  '-A': 'authenticator',
  '-t': 'token_file_path',
};

/**
 * Every option that one pasted text holds: a JDBC URL (`jdbc:snowflake://acme-prod.snowflakecomputing.com/?db=SALES`),
 * a SQLAlchemy URL (`snowflake://ada@acme-prod/SALES/PUBLIC?warehouse=WH`), an ODBC or .NET string
 * (`account=acme-prod;user=ada;…`), a `snow connection add …` command, a block of connections.toml (also with its line
 * breaks lost), lines that set SNOWFLAKE_ variables, or an address alone.
 */
export function readSnowflakeText(text: string): PastedText {
  const trimmed = text.trim();
  const reader = new Reader();
  const block = blockOf(trimmed);
  let name: string | undefined;
  let sure = DOMAIN.test(trimmed) && !/\s/.test(trimmed);
  if (URL_SCHEME.test(trimmed)) {
    sure = true;
    reader.readUrl(trimmed.replace(/^jdbc:/i, ''));
  } else if (COMMAND.test(trimmed)) {
    sure = true;
    name = reader.readCommand(trimmed);
  } else if (isBlock(trimmed, block)) {
    sure = block.pairs.some(([key]) => BLOCK_KEY.test(key));
    name = block.name;
    for (const [key, value] of block.pairs) reader.take(key.replace(/^snowflake_/, ''), value);
    if (block.sections > 1) reader.left.push(`Only the first connection of the text was taken${said(name)}.`);
  } else if (/^[\w\s]+=[^;]*(?:;|$)/.test(trimmed)) {
    const pairs = pairsOf(trimmed);
    sure ||= /snowflake/i.test(trimmed) || pairs.some(([key]) => BLOCK_KEY.test(key));
    // ODBC's server, and .NET's host beside an account, are addresses of the account.
    for (const [key, value] of pairs) reader.take(key === 'server' ? 'host' : key, value);
  } else reader.account(trimmed);
  const options = reader.settled();
  return { sure, options, left: reader.left, name, usualMode: usualMode(options) };
}

const said = (name: string | undefined): string => (name === undefined ? '' : `, "${name}"`);

/** Lines of keys and values; one line of them only with the values in quotes, or under a section's head. */
function isBlock(text: string, { pairs, sections }: Block): boolean {
  if (text.includes(';') && !text.includes('\n') && sections === 0) return false;
  return (
    pairs.length > 0 && (sections > 0 || text.includes('\n') || /^(?:export |set |\$env:)|\w\s*=\s*["']/.test(text))
  );
}

class Reader {
  readonly options: Record<string, string> = {};
  readonly left: string[] = [];
  #region = '';

  readUrl(text: string): void {
    const match = /^snowflake:\/\/(?:([^:/@]*)(?::([^/]*))?@)?([^/?#]+)([^?#]*)\??([^#]*)/i.exec(text);
    if (!match) return;
    const [, user, password, address = '', path = '', query = ''] = match;
    const parameters = query.split('&').map((pair): [string, string] => {
      const [, key = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
      return [decode(key).toLowerCase(), decode(value)];
    });
    // A host that isn't Snowflake's own stands beside the account.
    if (DOMAIN.test(address) || !parameters.some(([key]) => key === 'account')) this.account(address);
    else this.#endpoint(address);
    this.take('user', decode(user ?? ''));
    this.take('password', decode(password ?? ''));
    const [database, schema] = path.split('/').filter((part) => part !== '');
    this.take('database', decode(database ?? ''));
    this.take('schema', decode(schema ?? ''));
    for (const [key, value] of parameters) if (key !== '') this.take(key, value);
  }

  /** @returns what the command calls the connection. */
  readCommand(text: string): string | undefined {
    const isSnowsql = /^(?:\$\s+)?snowsql\b/i.test(text);
    let name: string | undefined;
    for (const [flag, value] of flagsOf(text)) {
      const key = isSnowsql && flag === '-p' ? 'port' : (LETTERS[flag] ?? flag);
      if (key === 'name' || key === 'connection_name') name = value;
      else if (!/^(?:config_file|default|no_interactive|query|-[a-zA-Z])$/.test(key)) this.take(key, value);
    }
    return name;
  }

  take(key: string, value: string): void {
    const name = FOREIGN_NAMES[key];
    if (value === '' || isPlaceholder(value)) return;
    if (key === 'authenticator') this.#mode(value);
    else if (key === 'region') this.#region = value;
    else if (key === 'ssl' && /^(?:off|false|0)$/i.test(value)) this.options['protocol'] = 'http';
    else if (name === 'account') this.account(value);
    else if (name === 'host' && DOMAIN.test(value)) this.account(value);
    else if (name !== undefined) this.options[name] ??= value;
    else if (/^private_?key(?:_raw|_base64)?$/.test(key)) {
      this.left.push('The private key stands in the text itself; smallex takes keys by path: save it to a file.');
    } else if (!BY_ITSELF.has(key)) this.left.push(whyLeft(key));
  }

  account(text: string): void {
    if (this.options['account'] !== undefined) return;
    try {
      this.options['account'] = parseAccount(text);
    } catch {
      // Not an account: the caller sees that nothing was found.
    }
  }

  /** The options as a login takes them. */
  settled(): Readonly<Record<string, string>> {
    const { account } = this.options;
    if (account !== undefined && this.#region !== '' && !account.includes('.')) {
      this.options['account'] = `${account}.${this.#region}`;
    }
    if (account === undefined && this.options['host'] !== undefined) this.account(this.options['host']);
    if (account !== undefined && this.options['host'] === snowflakeHost(account)) delete this.options['host'];
    if (this.options['port'] === '443') delete this.options['port'];
    const isKeyed = this.options['private_key_path'] !== undefined;
    // The connectors log in with the key when one is given and their default is named.
    if (isKeyed && this.options['auth_mode'] === 'password') this.options['auth_mode'] = 'key_pair';
    if (
      this.options['auth_mode'] === 'pat' &&
      this.options['token'] === undefined &&
      this.options['password'] !== undefined
    ) {
      // The connectors take the token from either place.
      this.options['token'] = this.options['password'];
      delete this.options['password'];
    }
    return this.options;
  }

  #endpoint(address: string): void {
    const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
    this.take('host', host);
    this.take('port', port ?? '');
  }

  #mode(authenticator: string): void {
    const mode = modeOfAuthenticator(authenticator);
    if (mode !== undefined) this.options['auth_mode'] = mode;
    else this.left.push(`smallex has no login for the authenticator "${authenticator}".`);
    if (mode === 'okta') this.options['okta_url'] = authenticator;
  }
}

/** What the connectors make of a key, a password or a token without an authenticator. */
function usualMode(options: Readonly<Record<string, string>>): string | undefined {
  const has = (key: string): boolean => options[key] !== undefined;
  if (has('private_key_path')) return 'key_pair';
  if (has('password')) return 'password';
  return has('token') || has('token_file_path') ? 'oauth_token' : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'));
  } catch {
    return text;
  }
}
