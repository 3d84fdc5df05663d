import { join } from 'node:path';
import type { CsvFile, Parameters as SqlParameters } from '../backends/base.js';
import {
  collect,
  mustAllowShell,
  openRedirect,
  saysWayBack,
  type HostRunOptions,
  type Redirect,
  type WholeResult,
} from '../meta/index.js';
import type { Display, Executed, ExecuteOptions, Variables } from '../meta/index.js';
import { catalogOf } from '../session/catalog/index.js';
import { WayBack, type Run, type Session, type SessionEvent } from '../session/index.js';
import { CancelledError, ConfigError } from '../support/errors.js';
import { appPaths } from '../support/paths.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { wrapLines } from '../support/wrap.js';
import { ExportView } from './export-view.js';
import { KeptResults, type KeptResult } from './grid/kept-results.js';
import { showInPager } from './pager.js';
import type { Questions } from './questions.js';
import type { ReplScreen, ReplState } from './repl-types.js';
import { RunView, type Ending, type ViewTarget } from './run-view.js';
import type { Store } from './store.js';
import type { Waiting } from './waiting.js';

const CANCEL_PATIENCE_MS = 10_000;
/** Of a statement that a command runs. */
const MOST_ROWS = 10_000;

/** What statements run on, and where what they tell goes. */
export interface RunnerHome {
  readonly session: Session;
  readonly display: Display;
  readonly variables: Variables;
  readonly screen: ReplScreen;
  readonly state: Store<ReplState>;
  readonly waiting: Waiting;
  readonly questions: Questions;
  say(text: string): void;
  showError(thrown: unknown): void;
  target(): ViewTarget;
  statementEnded(sql: string, ms: number, ending: Ending, rows: number): void;
}

/** Starts statements on the session in use, follows them to the screen or a file, cancels them. */
export class Runner {
  lastSql: string | null = null;
  readonly #home: RunnerHome;
  readonly #kept = new KeptResults(join(appPaths().cache, 'results'));
  #run: Run | undefined;
  #cancelAsked = 0;
  /** True once Ctrl-C was pressed in what was entered. */
  #isStopping = false;
  #paused: { readonly run: Run; readonly events: AsyncIterator<SessionEvent>; readonly view: RunView } | undefined;
  /** Of the last statement, so that \g runs it with them again. */
  #lastParameters: SqlParameters | undefined;
  #redirect: Redirect | undefined;

  constructor(home: RunnerHome) {
    this.#home = home;
  }

  /** Results that can be looked at again, the newest first. */
  get results(): readonly KeptResult[] {
    return this.#kept.results;
  }

  /** Something new was entered: the next Ctrl-C is the first. */
  begin(): void {
    this.#cancelAsked = 0;
    this.#isStopping = false;
  }

