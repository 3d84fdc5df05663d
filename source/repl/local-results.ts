import { SILENT_IO } from '../backends/base.js';
import { loginToInstance } from '../backends/duckdb/login.js';
import type { Local, LocalResult } from '../meta/index.js';
import type { Column } from '../results/column.js';
import { sqlName } from '../results/embedded.js';
import { Session } from '../session/index.js';
import { CancelledError, ConfigError } from '../support/errors.js';
import { untilAborted } from '../support/until-aborted.js';
import type { KeptResult, KeptResults } from './grid/kept-results.js';

/** The database that a person's own tables and views are in: in memory, apart from the tables of the results. */
const CATALOG = 'local';
/** `last` is the newest result, `last2` the one before it: as \last counts them. */
const NAME = /\blast([1-9]\d{0,2})?\b/gi;

/** Of each result so many rows are asked for their keys, and no longer texts: a key must not wait for it. */
const SEEN_ROWS = 20;
const SEEN_LETTERS = 20_000;

interface View {
  readonly name: string;
  readonly result: KeptResult;
}

interface Opened {
  readonly session: Session;
  /** The catalog in which the results' tables are. */
  readonly shelf: string;
}

export interface LocalHome {
  say(text: string): void;
  work<T>(waiting: string, run: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Runs a statement on a session that isn't the one in use, and shows what it gives. */
  follow(session: Session, sql: string, line: number): Promise<boolean>;
}

/** The kept results as views of a DuckDB session: whatever engine they came from, they can be queried and joined. */
export class LocalResults implements Local {
  readonly #kept: Pick<KeptResults, 'results' | 'connect'>;
  readonly #home: LocalHome;
  #opened: Promise<Opened> | undefined;

  constructor(kept: Pick<KeptResults, 'results' | 'connect'>, home: LocalHome) {
    this.#kept = kept;
    this.#home = home;
  }

  list(): readonly LocalResult[] {
    return this.#kept.results.map(({ store, columns, sql, state }, index) => ({
      name: index === 0 ? 'last' : `last${index + 1}`,
      rows: store.rows,
      isWhole: state === 'whole',
      columns,
      sql,
    }));
  }

  json(column: string): readonly { readonly sql: string; readonly texts: readonly string[] }[] {
    const name = column.toLowerCase();
    return this.#kept.results.flatMap(({ sql, columns, store }) => {
      const index = columns.findIndex((one) => one.name.toLowerCase() === name);
      if (index < 0) return [];
      const texts = store.newest(SEEN_ROWS).map((row) => row[index] ?? '');
      return [{ sql, texts: texts.filter((text) => text.length <= SEEN_LETTERS && /^\s*[[{]/.test(text)) }];
    });
  }

  async run(sql: string, line = 1): Promise<boolean> {
    const named = new Map([...sql.matchAll(NAME)].map(([name, age]) => [name.toLowerCase(), Number(age ?? 1)]));
    const views = [...named].map(([name, age]) => ({ name, result: resultAt(this.#kept.results, age) }));
    const session = await this.#home.work('looking at the results', async (signal) => {
      const ready = await untilAborted(this.#ready(views), signal);
      if (ready === 'aborted') throw new CancelledError('Stopped.', { confirmed: true });
      return ready;
    });
    for (const { name, result } of views) for (const note of noteOf(name, result)) this.#home.say(note);
    return this.#home.follow(session, sql, line);
  }

  /** Closes the session; before the results are deleted. Never throws. */
  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    await opened?.session.close();
  }

  async #ready(views: readonly View[]): Promise<Session> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    const { session, shelf } = await this.#opened;
    for (const { name, result } of views) {
      const table = `${sqlName(shelf)}.main.${sqlName(await result.store.inTable())}`;
      const view = `CREATE OR REPLACE VIEW ${CATALOG}.main.${name} AS SELECT ${list(result.columns)} FROM ${table}`;
      await (await session.connection.execute(view)).close();
    }
    return session;
  }

  async #open(): Promise<Opened> {
    const connect = async () => {
      const connection = await this.#kept.connect();
      await connection.run(`ATTACH IF NOT EXISTS ':memory:' AS ${CATALOG}`);
      return connection.driver;
    };
    const login = loginToInstance({ connect }, ':memory:');
    const connection = await login.open({}, SILENT_IO);
    const shelf = connection.context().catalog ?? 'memory';
    await (await connection.execute(`USE ${CATALOG}`)).close();
    const options = { path: ':memory:' };
    const session = new Session({
      name: CATALOG,
      engine: 'duckdb',
      settings: {},
      options,
      opened: { login, connection },
    });
    return { session, shelf };
  }
}

function resultAt(results: readonly KeptResult[], age: number): KeptResult {
  const result = results[age - 1];
  if (result) return result;
  const kept = results.length;
  throw new ConfigError(
    kept === 0 ? 'There is no result yet.' : `There is no result ${age}: ${kept} ${kept === 1 ? 'is' : 'are'} kept.`,
    {
      hint: 'last is the newest result, last2 the one before it. Run a statement that returns rows first.',
    },
  );
}

/** The cells by their own types, under names that DuckDB can tell apart. */
function list(columns: readonly Column[]): string {
  const taken = new Set<string>();
  return columns
    .map(({ name, storageType }, index) => {
      const own = name === '' ? `column${index}` : name;
      let free = own;
      for (let more = 1; taken.has(free.toLowerCase()); more++) free = `${own}_${more}`;
      taken.add(free.toLowerCase());
      const cell = storageType === 'VARCHAR' ? `c${index}` : `CAST(c${index} AS ${storageType})`;
      return `${cell} AS ${sqlName(free)}`;
    })
    .join(', ');
}

function noteOf(name: string, { state, store }: KeptResult): readonly string[] {
  if (state === 'whole') return [];
  const rows = store.rows === 1 ? 'row' : `${store.rows.toLocaleString('en-US')} rows`;
  return [`${name} is the first ${rows} of a result that has more: \\pset maxrows says how many are fetched.`];
}
