import type { ResultPart } from '../../meta/index.js';
import type { Batch, Column } from '../../results/column.js';
import type { EmbeddedConnection } from '../../results/embedded.js';
import { ResultShelf } from '../../results/shelf.js';
import type { ResultStore } from '../../results/store.js';
import type { SessionEvent, StatementText } from '../../session/index.js';
import { ConfigError } from '../../support/errors.js';

/** A result that can be looked at again without running anything. */
export interface KeptResult {
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly store: ResultStore;
  /** `paused`: more rows exist on the server. `incomplete`: it ended before its last row. */
  readonly state: 'reading' | 'paused' | 'whole' | 'incomplete';
}

// Their memory is bounded by the shelf; this bounds the file it spills to.
const MOST_RESULTS = 10;

/** Keeps the rows of what a session runs, the newest results of it. A statement never fails for it. */
export class KeptResults {
  readonly #folder: string;
  #shelf: Promise<ResultShelf> | undefined;
  #results: KeptResult[] = [];
  #statement: StatementText | undefined;
  #broken: string | undefined;

  /** @param folder where results are put that don't fit into memory; made with the first result */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The newest first. */
  get results(): readonly KeptResult[] {
    return this.#results;
  }

  /** Another connection to the DuckDB that holds them. Close it before them. */
  async connect(): Promise<EmbeddedConnection> {
    return (await this.#opened()).connect();
  }

  /** A sentence to show once, when results can't be kept. */
  takeProblem(): string | undefined {
    const problem = this.#broken;
    this.#broken = undefined;
    return problem;
  }

  /** Takes an event of a run; resolves when there is room for more rows. Never throws. */
  async take(event: SessionEvent): Promise<void> {
    try {
      await this.#take(event);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#broken = `This result could not be kept for the grid: ${why}`;
      this.#results = this.#results.filter(({ state }) => state !== 'reading');
    }
  }

  /** The connection of the newest result is in use for something else: what wasn't read stays on the server. */
  cut(): void {
    this.#become('incomplete', 'paused');
  }

  /** Deletes all of them. */
  async close(): Promise<void> {
    const shelf = await this.#shelf?.catch(() => undefined);
    this.#results = [];
    this.#shelf = undefined;
    await shelf?.close();
  }

  async #take(event: SessionEvent): Promise<void> {
    switch (event.type) {
      case 'statement':
        this.#statement = event.statement;
        this.cut();
        return;
      case 'columns':
        await this.#begin(event.columns);
        return;
      case 'rows':
        await this.#add(event.rows);
        return;
      case 'paused':
        this.#become('paused');
        return;
      case 'done':
        this.#become(event.cut ? 'incomplete' : 'whole');
        return;
      case 'failed':
      case 'cancelled':
        this.#become('incomplete');
    }
  }

  async #begin(columns: readonly Column[]): Promise<void> {
    const statement = this.#statement;
    if (!statement?.meaning.returnsRows || columns.length === 0) return;
    const shelf = await this.#opened();
    this.#results = [{ sql: statement.sql, columns, store: shelf.keep(columns), state: 'reading' }, ...this.#results];
    for (const { store } of this.#results.splice(MOST_RESULTS)) await store.drop();
  }

  #opened(): Promise<ResultShelf> {
    this.#shelf ??= ResultShelf.open({ folder: this.#folder }).catch((error: unknown) => {
      this.#shelf = undefined;
      throw error;
    });
    return this.#shelf;
  }

  async #add(rows: Batch): Promise<void> {
    const [newest] = this.#results;
    if (newest?.state === 'reading' || newest?.state === 'paused') await newest.store.add(rows);
  }

  #become(state: KeptResult['state'], from?: KeptResult['state']): void {
    const [newest, ...older] = this.#results;
    if (!newest) return;
    const open = from === undefined ? newest.state === 'reading' || newest.state === 'paused' : newest.state === from;
    if (open) this.#results = [{ ...newest, state }, ...older];
  }
}

/** The first rows of the newest result. @throws ConfigError when there is none */
export async function newestPart([newest]: readonly KeptResult[], most: number): Promise<ResultPart> {
  if (!newest) {
    throw new ConfigError('There is no result to show yet.', { hint: 'Run a statement that returns rows first.' });
  }
  const { columns, store } = newest;
  return { columns, rows: await store.window(0, most), total: store.rows };
}
