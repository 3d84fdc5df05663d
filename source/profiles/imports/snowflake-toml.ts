import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { expandTilde } from '../../support/paths.js';
import { isSecretKey } from '../../support/redact.js';
import type { FoundConnection, ImportWorld, Reading, SkippedConnection } from './found.js';
import { readForeignFile } from './read-file.js';
import { be, list, settle, sortSettled } from './settle.js';
import { snowflakeOptions, type ForeignValue } from './snowflake-options.js';

// The keys that `snow` reads from SNOWFLAKE_<KEY> and SNOWFLAKE_CONNECTIONS_<NAME>_<KEY>. The longer come first, as
// the name in the middle may hold underscores too.
const ENV_KEYS = [
  'workload_identity_provider',
  'oauth_token_request_url',
  'oauth_authorization_url',
  'private_key_passphrase',
  'private_key_file_pwd',
  'oauth_client_secret',
  'oauth_redirect_uri',
  'private_key_file',
  'private_key_path',
  'private_key_raw',
  'token_file_path',
  'oauth_client_id',
  'secondary_roles',
  'authenticator',
  'oauth_scope',
  'warehouse',
  'database',
  'protocol',
  'password',
  'account',
  'region',
  'schema',
  'token',
  'user',
  'role',
  'host',
  'port',
] as const;

type Table = Readonly<Record<string, unknown>>;

/** The folder of Snowflake's own tools: `$SNOWFLAKE_HOME`, `~/.snowflake` where it exists, else the system's place. */
export function snowflakeFolder({ env, home, platform }: ImportWorld): string {
  const chosen = env['SNOWFLAKE_HOME'];
  if (chosen) return expandTilde(chosen, home);
  const usual = join(home, '.snowflake');
  if (existsSync(usual)) return usual;
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'snowflake');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'snowflake');
  return join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'snowflake');
}

/**
 * The connections of `snow` and the connectors. connections.toml replaces those of config.toml. For each key
 * SNOWFLAKE_CONNECTIONS_<NAME>_<KEY> goes before the file, and the file before SNOWFLAKE_<KEY>.
 */
export function readSnowflake(world: ImportWorld): Reading {
  const folder = snowflakeFolder(world);
  const own = readToml(join(folder, 'connections.toml'), world);
  const config = readToml(join(folder, 'config.toml'), world);
  const replaced = own.table !== null;
  const tables = replaced ? own.table : asTable(config.table?.['connections']);
  const file = replaced ? own.path : config.path;
  const settled = [];
  for (const [id, values] of Object.entries(tables ?? {})) {
    if (!isTable(values)) continue;
    settled.push(connectionOf(id, file, values, world));
  }
  const known = Object.keys(tables ?? {});
  for (const id of namesInEnvironment(world.env, known)) settled.push(connectionOf(id, null, {}, world));
  if (settled.length === 0 && world.env['SNOWFLAKE_ACCOUNT']) settled.push(connectionOf('env', null, {}, world));
  const sorted = sortSettled(settled);
  return {
    connections: sorted.connections,
    skipped: sorted.skipped,
    files: [own, config].filter((one) => one.table !== null).map((one) => one.path),
    warnings: [own, config].flatMap((one) => one.warnings),
    usual: usualOf(world.env, [own.table, config.table]),
  };
}

function connectionOf(
  id: string,
  file: string | null,
  values: Table,
  { env }: ImportWorld,
): { readonly found: FoundConnection } | { readonly skipped: SkippedConnection } {
  const given = new Map<string, ForeignValue>();
  const notes: string[] = [];
  const inFile: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    const plain = plainValue(value);
    if (plain === null) notes.push(`smallex has no option for ${key}.`);
    else {
      given.set(key.toLowerCase(), plain);
      inFile.push(key.toLowerCase());
    }
  }
  const used: string[] = [];
  for (const key of ENV_KEYS) {
    const specific = `SNOWFLAKE_CONNECTIONS_${id.toUpperCase()}_${key.toUpperCase()}`;
    const generic = `SNOWFLAKE_${key.toUpperCase()}`;
    const variable = env[specific] ? specific : !inFile.includes(key) && env[generic] ? generic : null;
    if (variable === null) continue;
    given.set(key, isSecretKey(key) ? { kind: 'reference', reference: `env:${variable}` } : env[variable]!);
    used.push(variable);
  }
  if (!env['SNOWFLAKE_PRIVATE_KEY_PASSPHRASE'] && env['PRIVATE_KEY_PASSPHRASE'] && !hasPassphrase(given)) {
    const isKeyed = given.has('private_key_file') || given.has('private_key_path');
    if (isKeyed) given.set('private_key_passphrase', { kind: 'reference', reference: 'env:PRIVATE_KEY_PASSPHRASE' });
  }
  if (used.length > 0)
    notes.push(`${list(used)} ${be(used)} set, and taken as ${used.length === 1 ? 'it is' : 'they are'} now.`);
  const options = snowflakeOptions(given);
  if (typeof options === 'string') return { skipped: { source: 'snowflake', id, file, reason: options } };
  return settle({
    source: 'snowflake',
    id,
    file,
    engine: 'snowflake',
    mode: options.mode,
    values: options.values,
    notes: [...notes, ...options.notes],
  });
}

const hasPassphrase = (given: ReadonlyMap<string, unknown>): boolean =>
  given.has('private_key_passphrase') || given.has('private_key_file_pwd');

/** Connections that are made of SNOWFLAKE_CONNECTIONS_<NAME>_ACCOUNT and the like alone. */
function namesInEnvironment(env: NodeJS.ProcessEnv, known: readonly string[]): readonly string[] {
  const taken = new Set(known.map((name) => name.toUpperCase()));
  return Object.entries(env)
    .flatMap(([variable, value]) => {
      const name = /^SNOWFLAKE_CONNECTIONS_(.+)_ACCOUNT$/.exec(variable)?.[1];
      return name && value && !taken.has(name) ? [name.toLowerCase()] : [];
    })
    .sort();
}

function usualOf(env: NodeJS.ProcessEnv, tables: readonly (Table | null)[]): string | null {
  const named = [
    env['SNOWFLAKE_DEFAULT_CONNECTION_NAME'],
    ...tables.map((table) => table?.['default_connection_name']),
  ];
  return named.find((name): name is string => typeof name === 'string' && name !== '') ?? 'default';
}

interface TomlFile {
  readonly path: string;
  readonly table: Table | null;
  readonly warnings: readonly string[];
}

function readToml(path: string, { platform }: ImportWorld): TomlFile {
  const { text, warning } = readForeignFile(path, platform);
  const warnings = warning === null ? [] : [warning];
  if (text === null) return { path, table: null, warnings };
  try {
    return { path, table: parse(text), warnings };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Its message shows the lines around the fault, and they may hold a password.
    const place = `line ${error.line}, column ${error.column}`;
    return {
      path,
      table: null,
      warnings: [...warnings, `${path} is no valid TOML at ${place}; nothing of it was read.`],
    };
  }
}

function plainValue(value: unknown): string | number | boolean | null {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
const asTable = (value: unknown): Table | null => (isTable(value) ? value : null);
