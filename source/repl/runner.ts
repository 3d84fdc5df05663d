import { join } from 'node:path';
import type { Parameters as SqlParameters } from '../backends/base.js';
import { sizeOfFile, type EngineFile } from '../results/engine-file.js';
import {
  collect,
  mustAllowShell,
  commandFailed,
  type CommandEnd,
  openRedirect,
  redirectKind,
  saysWayBack,
  type HostRunOptions,
  type Redirect,
  type WholeResult,
} from '../meta/index.js';
import type { Display, Executed, ExecuteOptions, Variables } from '../meta/index.js';
import { lossText, STOPPED_TEXT } from '../results/loss-text.js';
import { catalogOf } from '../session/catalog/index.js';
import { cancelledText, WayBack, type Run, type RunOptions, type Session } from '../session/index.js';
import { classifyStatement } from '../sql/index.js';
import { CancelledError, ConfigError } from '../support/errors.js';
import { appPaths } from '../support/paths.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { wrapLines } from '../support/wrap.js';
import { DetachedStatements, mustStandAlone } from './detached.js';
import { EventReader } from './event-reader.js';
import { ExportView } from './export-view.js';
import { KeptResults, type KeptResult } from './grid/kept-results.js';
import { showInPager } from './pager.js';
import type { Questions } from './questions.js';
import type { ReplScreen, ReplState } from './repl-types.js';
import { RunView, type Ending, type ViewTarget } from './run-view.js';
import { LocalResults } from './local-results.js';
import type { Store } from './store.js';
import type { Waiting } from './waiting.js';

const CANCEL_PATIENCE_MS = 10_000;
/** Until then it isn't sure whether a signal was before a command or after. */
const JUST_STARTED_MS = 200;
/** A command that a signal ends is gone by then. */
const INTERRUPTED_MS = 150;
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
  /** Waits until what was printed is written. False: Ctrl-C left that off, and it was said. */
  printed(what: { readonly isResult: boolean }): Promise<boolean>;
  showError(thrown: unknown): void;
  target(): ViewTarget;
  statementEnded(sql: string, ms: number, ending: Ending, rows: number): void;
}

/** A statement under way, and where what it tells goes. */
interface Following {
  readonly run: Run;
  readonly sql: string;
  readonly session: Session;
  readonly reader: EventReader;
  readonly view: RunView | ExportView;
  readonly startedAt: number;
  /** Where the engine may write the rows itself. */
  readonly engineFile?: EngineFile | undefined;
}

type EngineOptions = Pick<RunOptions, 'engineFile' | 'engineLines'>;

/** Starts statements on the session in use, follows them to the screen or a file, cancels them. */
export class Runner {
  lastSql: string | null = null;
  readonly detached: DetachedStatements;
  readonly local: LocalResults;
  readonly #home: RunnerHome;
  readonly #kept = new KeptResults(join(appPaths().cache, 'results'));
  /** What runs; of a statement that is followed, #following tells more. */
  #run: Run | undefined;
  #cancelAsked = 0;
  #work: AbortController | undefined;
  /** True once Ctrl-C was pressed in what was entered. */
  #isStopping = false;
  /** What gets the rows, while it runs. */
  #command: { readonly redirect: Redirect; readonly since: number } | undefined;
  /** True while a signal that this program sends to all that have the terminal comes back to it. */
  #isDeaf = false;
  #following: Following | undefined;
  #paused: Following | undefined;
  /** Of the last statement, so that \g runs it with them again. */
  #lastParameters: SqlParameters | undefined;
  #redirect: Redirect | undefined;
  /** What is being finished: a parquet file takes its time for that. */
  #finishing: Redirect | undefined;

