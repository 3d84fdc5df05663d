import type * as DuckDB from '@duckdb/node-api';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ConnectionError, messageOf } from '../../support/errors.js';
import { loadDuckDB } from '../../support/duckdb.js';
import type { Connection, ConnectionContext, ConnectionOptions, Io, Listed, ListKind, Login } from '../base.js';
import { runStage, skipStage } from '../stages.js';
import { CONTEXT_SQL, DuckDBConnection } from './connection.js';
import { openError } from './errors.js';

const SETTINGS = [
  // Errors then carry their place in the text.
  'SET errors_as_json = true',
  // `progress` tells nothing otherwise.
  'SET enable_progress_bar = true',
  'SET enable_progress_bar_print = false',
];

/** What `prepareConnectionOptions` made: where the database is, and how it is opened. */
export interface DuckDBTarget {
  readonly path: string;
  readonly config: Record<string, string>;
}

/**
 * An open DuckDB instance. DuckDB has no logins: opening the file is all that can fail.
 * @throws ConnectionError of the stage `resolve` when the file can't be opened.
 */
export async function loginDuckDB({ path: file, config }: DuckDBTarget, io: Io): Promise<Login> {
  const { DuckDBInstance } = await loadDuckDB();
  const instance = await runStage(
    io,
    'resolve',
    async () => {
      await checkFile(file, config['access_mode'] === 'READ_ONLY');
      return DuckDBInstance.create(file, config).catch((error: unknown) => {
        throw openError(error, file, config['access_mode'] === 'READ_ONLY');
      });
    },
    () => (file === ':memory:' ? 'in memory' : file),
  );
  return new DuckDBLogin(instance, file);
}

type Instance = Pick<DuckDB.DuckDBInstance, 'connect' | 'closeSync'>;

/** A login to an instance that something else has opened, and closes once its connections are closed. */
export function loginToInstance(instance: Pick<Instance, 'connect'>, account: string): Login {
  return new DuckDBLogin({ connect: () => instance.connect(), closeSync: () => undefined }, account);
}

async function checkFile(file: string, readOnly: boolean): Promise<void> {
  if (file === ':memory:' || file.startsWith('md:')) return;
  const details = { stage: 'resolve', field: 'path' } as const;
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) {
    throw new ConnectionError(`"${file}" is a folder, not a database file.`, {
      ...details,
      hint: `Name a file in it, for example ${path.join(file, 'main.duckdb')}`,
    });
  }
  if (found) return;
  if (readOnly) {
    throw new ConnectionError(`"${file}" does not exist, and a read-only database file must.`, {
      ...details,
      hint: 'Check the path, or open it for writing to create it.',
    });
  }
  if (!existsSync(path.dirname(path.resolve(file)))) {
    throw new ConnectionError(`The folder of "${file}" does not exist.`, {
      ...details,
      hint: 'Create it, or check the path.',
    });
  }
}

class DuckDBLogin implements Login {
  readonly #instance: Instance;
  readonly #account: string;
  #users = 1;

  constructor(instance: Instance, account: string) {
    this.#instance = instance;
    this.#account = account;
  }

  async list(kind: ListKind, parent?: string): Promise<readonly Listed[]> {
    const native = await this.#instance.connect();
    try {
      const sql =
        kind === 'catalog'
          ? 'SELECT database_name FROM duckdb_databases() WHERE NOT internal ORDER BY 1'
          : `SELECT schema_name FROM duckdb_schemas() WHERE database_name = coalesce($1, current_database()) ORDER BY 1`;
      if (kind !== 'catalog' && kind !== 'schema') return [];
      const result = await native.run(sql, kind === 'catalog' ? [] : [parent ?? null]);
      return (await result.getRows()).map(([name]) => ({ name: String(name) }));
    } finally {
      native.disconnectSync();
    }
  }

  async open(options: ConnectionOptions, io: Io): Promise<Connection> {
    const native = await this.#connect();
    try {
      const schema = options['schema'];
      if (typeof schema === 'string' && schema !== '') await runStage(io, 'schema', () => useSchema(native, schema));
      else skipStage(io, 'schema', 'main');
      const context = await runStage(io, 'select', () => readContext(native, this.#account));
      this.#users++;
      const connect = (): Promise<DuckDB.DuckDBConnection> => this.#connect();
      return new DuckDBConnection({ native, connect, release: () => this.#leave() }, context);
    } catch (error) {
      native.disconnectSync();
      throw error;
    }
  }

  async #connect(): Promise<DuckDB.DuckDBConnection> {
    const native = await this.#instance.connect();
    for (const setting of SETTINGS) await native.run(setting);
    return native;
  }

  async close(): Promise<void> {
    this.#leave();
  }

  /** The file stays open, and locked, until the login and all of its connections are closed. */
  #leave(): void {
    this.#users--;
    if (this.#users === 0) this.#instance.closeSync();
  }
}

async function useSchema(native: DuckDB.DuckDBConnection, schema: string): Promise<void> {
  const known = await native.run('SELECT schema_name FROM duckdb_schemas() WHERE database_name = current_database()');
  const names = (await known.getRows()).map(([name]) => String(name));
  if (!names.some((name) => name.toLowerCase() === schema.toLowerCase())) {
    throw new ConnectionError(`There is no schema "${schema}" in this database.`, {
      stage: 'schema',
      field: 'schema',
      hint: `Schemas: ${names.join(', ')}.`,
    });
  }
  await native.run(`USE "${schema.replaceAll('"', '""')}"`);
}

async function readContext(native: DuckDB.DuckDBConnection, account: string): Promise<ConnectionContext> {
  try {
    const result = await native.run(`${CONTEXT_SQL}, version()`);
    const [row = []] = await result.getRows();
    const [catalog, schema, timeZone, serverVersion] = row.map((value) => (value === null ? null : String(value)));
    return {
      user: null,
      role: null,
      warehouse: null,
      catalog: catalog ?? null,
      schema: schema ?? null,
      timeZone: timeZone ?? null,
      serverVersion: serverVersion ?? null,
      inTransaction: false,
      account,
    };
  } catch (cause) {
    throw new ConnectionError(`DuckDB does not answer: ${messageOf(cause)}`, { stage: 'select', cause });
  }
}
