import { modeOfAuthenticator } from '../../backends/snowflake/auth.js';
import { BY_ITSELF, FOREIGN_NAMES, whyLeft } from '../../backends/snowflake/foreign-names.js';
import type { OptionValue } from '../profile.js';
import type { FoundSecret } from './found.js';

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
    const name = FOREIGN_NAMES[key];
    if (value === '' || key === 'authenticator' || key === 'region' || BY_ITSELF.has(key)) continue;
    if (name) values[name] ??= value;
    else notes.push(whyLeft(key));
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