  constructor(home: RunnerHome) {
    this.#home = home;
    this.detached = new DetachedStatements({
      get session() {
        return home.session;
      },
      say: (text) => home.say(text),
      ended: (ms) => this.#ring(ms),
      follow: (statement) => this.#follow(statement),
      fetch: (queryId) => this.#fetch(queryId),
    });
    this.local = new LocalResults(this.#kept, {
      say: (text) => home.say(text),
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
    return this.#isStopping;
  }

  /** Something new was entered: the next Ctrl-C is the first. */
  begin(): void {
    this.#cancelAsked = 0;
    this.#isStopping = false;
  }

  /** @param line on which the statement starts in the person's text, from 1. False: it failed or was cancelled. */
  async statement(sql: string, line: number, options: HostRunOptions = {}): Promise<boolean> {
    this.refuseWhenStopped();
    const target = this.#target(options);
    const { to } = options;
    if (to === undefined && !this.#redirect) {
      const run = this.#start(sql, options, this.#home.display.limit);
      return this.#follow(this.#followed(run, sql, new RunView(target, line)));
    }
    const write = () => this.#write(sql, options, (redirect) => new ExportView(target, line, redirect));
    // Nothing may be drawn where somebody else writes to the screen.
    const isOnScreen = to === undefined ? this.#redirect?.kind === 'terminal' : redirectKind(to) !== 'file';
    return isOnScreen ? this.#home.screen.handOver(write, () => this.interrupt()) : write();
  }

  /** Starts a statement and waits for no more than its id. @throws ConfigError where it would change the session */
  async start(sql: string, line: number, options: HostRunOptions = {}): Promise<void> {
    const { session } = this.#home;
    mustStandAlone(sql, session);
    const { text, options: how } = this.#prepared(sql, options, this.#home.display.limit);
    const run = session.start(text, how);
    const followed = this.#followed(run, sql, new RunView(this.#target(options), line));
    const first = await followed.reader.next();
    if (first !== undefined && first !== 'left') {
      void followed.view.take(first);
      catalogOf(session).take(first);
    }
    await this.detached.add(followed);
  }

  /** Leaves what runs: nobody waits for it any more. */
  detach(): void {
    const { state } = this.#home;
    const following = this.#following;
    if (!following) state.set({ hint: 'Nothing is running that could be left.' });
    else if (following.view instanceof ExportView)
      state.set({ hint: 'What writes to a file or command can’t be left.' });
    else if (!following.session.detach(following.run)) state.set({ hint: 'It has ended already.' });
    else following.reader.leave();
  }

  async #fetch(queryId: string): Promise<boolean> {
    const { session, display } = this.#home;
    const run = session.result(queryId, { limit: display.limit });
    return this.#follow(this.#followed(run, `-- result of ${queryId}`, new RunView(this.#target({}), 1)));
  }