  /** @param line on which the statement starts in the person's text, from 1. False: it failed or was cancelled. */
  async statement(sql: string, line: number, options: HostRunOptions = {}): Promise<boolean> {
    const { display: usual } = this.#home;
    const display = options.expanded === undefined ? usual : { ...usual, expanded: options.expanded };
    const target = { ...this.#home.target(), display };
    const { to } = options;
    if (to === undefined && !this.#redirect) {
      const run = this.#start(sql, options, display.limit);
      return this.#follow(run, run[Symbol.asyncIterator](), new RunView(target, line), sql);
    }
    const write = () => this.#write(sql, options, (redirect) => new ExportView(target, line, redirect));
    return to?.startsWith('|') ? this.#home.screen.handOver(write) : write();
  }

  /** Runs a statement and keeps its rows instead of showing them. @throws SmallexError */
  async read(sql: string, most: number): Promise<WholeResult> {
    const run = this.#start(sql, {});
    this.#run = run;
    this.#home.waiting.begin('running');
    try {
      return await collect(run, most);
    } finally {
      this.#home.waiting.end();
      this.#run = undefined;
    }
  }

  /** Runs a statement that is a part of what a command does, which the person has agreed to. @throws SmallexError */
  async execute(sql: string, { parameters, waiting = 'running', cleansUp }: ExecuteOptions = {}): Promise<Executed> {
    if (this.#isStopping && cleansUp !== true) throw new CancelledError('Stopped.', { confirmed: true });
    const { session } = this.#home;
    this.#paused = undefined;
    const run = session.run(sql, { unsplit: true, parameters, confirm: () => undefined });
    this.#run = run;
    this.#home.waiting.begin(waiting);
    try {
      return await collect(run, MOST_ROWS);
    } finally {
      this.#home.waiting.end();
      this.#run = undefined;
    }
  }

  /**
   * Reads on in the result that stopped at the row limit; nothing is run again.
   * @param quiet only says how many rows there are now: they are seen elsewhere
   */
  async more(rows: number, quiet = false): Promise<void> {
    const paused = this.#paused;
    if (!paused)
      throw new ConfigError('There is no result with more rows.', {
        hint: 'A result that stopped at the row limit can be read on until another statement runs.',
      });
    this.#paused = undefined;
    paused.view.beginMore(quiet);
    paused.run.more(rows);
    await this.#follow(paused.run, paused.events, paused.view, this.lastSql ?? '');
  }

  /** Cancels on the server what runs; asked for again: stops waiting for it. */
  interrupt(): void {
    const { waiting, state } = this.#home;
    this.#isStopping = true;
    const run = this.#run;
    if (!run) return;
    this.#cancelAsked++;
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
  async redirect(to: string | null): Promise<void> {
    const before = this.#redirect;
    this.#redirect = undefined;
    await before?.finish();
    if (to !== null) this.#redirect = await this.#openRedirect(to, this.#home.display);
  }

  /** Another session is in use from now on. */
  sessionChanged(): void {
    this.#paused = undefined;
    this.#kept.cut();
  }

  /** Ends the file of \o; one that a result is still being written to is taken away. @throws ExportError */
  async finishRedirect(): Promise<void> {
    if (this.#run) await this.#redirect?.abort();
    else await this.#redirect?.finish();
  }

  /** Cancels what runs, waiting 2 s for it at most. */
  async cancelRunning(): Promise<void> {
    await Promise.race([this.#run?.cancel(), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
  }

  /** Deletes the kept results. */
  async close(): Promise<void> {
    await this.#kept.close();
  }

  #start(sql: string, { parameters }: HostRunOptions, limit?: number, csvFile?: CsvFile): Run {
    const { session, variables, questions } = this.#home;
    const given = parameters ?? (sql === this.lastSql ? this.#lastParameters : undefined);
    this.lastSql = sql;
    this.#lastParameters = given;
    this.#paused = undefined;
    const text = variables.fill(sql, session.engine);
    return session.run(text, {
      unsplit: true,
      limit,
      parameters: given,
      csvFile,
      confirm: (question) => questions.confirm(question, session),
    });
  }

  async #write(sql: string, options: HostRunOptions, viewOn: (redirect: Redirect) => ExportView): Promise<boolean> {
    const { to, expanded } = options;
    const { display } = this.#home;
    const format = expanded === true && display.format === 'table' ? 'vertical' : display.format;
    const redirect = to === undefined ? this.#redirect! : await this.#openRedirect(to, { ...display, format });
    // Not under \o: what a failed statement left would stand before the next result.
    const run = this.#start(sql, options, undefined, to === undefined ? undefined : redirect.sink.csvFile);
    const events = run[Symbol.asyncIterator]();
    const view = viewOn(redirect);
    try {
      const ok = await this.#follow(run, events, view, sql);
      if (!ok && view.isHalf) await this.#failHalf(redirect);
      if (to !== undefined) await (ok ? redirect.finish() : redirect.abort());
      return ok;
    } catch (error) {
      // Not run.cancel(): it waits for an end that rows which nobody reads any more would keep off for ever.
      await events.return?.();
      // A second result that a file of \o can't hold must not take the first one away.
      if (to === undefined && error instanceof ConfigError) throw error;
      await redirect.abort();
      if (to === undefined) this.#redirect = undefined;
      throw error;
    }
  }

  /** What \o has so far would be half of a result: it is given up, and the screen gets what follows. */
  async #failHalf(redirect: Redirect): Promise<void> {
    if (!(await redirect.sink.fail())) return;
    const isOpen = redirect === this.#redirect;
    if (isOpen) this.#redirect = undefined;
    const rest = isOpen ? ' What follows goes to the screen again.' : '';
    this.#home.say(`${redirect.label} was not written: it would hold half of this result.${rest}`);
  }

  /** Shows a result in the person's pager; on the screen where that can't be run. Waiting for it is no work. */
  async #page(view: RunView): Promise<void> {
    const paged = view.takeForPager();
    if (!paged) return;
    const { waiting, screen, display } = this.#home;
    const [result] = this.#kept.results;
    const { footer, expanded, lines } = paged;
    waiting.end();
    try {
      if (result) await screen.handOver(() => showInPager({ result, display, expanded, footer }));
      else screen.print(lines.join('\n'));
    } catch (error) {
      this.#home.showError(error);
      screen.print(lines.join('\n'));
    }
    screen.print(screen.style.dim(footer));
  }

  async #follow(
    run: Run,
    events: AsyncIterator<SessionEvent>,
    view: RunView | ExportView,
    sql: string,
  ): Promise<boolean> {
    const { session, waiting } = this.#home;
    const started = performance.now();
    this.#run = run;
    waiting.begin('running');
    const back = new WayBack(session.engine, () => session.context.inTransaction === true);
    let ending: Ending = 'done';
    try {
      for (let next = await events.next(); !next.done; next = await events.next()) {
        const event = next.value;
        waiting.take(event);
        catalogOf(session).take(event);
        if (view instanceof RunView) await this.#kept.take(event);
        const ended = await view.take(event);
        if (view instanceof ExportView && event.type === 'rows') waiting.set(view.progress);
        if (view instanceof ExportView && view.isLeft) {
          await events.return?.();
          break;
        }
        this.#sayWayBack(back.take(event));
        if (ended) ending = ended;
        if (ended && view instanceof RunView) await this.#page(view);
        if (ended === 'paused' && view instanceof RunView) {
          this.#paused = { run, events, view };
          break;
        }
      }
    } finally {
      waiting.end();
      this.#run = undefined;
    }
    const problem = this.#kept.takeProblem();
    if (problem !== undefined) this.#home.say(problem);
    this.#home.statementEnded(sql, performance.now() - started, ending, view.rows);
    return ending === 'done' || ending === 'paused';
  }

  /** @throws ConfigError for a `|command` on a profile that forbids programs */
  async #openRedirect(to: string, display: Display): Promise<Redirect> {
    if (to.trimStart().startsWith('|')) mustAllowShell({ allowsShell: true, session: this.#home.session }, to);
    return openRedirect(to, display);
  }

  #sayWayBack(line: string | null): void {
    const { variables, screen } = this.#home;
    if (line === null || !saysWayBack(variables)) return;
    screen.print(screen.style.dim(wrapLines(terminalSafeLines(line), screen.columns - 1)));
  }
}
