import { join } from 'node:path';
import type { Parameters as SqlParameters } from '../backends/base.js';
import { displayOf, type Executed, type ExecuteOptions, type HostRunOptions, type WholeResult } from '../meta/index.js';
import { catalogOf } from '../session/catalog/index.js';
import type { Run, RunOptions, Session } from '../session/index.js';
import { ConfigError } from '../support/errors.js';
import { appPaths } from '../support/paths.js';
import { ringAfter } from './bell.js';
import { DetachedStatements, mustStandAlone } from './detached.js';
import { ExportView } from './export-view.js';
import { Follower, following, type FollowerHome } from './follower.js';
import { KeptResults, type KeptResult } from './grid/kept-results.js';
import { LocalResults } from './local-results.js';
import type { Questions } from './questions.js';
import { Redirects } from './redirects.js';
import type { ReplState } from './repl-types.js';
import { RunView, type ViewTarget } from './run-view.js';
import { StopRequest } from './stop-request.js';
import type { Store } from './store.js';

const CANCEL_PATIENCE_MS = 10_000;
/** Of a statement that a command runs. */
const MOST_ROWS = 10_000;

/** What statements run on, and where what they tell goes. */
export interface RunnerHome extends FollowerHome {
  readonly session: Session;
  readonly state: Store<ReplState>;
  readonly questions: Questions;
}

/** Starts statements on the session in use, has them followed to the screen or a file, cancels them. */
export class Runner {
  lastSql: string | null = null;
  readonly detached: DetachedStatements;
  readonly local: LocalResults;
  readonly #home: RunnerHome;
  readonly #kept = new KeptResults(join(appPaths().cache, 'results'));
  readonly #stop = new StopRequest();
  readonly #follower: Follower;
  readonly #redirects: Redirects;
  #cancelAsked = 0;
  #work: AbortController | undefined;
  /** Of the last statement, so that \g runs it with them again. */
  #lastParameters: SqlParameters | undefined;

