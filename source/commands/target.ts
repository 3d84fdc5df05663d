import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseConfig } from '../backends/base.js';
import { ProfileStore, type Profile } from '../profiles/index.js';
import { ConfigError } from '../support/errors.js';
import { nearest } from '../support/nearest.js';
import { SUBCOMMANDS } from '../profiles/index.js';

/** What is opened: a saved profile, or DuckDB on a file or in memory. */
export type Target =
  | { readonly kind: 'profile'; readonly profile: Profile; readonly why: string }
  | {
      readonly kind: 'config';
      readonly name: string;
      readonly config: DatabaseConfig;
      /** Statements of our own that run before the person's. */
      readonly startup: readonly string[];
      readonly why: string;
    }
  | { readonly kind: 'none' };

/** A target that names something. */
export type OpenableTarget = Exclude<Target, { readonly kind: 'none' }>;

export interface TargetRequest {
  /** What stands where a name does. */
  readonly name?: string | undefined;
  /** `-P`: always a profile. */
  readonly profile?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Which connection is meant: `-P`, the argument, SMALLEX_PROFILE, the default profile; else none.
 * @throws ConfigError for a profile or file that is not there, naming the nearest, and for an unnamed production profile.
 */
export function chooseTarget(store: ProfileStore, { name, profile, env = process.env }: TargetRequest): Target {
  if (profile !== undefined) return { kind: 'profile', profile: store.find(profile), why: 'named by -P' };
  if (name !== undefined) return named(store, name);
  const fromEnv = env['SMALLEX_PROFILE'];
  if (fromEnv) {
    const found = store.find(fromEnv);
    if (found.settings.environment === 'production') {
      throw new ConfigError(`SMALLEX_PROFILE names "${found.name}", a production profile.`, {
        hint: `Production is opened by name alone: smallex -P ${found.name}`,
      });
    }
    return { kind: 'profile', profile: found, why: 'named by SMALLEX_PROFILE' };
  }
  const usual = store.default();
  return usual ? { kind: 'profile', profile: usual, why: 'the default profile' } : { kind: 'none' };
}

function named(store: ProfileStore, name: string): Target {
  const profile = store.get(name);
  if (profile) return { kind: 'profile', profile, why: 'named on the command line' };
  const extension = path.extname(name.replace(/\.(?:gz|zst)$/i, '')).toLowerCase();
  const reader = READERS[extension];
  if (reader !== undefined) return dataFile(name, reader);
  if (DATABASE_FILES.has(extension)) return databaseFile(name);
  throw unknownName(store, name);
}

const DATABASE_FILES = new Set(['.duckdb', '.db', '.ddb']);
const READERS: Readonly<Record<string, string>> = {
  '.csv': 'read_csv',
  '.tsv': 'read_csv',
  '.parquet': 'read_parquet',
  '.json': 'read_json',
  '.jsonl': 'read_json',
  '.ndjson': 'read_json',
};

function databaseFile(file: string): Target {
  return {
    kind: 'config',
    name: path.basename(file, path.extname(file)),
    config: { engine: 'duckdb', connection: { path: file } },
    startup: [],
    why: `the DuckDB file ${file}`,
  };
}

function dataFile(file: string, reader: string): Target {
  const isGlob = /[*?[]/.test(file);
  if (!isGlob && !existsSync(file)) {
    throw new ConfigError(`There is no file "${file}".`, { hint: `The current folder is ${process.cwd()}.` });
  }
  if (!isGlob && statSync(file).isDirectory()) throw new ConfigError(`"${file}" is a folder, not a file.`);
  const view =
    path
      .basename(file)
      .replace(/\..*$/, '')
      .replace(/[*?[\]]+/g, '') || 'data';
  return {
    kind: 'config',
    name: view,
    config: { engine: 'duckdb', connection: {} },
    startup: [`CREATE VIEW "${view.replaceAll('"', '""')}" AS FROM ${reader}('${file.replaceAll("'", "''")}')`],
    why: `${file} as the view "${view}" in DuckDB`,
  };
}

/** No profile and no file is called so. */
export class UnknownName extends ConfigError {}

function unknownName(store: ProfileStore, name: string): UnknownName {
  const names = store.list().map((profile) => profile.name);
  if (/\.sql$/i.test(name) && existsSync(name)) {
    return new UnknownName(`"${name}" is a script, not a connection.`, { hint: `Run it with: smallex -f ${name}` });
  }
  const guess = nearest(name, [...names, ...SUBCOMMANDS]);
  return new UnknownName(`There is no profile or data file "${name}".${guess ? ` Did you mean "${guess}"?` : ''}`, {
    hint: names.length > 0 ? `Profiles: ${names.join(', ')}.` : 'There are no profiles yet: smallex setup makes one.',
  });
}

/** In-memory DuckDB, which a script uses when nothing is named. */
export const IN_MEMORY: OpenableTarget = {
  kind: 'config',
  name: 'duckdb',
  config: { engine: 'duckdb', connection: {} },
  startup: [],
  why: 'in-memory DuckDB (no profile is named)',
};
