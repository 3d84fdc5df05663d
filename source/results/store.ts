import type { Batch, Column, Row } from './column.js';
import type { EmbeddedConnection } from './embedded.js';
import {
  findRow,
  makeView,
  numbersOf,
  rowsOf,
  statisticsOf,
  type ColumnStatistics,
  type Search,
  type Tables,
  type ViewSpec,
} from './queries.js';
import { TextTable } from './text-table.js';

/** What a store needs of the shelf it stands on. */
export interface StoreHome {
  engine(): Promise<{ readonly writing: EmbeddedConnection; readonly reading: EmbeddedConnection }>;
  settle(): Promise<void>;
  forget(store: ResultStore): void;
}

/** Rows in some order, some of them perhaps filtered out. */
export interface ResultView {
  readonly rows: number;
  /** Rows `from` (counted from 0) up to `to`, as far as they are there. */
  window(from: number, to: number): Promise<readonly Row[]>;
  /** Where the next row with the text is, by its place in this view; null: none. */
  find(search: Search): Promise<number | null>;
  /** Of the rows of this view. */
  statistics(column: number): Promise<ColumnStatistics>;
  drop(): Promise<void>;
}

// Once a result is in the file, so many bytes of its newest rows wait in memory for the next commit.
const PENDING = 16 * 1024 * 1024;
// A string's header and the pointer to it in V8.
const BYTES_A_CELL = 24;

/**
 * One kept result: in memory while that is allowed, else in the shelf's file. Rows can be read while more arrive.
 * Sorting, filtering and statistics are DuckDB's, on the columns' storage types.
 */
export class ResultStore implements ResultView {
  readonly columns: readonly Column[];
  readonly #table: string;
  readonly #home: StoreHome;
  /** The newest rows; row number `#from` is the first of them. */
  #memory: Row[] = [];
  #from = 0;
  #bytes = 0;
  #loaded: TextTable | null = null;
  #spilled = false;
  #views = 0;
  #queue: Promise<unknown> = Promise.resolve();

  /** By `ResultShelf.keep`. */
  constructor(columns: readonly Column[], table: string, home: StoreHome) {
    this.columns = columns;
    this.#table = table;
    this.#home = home;
  }

  get rows(): number {
    return this.#from + this.#memory.length;
  }

  /** Of the newest rows those that are in memory, at most so many. */
  newest(most: number): readonly Row[] {
    return this.#memory.slice(-most);
  }

  /** Bytes in memory, as estimated. */
  get bytes(): number {
    return this.#bytes;
  }

  get spilled(): boolean {
    return this.#spilled;
  }

