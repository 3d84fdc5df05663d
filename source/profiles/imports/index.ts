import { homedir } from 'node:os';
import { ConfigError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { readDatabricks } from './databrickscfg.js';
import { readDbt } from './dbt.js';
import {
  SOURCES,
  type FoundConnection,
  type ImportWorld,
  type Reading,
  type ReadSource,
  type SourceName,
} from './found.js';
import { readSnowflake } from './snowflake-toml.js';
import { readSnowsql } from './snowsql.js';

export { SOURCES, type FoundConnection, type ImportWorld, type Reading, type SourceName } from './found.js';
export { importConnection, rememberOrigin, type Imported, type KeepWhere } from './keep-found.js';
export { originOf, profileOfFound } from './profile-of.js';
export { snowflakeFolder } from './snowflake-toml.js';

const READERS: Readonly<Record<SourceName, ReadSource>> = {
  snowflake: readSnowflake,
  snowsql: readSnowsql,
  databricks: readDatabricks,
  dbt: readDbt,
};

/** This machine, as it is now. */
export function thisWorld(): ImportWorld {
  return { env: process.env, home: homedir(), cwd: process.cwd(), platform: process.platform };
}

/**
 * What other tools on this machine know: their files and variables, read and never written. This module brings the
 * readers of TOML and YAML along: import it only when it is needed.
 */
export function findConnections(sources: readonly SourceName[] = SOURCES, world: ImportWorld = thisWorld()): Reading {
  const readings = sources.map((source) => READERS[source](world));
  return {
    connections: readings.flatMap(({ connections }) => connections),
    skipped: readings.flatMap(({ skipped }) => skipped),
    files: readings.flatMap(({ files }) => files),
    warnings: readings.flatMap(({ warnings }) => warnings),
    usual: readings.length === 1 ? readings[0]!.usual : null,
  };
}

/** `snowflake:prod` in its parts; null where the word before the colon is no source. */
export function parseForeignName(text: string): { readonly source: SourceName; readonly id: string } | null {
  const colon = text.indexOf(':');
  const source = SOURCES.find((known) => known === text.slice(0, colon).toLowerCase());
  return source === undefined ? null : { source, id: text.slice(colon + 1) };
}

/**
 * The connection of another tool by its name; an empty name means the one that tool opens by itself.
 * @throws ConfigError when there is none, naming the nearest, or when it can't be used, saying why.
 */
export function findConnection(source: SourceName, id: string, world: ImportWorld = thisWorld()): FoundConnection {
  const { connections, skipped, files, warnings, usual } = findConnections([source], world);
  const wanted = id === '' ? usual : id;
  const found = connections.find((one) => one.id === wanted);
  if (found) return found;
  const refused = skipped.find((one) => one.id === wanted);
  if (refused) throw new ConfigError(`${source}:${refused.id} can't be opened. ${refused.reason}`);
  const names = connections.map((one) => one.id);
  const guess = nearest(wanted ?? '', names);
  const where = files.length > 0 ? ` in ${files.join(' or ')}` : '';
  throw new ConfigError(
    `There is no connection "${wanted ?? ''}" of ${source}${where}.${guess ? ` Did you mean "${guess}"?` : ''}`,
    { hint: [names.length > 0 ? `Connections: ${names.join(', ')}.` : 'None was found.', ...warnings].join(' ') },
  );
}

/** The connections of that very name, whosever they are. */
export function connectionsNamed(name: string, world: ImportWorld = thisWorld()): readonly FoundConnection[] {
  const { connections } = findConnections(SOURCES, world);
  return connections.filter((one) => one.id === name);
}
