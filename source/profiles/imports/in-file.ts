import { dirname } from 'node:path';
import { ConfigError, ValueError } from '../../support/errors.js';
import { SOURCES, type FoundConnection, type SourceName } from './found.js';

/** A secret that stays in another tool's file: which file, which connection in it, which of smallex's options. */
export interface InFile {
  readonly source: SourceName;
  readonly file: string;
  readonly id: string;
  readonly field: string;
}

/** `from:snowflake:/home/me/.snowflake/connections.toml#prod/password` */
export function inFileReference({ source, file, id }: FoundConnection, field: string): string {
  return `from:${source}:${file ?? ''}#${encodeURIComponent(id)}/${field}`;
}

/** Reads what follows `from:`. @throws ValueError */
export function parseInFile(text: string): InFile {
  const [, source = '', file = '', id = '', field = ''] = /^(\w+):(.+)#([^#/]+)\/(\w+)$/s.exec(text) ?? [];
  const known = SOURCES.find((name) => name === source);
  if (known) return { source: known, file, id: decodeURIComponent(id), field };
  throw new ValueError('from: needs a tool, its file, a connection and an option: from:snowflake:/file#prod/password.');
}

/**
 * The secret as it stands in that file now.
 * @throws ConfigError when file, connection or secret are no longer there.
 */
export async function readInFile(
  { source, file, id, field }: InFile,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const { findConnections, thisWorld } = await import('./index.js');
  // The file named is the one read, wherever the tool would look today.
  const folders = { SNOWFLAKE_HOME: dirname(file), DATABRICKS_CONFIG_FILE: file, DBT_PROFILES_DIR: dirname(file) };
  const world = { ...thisWorld(), env: { ...env, ...folders } };
  const home = source === 'snowsql' ? dirname(dirname(file)) : world.home;
  const { connections } = findConnections([source], { ...world, home });
  const secret = connections.find((one) => one.id === id)?.secrets[field];
  if (secret?.kind === 'inline') return secret.value;
  // A variable that goes before the file has been set since.
  const variable = secret?.reference.startsWith('env:') ? env[secret.reference.slice(4)] : undefined;
  if (variable) return variable;
  throw new ConfigError(`${file} no longer holds the ${field.replaceAll('_', ' ')} of "${id}".`, {
    hint: `smallex import --from ${source} reads it anew.`,
  });
}