  constructor(home: RunnerHome) {
    this.#home = home;
    this.#follower = new Follower(home, this.#kept, (statement) => this.detached.add(statement));
    this.#redirects = new Redirects(home, this.#follower, this.#stop);
    this.detached = new DetachedStatements({
      get session() {
        return home.session;
      },
      say: (text) => home.printer.say(text),
      ended: (ms) => ringAfter(ms, home),
      follow: (statement) => this.#follower.follow(statement),
      fetch: (queryId) => this.#fetch(queryId),
    });
    this.local = new LocalResults(this.#kept, {
      say: (text) => home.printer.say(text),
      work: (waiting, run) => this.work(waiting, run),
      follow: (session, sql, line) => this.#followLocal(session, sql, line),
    });
  }

  /** Results that can be looked at again, the newest first. */
  get results(): readonly KeptResult[] {
    return this.#kept.results;
  }

  /** True once Ctrl-C was pressed in what was entered. */
  get isStopping(): boolean {
    return this.#stop.isMade;
  }

  /** Ctrl-C came before there was anything to cancel. @throws CancelledError */
  refuseWhenStopped(): void {
    this.#stop.refuse();
  }

  /** Something new was entered: the next Ctrl-C is the first. */
  begin(): void {
    this.#cancelAsked = 0;
    this.#stop.clear();
  }

  /** @param line on which the statement starts in the person's text, from 1. False: it failed or was cancelled. */
  async statement(sql: string, line: number, options: HostRunOptions = {}): Promise<boolean> {
    this.#stop.refuse();
    const target = this.#target(options);
    if (!this.#redirects.takes(options)) {
      const run = this.#start(sql, options, { limit: this.#home.display.limit });
      return this.#show(run, sql, new RunView(target, line));
    }
    const write = () =>
      this.#redirects.write({ sql, line, options, target, start: (engine) => this.#start(sql, options, engine) });
    // Nothing may be drawn where somebody else writes to the screen.
    return this.#redirects.isOnScreen(options) ? this.#home.screen.handOver(write, () => this.interrupt()) : write();
  }

  /** Starts a statement and waits for no more than its id. @throws ConfigError where it would change the session */
  async start(sql: string, line: number, options: HostRunOptions = {}): Promise<void> {
    const { session, display } = this.#home;
    mustStandAlone(sql, session);
    const { text, options: how } = this.#prepared(sql, options);
    const run = session.start(text, { ...how, limit: display.limit });
    const statement = following({ run, sql, session, view: new RunView(this.#target(options), line) });
    const first = await statement.reader.next();
    if (first !== undefined && first !== 'left') {
      void statement.view.take(first);
      catalogOf(session).take(first);
    }
    await this.detached.add(statement);
  }

  /** Leaves what runs: nobody waits for it any more. */
  detach(): void {
    const { state } = this.#home;
    const { current } = this.#follower;
    if (!current) state.set({ hint: 'Nothing is running that could be left.' });
    else if (current.view instanceof ExportView) state.set({ hint: 'What writes to a file or command can’t be left.' });
    else if (!current.session.detach(current.run)) state.set({ hint: 'It has ended already.' });
    else current.reader.leave();
  }

  /** Runs a statement and keeps its rows instead of showing them. @throws SmallexError */
  async read(sql: string, most: number): Promise<WholeResult> {
    return this.#follower.collect(this.#start(sql, {}), most, 'running');
  }

  /** Runs a statement that is a part of what a command does, which the person has agreed to. @throws SmallexError */
  async execute(sql: string, options: ExecuteOptions = {}): Promise<Executed> {
    const { parameters, waiting = 'running', cleansUp, localFolder } = options;
    if (cleansUp !== true) this.#stop.refuse();
    this.#follower.dropPaused();
    const how = { unsplit: true, parameters, localFolder, confirm: () => undefined };
    return this.#follower.collect(this.#home.session.run(sql, how), MOST_ROWS, waiting);
  }

  /** Does what Ctrl-C ends, here and not on the server. */
  async work<T>(what: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#stop.refuse();
    this.#work = new AbortController();
    this.#home.waiting.begin(what);
    try {
      return await run(this.#work.signal);
    } finally {
      this.#home.waiting.end();
      this.#work = undefined;
    }
  }

  /**
   * Reads on in the result that stopped at the row limit; nothing is run again.
   * @param quiet only says how many rows there are now: they are seen elsewhere
   */
  async more(rows: number, quiet = false): Promise<void> {
    const paused = this.#follower.takePaused();
    if (!paused)
      throw new ConfigError('There is no result with more rows.', {
        hint: 'A result that stopped at the row limit can be read on until another statement runs.',
      });
    if (paused.view instanceof RunView) paused.view.beginMore(quiet);
    paused.run.more(rows);
    await this.#follower.follow({ ...paused, startedAt: performance.now() });
  }

  /** Cancels on the server what runs; asked for again: stops waiting for it. */
  interrupt(): void {
    if (this.#redirects.isDeaf) return;
    const { waiting, state } = this.#home;
    this.#stop.make();
    this.#work?.abort();
    this.#redirects.interrupt();
    const { run, current } = this.#follower;
    if (!run) {
      this.#redirects.giveUp();
      return;
    }
    this.#cancelAsked++;
    // What waits for a reader that takes nothing would keep the cancel waiting, too.
    if (current?.view instanceof ExportView) current.view.stop();
    if (this.#cancelAsked > 1) {
      run.abandon();
      return;
    }
    waiting.set('cancelling; Ctrl+C again stops waiting');
    const patience = setTimeout(() => {
      state.set({ hint: 'The server has not confirmed the cancel yet. Ctrl+C again stops waiting.' });
    }, CANCEL_PATIENCE_MS);
    void run.cancel().finally(() => clearTimeout(patience));
  }

  /** Sends all results from now on to a file or `|command`; null: to the screen again. @throws ExportError */
  redirect(to: string | null): Promise<void> {
    return this.#redirects.set(to);
  }

  /** Another session is in use from now on. */
  sessionChanged(): void {
    this.#follower.dropPaused();
    this.#kept.cut();
  }

  /** Ends the file of \o; one that a result is still being written to is taken away. @throws ExportError */
  finishRedirect(): Promise<void> {
    return this.#redirects.end();
  }

  /** Cancels what runs, waiting 2 s for it at most. */
  async cancelRunning(): Promise<void> {
    await Promise.race([this.#follower.run?.cancel(), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
  }

  /** Deletes the kept results. */
  async close(): Promise<void> {
    this.detached.close();
    await this.local.close();
    await this.#kept.close();
  }

  #show(run: Run, sql: string, view: RunView, session = this.#home.session): Promise<boolean> {
    return this.#follower.follow(following({ run, sql, session, view }));
  }

  async #fetch(queryId: string): Promise<boolean> {
    const { session, display } = this.#home;
    const run = session.result(queryId, { limit: display.limit });
    return this.#show(run, `-- result of ${queryId}`, new RunView(this.#target(), 1));
  }

  #followLocal(session: Session, sql: string, line: number): Promise<boolean> {
    this.#follower.dropPaused();
    const run = session.run(sql, { unsplit: true, limit: this.#home.display.limit });
    return this.#show(run, sql, new RunView(this.#target(), line), session);
  }

  #target(options: HostRunOptions = {}): ViewTarget {
    return { ...this.#home.printer.target(), display: displayOf(this.#home.display, options) };
  }

  #start(sql: string, given: HostRunOptions, more: RunOptions = {}): Run {
    const { text, options } = this.#prepared(sql, given);
    return this.#home.session.run(text, { ...options, ...more });
  }

  #prepared(sql: string, { parameters }: HostRunOptions): { text: string; options: RunOptions } {
    const { session, variables, questions } = this.#home;
    const given = parameters ?? (sql === this.lastSql ? this.#lastParameters : undefined);
    this.lastSql = sql;
    this.#lastParameters = given;
    this.#follower.dropPaused();
    const text = variables.fill(sql, session.engine);
    const confirm: RunOptions['confirm'] = (question) => questions.confirm(question, session);
    return { text, options: { unsplit: true, parameters: given, confirm } };
  }
}
