import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { loadDuckDB, type DuckDBModule } from '../support/duckdb.js';
import type { Cell, Row } from './column.js';

export interface EmbeddedLimits {
  /** Default 256MB: DuckDB's own is 80 % of the machine. */
  readonly memoryLimit?: string;
  /** Default 2. */
  readonly threads?: number;
  /** Where a database in memory puts what its limit doesn't hold; made when needed. */
  readonly tempFolder?: string;
}

/** A DuckDB of our own, for what is too large for memory or needs its engine; never one that a person queries. */
export class EmbeddedDatabase {
  readonly #duckdb: DuckDBModule;
  readonly #instance: DuckDBInstance;

  private constructor(duckdb: DuckDBModule, instance: DuckDBInstance) {
    this.#duckdb = duckdb;
    this.#instance = instance;
  }

  /** Opens a file, made when it isn't there, or `:memory:`. @throws ConfigError where DuckDB isn't installed */
  static async open(path: string, { memoryLimit = '256MB', threads = 2, tempFolder }: EmbeddedLimits = {}) {
    const duckdb = await loadDuckDB();
    const instance = await duckdb.DuckDBInstance.create(path, {
      memory_limit: memoryLimit,
      threads: String(threads),
      autoinstall_known_extensions: 'false',
      ...(tempFolder !== undefined && { temp_directory: tempFolder }),
    });
    return new EmbeddedDatabase(duckdb, instance);
  }

  /** Connections don't wait for one another: append on one, read on another. */
  async connect(): Promise<EmbeddedConnection> {
    const connection = await this.#instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return new EmbeddedConnection(this.#duckdb, connection);
  }

  /** Close its connections first. */
  close(): void {
    this.#instance.closeSync();
  }
}

export class EmbeddedConnection {
  readonly duckdb: DuckDBModule;
  readonly driver: DuckDBConnection;

  constructor(duckdb: DuckDBModule, driver: DuckDBConnection) {
    this.duckdb = duckdb;
    this.driver = driver;
  }

  async run(sql: string): Promise<void> {
    await this.driver.run(sql);
  }

  /** The rows of a query whose columns are all VARCHAR; parameters are text, too. */
  async rows(sql: string, parameters: readonly Cell[] = []): Promise<Row[]> {
    const reader = await this.driver.runAndReadAll(sql, [...parameters]);
    return reader.getRows() as Row[];
  }

  /** Ends the query that runs; it then fails. */
  interrupt(): void {
    this.driver.interrupt();
  }

  close(): void {
    this.driver.closeSync();
  }
}

/** `'` around a text for SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `"` around a name for SQL. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
