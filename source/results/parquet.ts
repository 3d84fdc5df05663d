import { rm, stat, writeFile } from 'node:fs/promises';
import { ExportError } from '../support/errors.js';
import type { Batch, Column } from './column.js';
import { EmbeddedDatabase, sqlText, type EmbeddedConnection } from './embedded.js';
import type { EngineFile } from './engine-file.js';
import { formatOfFile } from './formats/index.js';
import { ownStream } from './own-stream.js';
import type { Sink, SinkOptions } from './sink.js';
import { parquetNames, parquetOptions, parquetType } from './parquet-copy.js';
import { tempFileFor, type TempFile } from './temp-file.js';
import { TextTable } from './text-table.js';
import { engineWriteError } from './write-errors.js';

/**
 * Writes one result as parquet: rows wait as text in a DuckDB (in memory up to its limit, then beside the
 * target), and are cast when all are there.
 * A column whose cells don't all cast stays text, so no value is ever lost. Columns of one name (in any case) become
 * `a`, `a_2`; one without a name becomes `column_3`, by its place.
 * @throws ExportError when the file can't be written
 */
export async function parquetSink(path: string, options: SinkOptions): Promise<Sink> {
  mustBePlain(path);
  const temp = await tempFileFor(path);
  if (temp.kind !== 'beside' || ownStream(path)) {
    await temp.discard();
    throw new ExportError(`${path} is no file: parquet can only be written to one.`, {
      hint: 'Name one: orders.parquet',
    });
  }
  const waiting = `${temp.path}.rows`;
  try {
    // A folder or disk that takes nothing is told before anything runs.
    await writeFile(temp.path, '', { flag: 'wx', mode: temp.mode });
    const database = await EmbeddedDatabase.open(':memory:', { tempFolder: waiting });
    return new ParquetSink(temp, waiting, database, await database.connect(), options);
  } catch (error) {
    await temp.discard();
    throw engineWriteError(temp.target, error);
  }
}

/** @throws ExportError for orders.parquet.gz: what reads it by its name would look for gzip in vain */
function mustBePlain(path: string): void {
  const { compression } = formatOfFile(path);
  if (compression === null) return;
  const bare = path.slice(0, -compression.length - 1);
  throw new ExportError(`parquet is compressed in itself: no file of it is named .${compression}.`, {
    hint: `Name it ${/\.(?:parquet|pq)$/i.test(bare) ? bare : `${bare}.parquet`}`,
  });
}

class ParquetSink implements Sink {
  readonly #temp: TempFile;
  readonly #waiting: string;
  readonly #database: EmbeddedDatabase;
  readonly #connection: EmbeddedConnection;
  readonly #options: SinkOptions;
  #columns: readonly Column[] = [];
  #table: TextTable | null = null;
  #working: Promise<unknown> = Promise.resolve();
  #isDone = false;
  /** Rows that the engine wrote itself. */
  #written: number | null = null;
  kept = 0;
  closed = false;
  bytes = 0;

  constructor(
    temp: TempFile,
    waiting: string,
    database: EmbeddedDatabase,
    connection: EmbeddedConnection,
    options: SinkOptions,
  ) {
    this.#temp = temp;
    this.#waiting = waiting;
    this.#database = database;
    this.#connection = connection;
    this.#options = options;
  }

  get rows(): number {
    return this.#written ?? this.#table?.rows ?? 0;
  }

