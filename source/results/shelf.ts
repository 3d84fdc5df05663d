import type { Column } from './column.js';
import { EmbeddedDatabase, type EmbeddedConnection, type EmbeddedLimits } from './embedded.js';
import { prepareSpillFolder, spillFile, type SpillFile } from './spill-file.js';
import { ResultStore, type StoreHome } from './store.js';

export interface ShelfOptions extends EmbeddedLimits {
  /** Where a file may be made when memory is not enough; the shelf makes the folder. */
  readonly folder: string;
  /** How many bytes all kept results together may take in memory; default 256 MiB. */
  readonly budget?: number;
}

const DEFAULT_BUDGET = 256 * 1024 * 1024;
const CHECKPOINT_AT = '1GB';

interface Engine {
  readonly file: SpillFile;
  readonly database: EmbeddedDatabase;
  readonly writing: EmbeddedConnection;
  readonly reading: EmbeddedConnection;
}

/**
 * The results that a session keeps. They stay in memory up to the budget; then the oldest go to an embedded DuckDB
 * file, which is deleted with the shelf and, after a kill -9, by the next shelf of that folder.
 */
export class ResultShelf implements StoreHome {
  readonly #options: ShelfOptions;
  readonly #stores = new Set<ResultStore>();
  #engine: Promise<Engine> | null = null;
  #tables = 0;

  private constructor(options: ShelfOptions) {
    this.#options = options;
  }

  static async open(options: ShelfOptions): Promise<ResultShelf> {
    await prepareSpillFolder(options.folder);
    return new ResultShelf(options);
  }

  /** Bytes that all kept results take in memory, as estimated. */
  get bytes(): number {
    return [...this.#stores].reduce((total, store) => total + store.bytes, 0);
  }

  /** A place for a new result. */
  keep(columns: readonly Column[]): ResultStore {
    const store = new ResultStore(columns, `r${++this.#tables}`, this);
    this.#stores.add(store);
    return store;
  }

  /** Deletes everything. */
  async close(): Promise<void> {
    const engine = await this.#engine?.catch(() => null);
    this.#stores.clear();
    this.#engine = null;
    if (!engine) return;
    // The file is deleted in a moment: bringing it into order first takes half a second of our own thread.
    await engine.writing.run('PRAGMA disable_checkpoint_on_shutdown');
    engine.writing.close();
    engine.reading.close();
    engine.database.close();
    await engine.file.remove();
  }

  /** Another connection to where the tables are. Close it before the shelf. */
  async connect(): Promise<EmbeddedConnection> {
    return (await this.engine()).database.connect();
  }

  /** For its stores: the embedded DuckDB, opened when first needed. */
  engine(): Promise<Engine> {
    this.#engine ??= this.#open().catch((error: unknown) => {
      this.#engine = null;
      throw error;
    });
    return this.#engine;
  }

  /** For its stores: moves the oldest results out of memory until the budget holds. */
  async settle(): Promise<void> {
    const budget = this.#options.budget ?? DEFAULT_BUDGET;
    for (const store of this.#stores) {
      if (this.bytes <= budget) return;
      await store.spill();
    }
  }

  /** For its stores. */
  forget(store: ResultStore): void {
    this.#stores.delete(store);
  }

  async #open(): Promise<Engine> {
    const file = spillFile(this.#options.folder);
    const database = await EmbeddedDatabase.open(file.path, this.#options);
    const writing = await database.connect();
    // At each checkpoint DuckDB writes the row group that isn't full anew: by its 16 MiB one of 200 columns was written
    // eight times. The log that waits for it may be on disk only as long as the file itself.
    await writing.run(`SET GLOBAL checkpoint_threshold = '${CHECKPOINT_AT}'`);
    return { file, database, writing, reading: await database.connect() };
  }
}