  /** Takes rows; resolves when there is room for more. */
  async add(batch: Batch): Promise<void> {
    for (const row of batch) {
      this.#memory.push(row);
      this.#bytes += bytesOf(row);
    }
    if (!this.#spilled) await this.#home.settle();
    else if (this.#bytes > PENDING) await this.#alone(() => this.#toFile());
  }

  /** Moves everything to the file. */
  async spill(): Promise<void> {
    if (this.#spilled && this.#bytes <= PENDING) return;
    this.#spilled = true;
    await this.#alone(() => this.#toFile());
  }

  async window(from: number, to: number): Promise<readonly Row[]> {
    const end = Math.min(to, this.rows);
    if (from >= this.#from) return this.#memory.slice(from - this.#from, Math.max(0, end - this.#from));
    // Taken before the query: a commit that ends meanwhile moves these rows to the file.
    const newest = this.#memory.slice(0, Math.max(0, end - this.#from));
    const old = await rowsOf(await this.#reading(), this.#tables(), from, Math.min(end, this.#from));
    return [...old, ...newest];
  }

  /** The rows that there are now, sorted and filtered. Drop it when it isn't shown any more. */
  async view(spec: ViewSpec): Promise<ResultView> {
    await this.#sync();
    const tables = this.#tables(`${this.#table}_v${++this.#views}`);
    const { writing } = await this.#home.engine();
    const rows = await this.#alone(() => makeView(writing, tables, spec));
    const source: ViewSource = {
      tables,
      reading: () => this.#reading(),
      window: (from, to) => this.#viewWindow(tables, from, to),
      drop: () => this.#alone(() => writing.run(`DROP TABLE IF EXISTS ${tables.view!}`)),
    };
    return new StoredView(source, rows);
  }

  /** The table of the rows so far: text columns `c0`, `c1`, … in the order of `n`. It is the shelf's: not to be changed. */
  async inTable(): Promise<string> {
    await this.#sync();
    return this.#table;
  }

  async find(search: Search): Promise<number | null> {
    await this.#sync();
    return findRow(await this.#reading(), this.#tables(), search);
  }

  async statistics(column: number): Promise<ColumnStatistics> {
    await this.#sync();
    return statisticsOf(await this.#reading(), this.#tables(), column);
  }

  async drop(): Promise<void> {
    this.#home.forget(this);
    await this.#alone(async () => {
      if (this.#loaded) await (await this.#home.engine()).writing.run(`DROP TABLE ${this.#table}`);
      [this.#memory, this.#bytes, this.#from, this.#loaded] = [[], 0, 0, null];
    });
  }

  async #viewWindow(tables: Tables, from: number, to: number): Promise<readonly Row[]> {
    const reading = await this.#reading();
    if (this.#spilled) return rowsOf(reading, tables, from, to);
    const numbers = await numbersOf(reading, tables, from, to);
    // It may have been moved to the file while the numbers were read.
    return this.#from > 0 ? rowsOf(reading, tables, from, to) : numbers.map((number) => this.#memory[number]!);
  }

  #tables(view: string | null = null): Tables {
    return { rows: this.#table, view, columns: this.columns };
  }

  async #reading(): Promise<EmbeddedConnection> {
    return (await this.#home.engine()).reading;
  }

  /** All rows so far are in DuckDB then, whether they stay in memory or not. */
  #sync(): Promise<void> {
    return this.#alone(() => (this.#spilled ? this.#toFile() : this.#load()));
  }

  async #load(): Promise<void> {
    const { writing } = await this.#home.engine();
    this.#loaded ??= await TextTable.create(writing, this.#table, this.columns.length);
    await this.#loaded.append(this.#memory.slice(this.#loaded.rows - this.#from));
    await this.#loaded.commit();
  }

  async #toFile(): Promise<void> {
    const end = this.rows;
    // Part by part, each given up as soon as the file has it: else it is in memory twice until the last is written.
    while (this.#from < end) await this.#partToFile(end);
  }

  async #partToFile(end: number): Promise<void> {
    const { writing } = await this.#home.engine();
    this.#loaded ??= await TextTable.create(writing, this.#table, this.columns.length);
    // What was sorted or searched before is in the table already.
    const first = this.#loaded.rows - this.#from;
    let [last, bytes] = [first, 0];
    while (last < end - this.#from && bytes < PENDING) bytes += bytesOf(this.#memory[last++]!);
    await this.#loaded.append(this.#memory.slice(first, last));
    await this.#loaded.commit();
    const done = this.#loaded.committed - this.#from;
    const gone = this.#memory.slice(0, done);
    this.#memory = this.#memory.slice(done);
    this.#from += done;
    this.#bytes -= gone.reduce((total, row) => total + bytesOf(row), 0);
  }

  /** Everything that writes waits for what was asked before. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work, work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

/** Row numbers in an order of their own, in a table beside the rows. */
class StoredView implements ResultView {
  readonly #source: ViewSource;
  readonly rows: number;

  constructor(source: ViewSource, rows: number) {
    this.#source = source;
    this.rows = rows;
  }

  window(from: number, to: number): Promise<readonly Row[]> {
    return this.#source.window(from, Math.min(to, this.rows));
  }

  async find(search: Search): Promise<number | null> {
    return findRow(await this.#source.reading(), this.#source.tables, search);
  }

  async statistics(column: number): Promise<ColumnStatistics> {
    return statisticsOf(await this.#source.reading(), this.#source.tables, column);
  }

  drop(): Promise<void> {
    return this.#source.drop();
  }
}

interface ViewSource {
  readonly tables: Tables;
  reading(): Promise<EmbeddedConnection>;
  window(from: number, to: number): Promise<readonly Row[]>;
  drop(): Promise<void>;
}

function bytesOf(row: Row): number {
  let bytes = BYTES_A_CELL;
  for (const cell of row) bytes += BYTES_A_CELL + (cell?.length ?? 0);
  return bytes;
}
