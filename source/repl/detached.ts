import type { Detached, DetachedInfo } from '../meta/index.js';
import { cancelledText, type Run, type RunState, type Session } from '../session/index.js';
import { classifyStatement } from '../sql/index.js';
import { ConfigError } from '../support/errors.js';
import { EventReader } from './event-reader.js';
import type { RunView } from './run-view.js';

/** A statement that nobody waits for. */
export interface DetachedStatement {
  /** From 1, as they were left. */
  readonly number: number;
  readonly sql: string;
  readonly session: Session;
  readonly run: Run;
  readonly reader: EventReader;
  readonly view: RunView;
  readonly startedAt: number;
  /** True once its result was asked for. */
  shown: boolean;
  /** True once it was told that it is done. */
  told: boolean;
}

export interface DetachedHome {
  readonly session: Session;
  say(text: string): void;
  /** Told how long one took that has just ended. */
  ended(ms: number): void;
  /** Follows a statement to its end, or until it pauses. False: it failed or was cancelled. */
  follow(statement: DetachedStatement): Promise<boolean>;
  /** Fetches by the engine's own id what was started elsewhere. @throws ConfigError where the engine can't */
  fetch(queryId: string): Promise<boolean>;
}

// How soon the news of an end is told; they are looked at, because what nobody reads tells nothing by itself.
const LOOK_MS = 250;
// An engine that gives ids gives them at once; the number is enough where it takes longer.
const ID_LIMIT_MS = 5_000;

/** The statements that were left running, of all sessions. */
export class DetachedStatements implements Detached {
  readonly #home: DetachedHome;
  readonly #statements: DetachedStatement[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(home: DetachedHome) {
    this.#home = home;
  }

  /** Takes on a run that was started, or left, and says how it is found again. */
  async add(statement: Omit<DetachedStatement, 'number' | 'shown' | 'told'>): Promise<void> {
    const added = { ...statement, number: this.#statements.length + 1, shown: false, told: false };
    this.#statements.push(added);
    if (added.session.engine !== 'duckdb') await idOf(added.run);
    const { queryId, url } = added.run.state;
    const id = queryId === null ? '' : `, query ${queryId}${url === null ? '' : `\n${url}`}`;
    this.#home.say(`[${added.number}] runs without being waited for: \\result ${added.number} shows its rows${id}`);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  list(): readonly DetachedInfo[] {
    return this.#statements.map(({ number, sql, session, run, startedAt, shown }) => ({
      number,
      sql,
      session: session.name,
      queryId: run.state.queryId,
      state: shown ? 'shown' : stateText(run.state),
      seconds: (performance.now() - startedAt) / 1000,
    }));
  }

  /** What would end with the program, or go on without it. */
  running(): readonly DetachedStatement[] {
    return this.#statements.filter(({ run }) => run.state.at !== 'ended' && run.state.at !== 'ready');
  }

  async result(which: string | null): Promise<boolean> {
    const statement = which === null ? this.#newest() : this.#find(which);
    if (!statement) return this.#home.fetch(which!);
    if (statement.shown) {
      const { queryId } = statement.run.state;
      if (queryId !== null && statement.session.connection.result && statement.session === this.#home.session) {
        return this.#home.fetch(queryId);
      }
      throw new ConfigError(`The rows of [${statement.number}] were shown already.`, {
        hint: '\\last shows the newest result again, \\last 2 the one before it.',
      });
    }
    statement.told = true;
    statement.shown = true;
    return this.#home.follow(statement);
  }

  async cancel(which: string): Promise<boolean> {
    const statement = this.#find(which);
    if (!statement) return false;
    const { run, number, sql, session } = statement;
    statement.told = true;
    if (run.state.at === 'ended') this.#home.say(`[${number}] has ended already.`);
    else {
      const { kind } = classifyStatement(sql, { dialect: session.engine });
      const outcome = await run.cancel();
      this.#home.say(`[${number}] ${cancelledText({ ...run.state, outcome }, kind)}`);
    }
    return true;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #find(which: string): DetachedStatement | undefined {
    return this.#statements.find(({ number, run }) => String(number) === which || run.state.queryId === which);
  }

  #newest(): DetachedStatement {
    const newest = this.#statements.findLast(({ shown }) => !shown);
    if (newest) return newest;
    throw new ConfigError('No statement was left running here.', {
      hint: 'select … \\g & starts one; \\result ID fetches what Snowflake keeps of others.',
    });
  }

  #look(): void {
    for (const statement of this.#statements) {
      const { number, run, told } = statement;
      const { at, ending } = run.state;
      if (told || (at !== 'ready' && at !== 'ended')) continue;
      statement.told = true;
      const words = at === 'ready' || ending === 'done' ? 'is done' : ending === 'failed' ? 'failed' : 'was cancelled';
      this.#home.say(`[${number}] ${words}: \\result ${number}`);
      this.#home.ended(performance.now() - statement.startedAt);
    }
  }
}

/** @throws ConfigError for what changes the session, or is part of an open transaction: that is waited for */
export function mustStandAlone(sql: string, session: Session): void {
  const { kind, transaction } = classifyStatement(sql, { dialect: session.engine });
  if (session.context.inTransaction === true) {
    throw new ConfigError('A transaction is open: its statements are waited for.', {
      hint: 'COMMIT or ROLLBACK it first.',
    });
  }
  if (kind === 'session' || transaction !== undefined) {
    throw new ConfigError('This changes the session: it is waited for.', { hint: 'Run it without & at its end.' });
  }
}

/** Resolves when the engine has told the id, or won't. */
async function idOf(run: Run): Promise<void> {
  const end = performance.now() + ID_LIMIT_MS;
  const isOpen = (): boolean => run.state.queryId === null && !['ready', 'ended'].includes(run.state.at);
  while (isOpen() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
}

function stateText({ at, ending }: RunState): string {
  if (at === 'ended') return ending ?? 'done';
  if (at === 'ready') return 'done, rows wait';
  return at === 'planned' ? 'starting' : at === 'warehouse' ? 'warehouse starting' : at;
}
