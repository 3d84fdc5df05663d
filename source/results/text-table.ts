import type { DuckDBAppender } from '@duckdb/node-api';
import type { Batch } from './column.js';
import type { EmbeddedConnection } from './embedded.js';

// Writing 12,000 cells takes about 8 ms, for which nothing else can happen in this process.
const CELLS_A_CHUNK = 12_000;
// Flushing costs as much as writing, and more a row the fewer rows it has.
const CELLS_A_FLUSH = 60_000;
// Rows of long texts: 2,048 of 40 kB are 80 MB, and 20,000 of them waiting for their flush took 1.9 GB.
const CHARACTERS_A_CHUNK = 1_000_000;
const CHARACTERS_A_FLUSH = 8_000_000;
// At 122,880 rows DuckDB compresses a row group where it stands: 230 ms in our thread. A commit does it in its own.
const ROWS_A_COMMIT = 100_000;

/**
 * A table of text columns `c0`, `c1`, … after the row's number `n` (BIGINT, from 0), filled chunk by chunk with a turn
 * of the loop between two. The connection is its own while it is filled.
 */
export class TextTable {
  readonly #connection: EmbeddedConnection;
  readonly #name: string;
  readonly #width: number;
  readonly #chunkRows: number;
  #rows = 0;
  #committed = 0;
  #appender: DuckDBAppender | null = null;
  #unflushed = 0;
  #unflushedCharacters = 0;
  #stopped = false;

  private constructor(connection: EmbeddedConnection, name: string, width: number) {
    this.#connection = connection;
    this.#name = name;
    this.#width = width;
    this.#chunkRows = Math.max(16, Math.min(2048, Math.floor(CELLS_A_CHUNK / (width + 1))));
  }

  static async create(connection: EmbeddedConnection, name: string, width: number): Promise<TextTable> {
    const columns = Array.from({ length: width }, (_, index) => `c${index} VARCHAR`);
    await connection.run(`CREATE TABLE ${name} (${['n BIGINT', ...columns].join(', ')})`);
    return new TextTable(connection, name, width);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Rows that other connections see. */
  get committed(): number {
    return this.#committed;
  }

  async append(batch: Batch): Promise<void> {
    let from = 0;
    while (from < batch.length && !this.#stopped) {
      const { to, characters } = this.#chunkFrom(batch, from);
      this.#write(await this.#begin(), batch.slice(from, to), characters);
      from = to;
      await nextTurn();
      if (this.#rows - this.#committed >= ROWS_A_COMMIT) await this.commit();
    }
  }

  /** As many rows as are written in one go: at least one. */
  #chunkFrom(batch: Batch, from: number): { readonly to: number; readonly characters: number } {
    let [to, characters] = [from, 0];
    while (to < batch.length && to - from < this.#chunkRows && characters < CHARACTERS_A_CHUNK) {
      for (const cell of batch[to]!) characters += cell?.length ?? 0;
      to += 1;
    }
    return { to, characters };
  }

  /** Makes an `append` that is under way return soon. */
  stop(): void {
    this.#stopped = true;
  }

  /** Makes what was appended visible to other connections. */
  async commit(): Promise<void> {
    if (!this.#appender) return;
    this.#appender.closeSync();
    this.#appender = null;
    await this.#connection.run('COMMIT');
    this.#committed = this.#rows;
  }

  async #begin(): Promise<DuckDBAppender> {
    if (this.#appender) return this.#appender;
    await this.#connection.run('BEGIN');
    return (this.#appender = await this.#connection.driver.createAppender(this.#name));
  }

  #write(appender: DuckDBAppender, rows: Batch, characters: number): void {
    const { BIGINT, VARCHAR, DuckDBDataChunk } = this.#connection.duckdb;
    const types = [BIGINT, ...Array.from({ length: this.#width }, () => VARCHAR)];
    const chunk = DuckDBDataChunk.create(types, rows.length);
    const numbers = rows.map((_, index) => BigInt(this.#rows + index));
    chunk.setColumnValues(0, numbers);
    for (let index = 0; index < this.#width; index++) {
      const cells = rows.map((row) => row[index] ?? null);
      chunk.setColumnValues(index + 1, cells);
    }
    appender.appendDataChunk(chunk);
    this.#rows += rows.length;
    this.#unflushed += rows.length * (this.#width + 1);
    this.#unflushedCharacters += characters;
    if (this.#unflushed < CELLS_A_FLUSH && this.#unflushedCharacters < CHARACTERS_A_FLUSH) return;
    appender.flushSync();
    [this.#unflushed, this.#unflushedCharacters] = [0, 0];
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