  #followLocal(session: Session, sql: string, line: number): Promise<boolean> {
    this.#dropPaused();
    const run = session.run(sql, { unsplit: true, limit: this.#home.display.limit });
    return this.#follow({ ...this.#followed(run, sql, new RunView(this.#target({}), line)), session });
  }

  #target({ expanded }: HostRunOptions): ViewTarget {
    const { display } = this.#home;
    return { ...this.#home.target(), display: expanded === undefined ? display : { ...display, expanded } };
  }

  #followed<V extends RunView | ExportView>(run: Run, sql: string, view: V): Following & { readonly view: V } {
    const { session } = this.#home;
    return { run, sql, view, session, reader: new EventReader(run), startedAt: performance.now() };
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
  async execute(sql: string, options: ExecuteOptions = {}): Promise<Executed> {
    const { parameters, waiting = 'running', cleansUp, localFolder } = options;
    if (cleansUp !== true) this.refuseWhenStopped();
    const { session } = this.#home;
    this.#paused = undefined;
    const run = session.run(sql, { unsplit: true, parameters, localFolder, confirm: () => undefined });
    this.#run = run;
    this.#home.waiting.begin(waiting);
    try {
      return await collect(run, MOST_ROWS);
    } finally {
      this.#home.waiting.end();
      this.#run = undefined;
    }
  }

  /** Does what Ctrl-C ends, here and not on the server. */
  async work<T>(what: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.refuseWhenStopped();
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
    const paused = this.#paused;
    if (!paused)
      throw new ConfigError('There is no result with more rows.', {
        hint: 'A result that stopped at the row limit can be read on until another statement runs.',
      });
    this.#paused = undefined;
    if (paused.view instanceof RunView) paused.view.beginMore(quiet);
    paused.run.more(rows);
    await this.#follow({ ...paused, startedAt: performance.now() });
  }

  /** Cancels on the server what runs; asked for again: stops waiting for it. */
  interrupt(): void {
    if (this.#isDeaf) return;
    const { waiting, state } = this.#home;
    this.#isStopping = true;
    this.#work?.abort();
    if (this.#command && performance.now() - this.#command.since < JUST_STARTED_MS) this.#interruptAgain();
    const run = this.#run;
    if (!run) {
      void this.#finishing?.abort();
      return;
    }
    this.#cancelAsked++;
    const view = this.#following?.view;
    // What waits for a reader that takes nothing would keep the cancel waiting, too.
    if (view instanceof ExportView) view.stop();
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
    if (before) await this.#finish(before);
    if (to !== null) this.#redirect = await this.#openRedirect(to, this.#home.display);
  }

  /** Another session is in use from now on. */
  sessionChanged(): void {
    this.#dropPaused();
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
    this.detached.close();
    await this.local.close();
    await this.#kept.close();
  }

  #start(sql: string, given: HostRunOptions, limit?: number, engine: EngineOptions = {}): Run {
    const { text, options } = this.#prepared(sql, given, limit);
    return this.#home.session.run(text, { ...options, ...engine });
  }

  #prepared(sql: string, { parameters }: HostRunOptions, limit?: number): { text: string; options: RunOptions } {
    const { session, variables, questions } = this.#home;
    const given = parameters ?? (sql === this.lastSql ? this.#lastParameters : undefined);
    this.lastSql = sql;
    this.#lastParameters = given;
    this.#dropPaused();
    const text = variables.fill(sql, session.engine);
    const confirm: RunOptions['confirm'] = (question) => questions.confirm(question, session);
    return { text, options: { unsplit: true, limit, parameters: given, confirm } };
  }

  /** A Ctrl-C that came before the command was there has reached this program alone: the command hears of it now. */
  #interruptAgain(): void {
    const command = this.#command;
    setTimeout(() => {
      if (!command || this.#command !== command) return;
      this.#isDeaf = true;
      command.redirect.interrupt?.();
      setTimeout(() => (this.#isDeaf = false), INTERRUPTED_MS);
    }, INTERRUPTED_MS);
  }

  /** Ctrl-C came before there was anything to cancel. @throws CancelledError */
  refuseWhenStopped(): void {
    if (this.#isStopping) throw new CancelledError('Stopped.', { confirmed: true });
  }

  #dropPaused(): void {
    // The next statement takes the place of what the session runs; what was left stands beside it.
    void this.#paused?.reader.close();
    this.#paused = undefined;
  }

  async #write(sql: string, options: HostRunOptions, viewOn: (redirect: Redirect) => ExportView): Promise<boolean> {
    // While the terminal was given away a key may have come.
    this.refuseWhenStopped();
    const { to, expanded } = options;
    const { display } = this.#home;
    const format = expanded === true && display.format === 'table' ? 'vertical' : display.format;
    const redirect = to === undefined ? this.#redirect! : await this.#openRedirect(to, { ...display, format });
    const command = redirect.interrupt && to !== undefined ? { redirect, since: performance.now() } : undefined;
    this.#command = command;
    if (command) void redirect.gone?.then(() => this.#command === command && (this.#command = undefined));
    if (this.#isStopping) {
      this.#interruptAgain();
      if (to !== undefined) await redirect.abort();
    }
    this.refuseWhenStopped();
    // Not under \o: what a failed statement left would stand before the next result.
    const { lineFormat: engineLines } = redirect.sink;
    const engineFile = to === undefined ? undefined : redirect.sink.engineFile;
    const run = this.#start(sql, options, undefined, { engineFile, engineLines });
    const view = viewOn(redirect);
    const following = { ...this.#followed(run, sql, view), engineFile };
    let end: CommandEnd | undefined;
    // What changes something is not cancelled because nobody wants its answer.
    const { kind } = classifyStatement(sql, { dialect: this.#home.session.engine });
    void redirect.gone?.then((ended) => {
      end = ended;
      if (kind === 'reads' && this.#following === following && this.#cancelAsked === 0) following.reader.leave();
    });
    try {
      const ok = await this.#follow(following);
      if (!ok && end !== undefined && end.code !== null && end.code !== 0) throw commandFailed(redirect.label, end);
      if (!ok && view.isHalf) await this.#failHalf(redirect);
      const isWhole = to === undefined ? ok : ok && (await this.#finish(redirect));
      if (to !== undefined && !ok) await redirect.abort();
      if (isWhole && view.report !== '') this.#home.screen.print(view.report);
      return isWhole;
    } catch (error) {
      await following.reader.close();
      // A second result that a file of \o can't hold must not take the first one away.
      if (to === undefined && error instanceof ConfigError) throw error;
      if (to === undefined) this.#redirect = undefined;
      await (redirect.sink.kept > 0 && to === undefined ? redirect.finish() : redirect.abort());
      throw error;
    }
  }

  /** False when it was stopped before it was whole, or has no whole result. @throws ExportError */
  async #finish(redirect: Redirect): Promise<boolean> {
    const { waiting } = this.#home;
    const { sink, label, kind } = redirect;
    this.#finishing = redirect;
    // A command has the screen.
    if (kind === 'file') waiting.begin('writing');
    let isStopped = false;
    try {
      await redirect.finish();
      isStopped = sink.closed && kind !== 'command';
    } finally {
      waiting.end();
      this.#finishing = undefined;
    }
    if (isStopped) this.#home.say(kind === 'terminal' ? STOPPED_TEXT : `${label} was not written.`);
    return !isStopped;
  }

  /** A file doesn't keep half of a result; where it holds no other it is given up, and the screen gets what follows. */
  async #failHalf(redirect: Redirect): Promise<void> {
    const outcome = await redirect.sink.fail();
    const isOver = outcome === 'gone' && redirect === this.#redirect;
    const isLast = redirect !== this.#redirect;
    const text = lossText({ label: redirect.label, outcome, kept: redirect.sink.kept, isLast });
    if (isOver) this.#redirect = undefined;
    if (text !== null) this.#home.say(`${text}${isOver ? ' What follows goes to the screen again.' : ''}`);
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

  async #follow(following: Following): Promise<boolean> {
    const { waiting } = this.#home;
    const { run, sql, view, session, reader, startedAt } = following;
    this.#run = run;
    this.#following = following;
    waiting.begin('running', startedAt);
    const { engineFile } = following;
    if (engineFile) waiting.watch({ label: engineFile.name, size: () => sizeOfFile(engineFile.path) });
    if (run.state.queryId !== null) waiting.about(run.state.queryId, run.state.url);
    const back = new WayBack(session.engine, () => session.context.inTransaction === true);
    let ending: Ending = 'done';
    let isPrinted = true;
    try {
      for (let event = await reader.next(); event; event = await reader.next()) {
        if (event === 'left') return await this.#left(following);
        waiting.take(event, view instanceof RunView);
        catalogOf(session).take(event);
        if (view instanceof RunView) await this.#kept.take(event);
        const ended = await view.take(event);
        if (view instanceof ExportView && event.type === 'rows') {
          if (view.isGone) break;
          waiting.set(view.progress);
        }
        this.#sayWayBack(back.take(event));
        if (ended) ending = ended;
        if (ended && view instanceof RunView) {
          await this.#page(view);
          waiting.end();
          isPrinted = await this.#home.printed({ isResult: true });
        }
        if (ended === 'paused' && view instanceof RunView) {
          this.#paused = following;
          break;
        }
      }
    } finally {
      waiting.end();
      this.#run = undefined;
      this.#following = undefined;
    }
    if (view instanceof ExportView && view.isGone) {
      const outcome = await run.cancel();
      await reader.close();
      if (await view.wasInterrupted()) {
        ending = 'cancelled';
        this.#home.say(cancelledText({ outcome, queryId: run.state.queryId }));
      }
    }
    this.#ring(performance.now() - startedAt);
    const problem = this.#kept.takeProblem();
    if (problem !== undefined) this.#home.say(problem);
    this.#home.statementEnded(sql, performance.now() - startedAt, ending, view.rows);
    return isPrinted && (ending === 'done' || ending === 'paused');
  }

  /** @throws ConfigError for a `|command` on a profile that forbids programs */
  async #openRedirect(to: string, display: Display): Promise<Redirect> {
    if (redirectKind(to) === 'command') mustAllowShell({ allowsShell: true, session: this.#home.session }, to);
    return openRedirect(to, display);
  }

  #sayWayBack(line: string | null): void {
    const { variables, screen } = this.#home;
    if (line === null || !saysWayBack(variables)) return;
    screen.print(screen.style.dim(wrapLines(terminalSafeLines(line), screen.columns - 1)));
  }

  /** Rings where \set bell SECONDS asks for it. */
  #ring(ms: number): void {
    const seconds = Number(this.#home.variables.get('bell') ?? Infinity);
    if (ms >= seconds * 1000) this.#home.screen.bell?.();
  }

  /** The reading was left off: the person doesn't wait any more, or the command that was to get the rows has ended. */
  async #left(following: Following): Promise<boolean> {
    const { run, sql, view, startedAt } = following;
    if (view instanceof RunView) {
      await this.detached.add({ ...following, view });
      this.#home.statementEnded(sql, performance.now() - startedAt, 'detached', 0);
      return true;
    }
    const outcome = await run.cancel();
    // `head` ends when it has enough, which is no news.
    const isInterrupted = await view.wasInterrupted();
    const hadEnough = !isInterrupted && (outcome === 'finished' || (outcome === 'cancelled' && view.hasBegun));
    const why = isInterrupted ? '' : 'The command has ended. ';
    if (!hadEnough) this.#home.say(why + cancelledText({ outcome, queryId: run.state.queryId }, 'reads'));
    this.#home.statementEnded(sql, performance.now() - startedAt, hadEnough ? 'done' : 'cancelled', view.rows);
    return hadEnough;
  }
}