  async start(columns: readonly Column[]): Promise<void> {
    await this.#work(async () => {
      if (this.#table || this.#written !== null) throw new ExportError('A parquet file holds one result.');
      this.#columns = columns;
      this.#table = await TextTable.create(this.#connection, 'waiting', columns.length);
    });
  }

  get engineFile(): EngineFile | undefined {
    if (this.#table || this.#written !== null) return undefined;
    const { path, target: name } = this.#temp;
    return { path, name, format: 'parquet', compression: null, header: () => '' };
  }

  async wrote(rows: number): Promise<void> {
    this.#written = rows;
    this.kept = 1;
    this.bytes = await bytesIn(this.#temp.path);
    this.#options.onProgress?.({ rows, bytes: this.bytes });
  }

  async write(batch: Batch): Promise<void> {
    await this.#work(async () => this.#table?.append(batch));
    this.#options.onProgress?.({ rows: this.rows, bytes: 0 });
  }

  end(): Promise<void> {
    this.kept = 1;
    return Promise.resolve();
  }

  async fail(): Promise<'gone'> {
    await this.abort();
    return 'gone';
  }

  /** No reader is waited for. */
  hurry(): void {
    return;
  }

  async finish(): Promise<void> {
    await this.#work(async () => {
      if (this.#written !== null) return;
      if (!this.#table || this.#columns.length === 0) throw new ExportError('There is no result to write as parquet.');
      await this.#table.commit();
      await this.#connection.run(await this.#copy());
    });
    // Aborted meanwhile: what there is of the file is half of it.
    if (this.closed) return;
    this.#isDone = true;
    await this.#closeDatabase();
    this.bytes = (await stat(this.#temp.path)).size;
    await this.#temp.commit();
    this.#options.onProgress?.({ rows: this.rows, bytes: this.bytes });
  }

  async abort(): Promise<void> {
    if (this.closed || this.#isDone) return;
    this.closed = true;
    this.#table?.stop();
    this.#connection.interrupt();
    await this.#working.catch(() => undefined);
    await this.#closeDatabase();
    await this.#temp.discard();
  }

  /** Runs one step unless aborted; a step that fails takes everything away. */
  async #work(step: () => Promise<unknown>): Promise<void> {
    if (this.closed) return;
    this.#working = step();
    try {
      await this.#working;
    } catch (error) {
      if (this.closed) return;
      this.#working = Promise.resolve();
      // While what was written still fills the disk: how full it is is told, too.
      const told = engineWriteError(this.#temp.target, error, await bytesIn(this.#temp.path));
      await this.abort();
      throw told;
    }
  }

  async #closeDatabase(): Promise<void> {
    this.#connection.close();
    this.#database.close();
    await rm(this.#waiting, { force: true, recursive: true });
  }

  async #copy(): Promise<string> {
    const types = await castable(this.#connection, this.#columns.map(parquetType));
    const names = parquetNames(this.#columns);
    const fields = types.map((type, index) => `${typed(`c${index}`, type, 'CAST')} AS ${names[index]!}`);
    const path = sqlText(this.#temp.path);
    return `COPY (SELECT ${fields.join(', ')} FROM waiting) TO ${path} (${parquetOptions(types.length)})`;
  }
}

async function bytesIn(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** The types to which every cell of their columns casts without loss; VARCHAR for the others. */
async function castable(connection: EmbeddedConnection, types: readonly string[]): Promise<string[]> {
  const fails = (type: string, index: number) => {
    if (type === 'VARCHAR') return "'0'";
    const value = typed(`c${index}`, type, 'TRY_CAST');
    // A cast to a whole number rounds (1.5 is 2) and drops zeros: there the text itself has to come back.
    const lost = WHOLE.test(type) ? `${value}::VARCHAR IS DISTINCT FROM c${index}` : `${value} IS NULL`;
    return `count(*) FILTER (c${index} IS NOT NULL AND ${lost})::VARCHAR`;
  };
  const [counts] = await connection.rows(`SELECT ${types.map(fails).join(', ')} FROM waiting`);
  return types.map((type, index) => (counts?.[index] === '0' ? type : 'VARCHAR'));
}

const WHOLE = /INT(?:EGER)?$|^DECIMAL\(\d+,\s*0\)$/;
const LARGE_WHOLE = /^DECIMAL\((?:19|[23]\d),\s*0\)$/;

// Text to DECIMAL(38,0) takes DuckDB 1.5 a hundred times longer (15 µs) than by way of HUGEINT.
function typed(cell: string, type: string, cast: 'CAST' | 'TRY_CAST'): string {
  return LARGE_WHOLE.test(type) ? `${cast}(${cast}(${cell} AS HUGEINT) AS ${type})` : `${cast}(${cell} AS ${type})`;
}
