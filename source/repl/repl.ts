import type { Question } from '../backends/base.js';
import {
  DEFAULT_DISPLAY,
  readRc,
  Variables,
  type Detached,
  type Display,
  type DrawingRoom,
  type Executed,
  type ExecuteOptions,
  type HostRunOptions,
  type KeyHelp,
  type Local,
  type PastStatement,
  type ResultPart,
  type WholeResult,
} from '../meta/index.js';
import { formatSql } from '../meta/format-sql.js';
import type { ProfileStore } from '../profiles/index.js';
import type { Column, Row } from '../results/column.js';
import { catalogOf, type SessionCatalog } from '../session/catalog/index.js';
import { describeBriefly, describeFound, type ProductionQuestion, type Session } from '../session/index.js';
import { BugError, CancelledError, EXIT, messageOf, SmallexError } from '../support/errors.js';
import { errorText } from '../support/error-text.js';
import { expandTilde } from '../support/paths.js';
import { runShell } from '../support/run-shell.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { wrapLines } from '../support/wrap.js';
import { Pause } from '../support/pause.js';
import { Entered, type EndedItem, type EnteredHome } from './entered.js';
import { Lists } from './lists.js';
import { openGrid } from './open-grid.js';
import { Questions } from './questions.js';
import type { EndedStatement, ReplOptions, ReplScreen, ReplState } from './repl-types.js';
import type { Ending, ViewTarget } from './run-view.js';
import { Runner, type RunnerHome } from './runner.js';
import { Arrival } from './arrival.js';
import { commandNeedsConnection, needsConnection } from './needs-connection.js';
import { newestPart } from './grid/kept-results.js';
import { Sessions } from './sessions.js';
import { stoppedText } from './stopped-text.js';
import { createStore, type Store } from './store.js';
import { Waiting } from './waiting.js';

/** Hints under which Ctrl-C ends the login of the first session. */
export const TAKEN_BACK = 'It was not sent. The login goes on; Ctrl+C again cancels it.';
export const STILL_CONNECTING = 'Still connecting: Ctrl+C again cancels that, Ctrl+D quits.';

/** The prompt's logic without its drawing: what \commands act on, on one session after another. */
export class Repl implements EnteredHome, RunnerHome {
  readonly interactive = true;
  readonly allowsShell = true;
  readonly variables = new Variables();
  readonly parameters = undefined;
  readonly history: () => readonly PastStatement[] | null;
  readonly keys: () => readonly KeyHelp[];
  readonly display: Display = { ...DEFAULT_DISPLAY };
  readonly profiles: ProfileStore;
  readonly screen: ReplScreen;
  readonly state: Store<ReplState>;
  readonly waiting: Waiting;
  readonly questions: Questions;
  readonly #sessions: Sessions;
  readonly #runner = new Runner(this);
  readonly #entered = new Entered(this);
  readonly #onEnded: (ended: EndedStatement) => void;
  #opening: AbortController | undefined;
  readonly #pause = new Pause();
  readonly #lists = new Lists(this);
  #saidMortal = false;
  /** The opening of the first session, for as long as it is the one in use. */
  #arrival: Arrival | undefined;
  #greeting = '';
  #fatal: Error | undefined;
  readonly #giveBack: (text: string) => void;

  constructor(session: Session, options: ReplOptions) {
    const { profiles, screen, onEnded = () => undefined, history = () => null } = options;
    this.history = history;
    this.keys = options.keys ?? (() => []);
    this.profiles = profiles;
    this.screen = screen;
    this.#onEnded = onEnded;
    this.#sessions = new Sessions(session, { profiles, say: (text) => this.say(text) });
    this.display.limit = session.settings.row_limit ?? this.display.limit;
    this.state = createStore<ReplState>({
      session,
      busy: false,
      wait: null,
      opening: null,
      question: null,
      hint: null,
      ended: false,
    });
    const keys = screen.detachKey === undefined ? 'Ctrl+C cancels' : `Ctrl+C cancels, ${screen.detachKey} leaves it`;
    this.waiting = new Waiting((wait) => this.state.set({ wait }), { keys, ...(screen.link && { link: screen.link }) });
    this.questions = new Questions(
      this.state,
      this.waiting,
      (text) => this.say(text),
      (text) => this.screen.print(terminalSafeLines(text)),
    );
    session.talkTo(this.questions.io(new AbortController().signal));
    const { open, quiet = () => Promise.resolve(), onGivenBack = () => undefined } = options;
    this.#giveBack = onGivenBack;
    if (open) this.#arrival = this.#arrivalOf(session, open, quiet);
  }

  #arrivalOf(session: Session, open: NonNullable<ReplOptions['open']>, quiet: () => Promise<void>): Arrival {
    const isProfile = this.profiles.get(session.name) !== undefined;
    return new Arrival(
      { session, open, isProfile },
      {
        state: this.state,
        waiting: this.waiting,
        questions: this.questions,
        quiet,
        say: (text) => this.say(text),
        showError: (thrown) => this.showError(thrown),
        arrived: () => this.#arrived(),
        giveUp: (error) => {
          this.#fatal = error instanceof Error ? error : new BugError(messageOf(error));
          this.state.set({ ended: true });
        },
      },
    );
  }

  get session(): Session {
    return this.#sessions.current;
  }

  /** Sessions that were left with \c and are still there. */
  get parked(): readonly Session[] {
    return this.#sessions.parked;
  }

  get ended(): boolean {
    return this.state.get().ended;
  }

  get lastSql(): string | null {
    return this.#runner.lastSql;
  }

  /** The two lines on opening. */
  greet(): void {
    this.#greeting = describeBriefly(this.session);
    this.say(this.#greeting);
    this.say('Enter runs what ends in ; · \\? lists commands · Ctrl+C cancels · Ctrl+D quits');
  }

  /** Opens the first session behind the prompt, where that isn't open yet. */
  begin(): void {
    void this.#arrival?.begin();
  }

  /** True while what was entered waits for the connection, or the connection is still being made. */
  get isArriving(): boolean {
    return this.#arrival?.isUnderWay === true;
  }

  /** True while what was entered waits for the connection. */
  get isAwaiting(): boolean {
    return this.#arrival?.isAwaited === true;
  }

  /** Ends the login of the first session. */
  cancelArrival(): void {
    this.#arrival?.cancel();
  }

  /** What the program ends with. @throws what made it useless to go on */
  exitCode(): number {
    if (this.#fatal !== undefined) throw this.#fatal;
    return this.#arrival?.exitCode ?? EXIT.done;
  }

  #arrived(): void {
    this.#arrival = undefined;
    const { session } = this;
    const found = describeFound(session, this.#greeting);
    if (found !== '') this.say(`Connected · ${found}`);
    this.state.set({ session, opening: null });
    // Names that were asked for meanwhile are listed now.
    const catalog = catalogOf(session);
    void catalog.begin().then(() => catalog.end());
  }

  /**
   * Runs what was entered: statements and commands, in order, up to the first that fails.
   * @param whole sends it as one statement, unsplit; so does a last line `\g`
   */
  async submit(text: string, whole = false): Promise<void> {
    if (this.state.get().busy) return;
    this.state.set({ busy: true, hint: null });
    this.#runner.begin();
    let catalog: SessionCatalog | undefined;
    try {
      if (!(await this.#isReadyFor(text, whole))) return;
      catalog = catalogOf(this.session);
      await catalog.begin();
      // A listing on the same connection may have been waited for. What was not sent can be called up again.
      if (this.#runner.isStopping) this.itemEnded({ sql: text, ms: 0, ending: 'cancelled', rows: 0 });
      this.#runner.refuseWhenStopped();
      await this.#entered.run(text, whole);
    } catch (thrown) {
      this.showError(thrown);
    } finally {
      this.waiting.end();
      this.questions.endBatch();
      catalog?.end();
      this.state.set({ busy: false, session: this.session });
    }
  }

  /** What needs the connection waits for it; what can't have it stands at the prompt again. */
  async #isReadyFor(text: string, whole: boolean): Promise<boolean> {
    const arrival = this.#arrival;
    if (!arrival || !needsConnection(text, whole, this.session.engine)) return true;
    if (await arrival.ready()) return true;
    this.#giveBack(text);
    if (arrival.isUnderWay) this.state.set({ hint: TAKEN_BACK });
    return false;
  }

  statement(sql: string, line: number, options: HostRunOptions = {}): Promise<boolean> {
    return this.#runner.statement(sql, line, options);
  }

  statementEnded(sql: string, ms: number, ending: Ending, rows: number): void {
    this.#entered.statementEnded(sql, ms, ending, rows);
  }

  itemEnded(ended: EndedItem): void {
    this.#onEnded({ session: this.session, ...ended });
  }

  get detached(): Detached {
    return this.#runner.detached;
  }

  get local(): Local {
    return this.#runner.local;
  }

  start(sql: string, options: HostRunOptions = {}): Promise<void> {
    return this.#runner.start(sql, options.line ?? 1, options);
  }

  detach(): void {
    this.#runner.detach();
  }

  openGrid(age: number): Promise<void> {
    const { screen, display, session } = this;
    const interrupt = (): void => this.interrupt();
    return openGrid(age, { screen, runner: this.#runner, session, display, interrupt });
  }

  more(rows: number): Promise<void> {
    return this.#runner.more(rows);
  }

  /** Ctrl-C while something runs: cancels it on the server; again: stops waiting for it. */
  interrupt(): void {
    if (this.questions.isOpen) {
      this.questions.answer(null);
      return;
    }
    // Once the result is there, the statement is over: what is left to stop is the printing.
    if (this.screen.stopPrinting()) return;
    this.questions.interruptCount();
    this.#arrival?.takeBack();
    this.#opening?.abort();
    this.#pause.end();
    this.session.stopListing();
    this.#runner.interrupt();
  }

  target(): ViewTarget {
    const { screen, display } = this;
    return {
      print: (text) => screen.print(text),
      columns: screen.columns,
      rows: screen.rows,
      style: screen.style,
      display,
      gridKey: screen.gridKey,
      moreKey: screen.moreKey,
      hasPager: screen.hasPager,
    };
  }

  showError(thrown: unknown): void {
    // What the person stopped is no error.
    if (thrown instanceof CancelledError) {
      this.screen.print(wrapLines(terminalSafeLines(thrown.message), this.screen.columns - 1));
      return;
    }
    const error =
      thrown instanceof SmallexError ? thrown : new BugError(`Something failed inside smallex: ${messageOf(thrown)}`);
    const { style, columns } = this.screen;
    this.screen.print(errorText(error, { style, width: columns - 1 }));
  }

  answer(text: string): void {
    this.say(text);
  }

  say(text: string): void {
    if (this.#entered.isSilent) return;
    this.screen.print(wrapLines(terminalSafeLines(text), this.screen.columns - 1));
  }

  /**
   * Waits until what was printed is written. False: Ctrl-C left that off, and it was said.
   * @param isResult it is kept, and can be seen whole in the grid
   */
  async printed({ isResult = false } = {}): Promise<boolean> {
    const stopped = await this.screen.printed();
    if (stopped) this.say(stoppedText(stopped, isResult ? this.screen.gridKey : undefined));
    return stopped === null;
  }

  show(columns: readonly Column[], rows: readonly Row[]): void {
    this.#lists.show({ columns, rows });
  }

  pageLists(): Promise<void> {
    this.waiting.end();
    return this.#lists.page();
  }

  draw(make: (room: DrawingRoom) => readonly string[]): void {
    const { columns, rows, style } = this.screen;
    this.screen.print(make({ width: Math.max(20, columns - 1), rows, style }).join('\n'));
  }

  lastResult(most: number): Promise<ResultPart> {
    return newestPart(this.#runner.results, most);
  }

  runSql(sql: string, options: HostRunOptions = {}): Promise<boolean> {
    return this.statement(sql, options.line ?? 1, options);
  }

  execute(sql: string, options?: ExecuteOptions): Promise<Executed> {
    return this.#runner.execute(sql, options);
  }

  work<T>(waiting: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#runner.work(waiting, run);
  }

  confirm(question: ProductionQuestion): Promise<void> {
    return this.questions.confirm(question, this.session);
  }

  read(sql: string, most: number): Promise<WholeResult> {
    return this.#runner.read(sql, most);
  }

  redirect(to: string | null): Promise<void> {
    return this.#runner.redirect(to);
  }

  ask(question: Question): Promise<string> {
    return this.questions.ask(question);
  }

  wait(ms: number): Promise<boolean> {
    return this.#pause.wait(ms);
  }

  shell(command: string): Promise<number> {
    return this.screen.handOver(() => {
      this.#runner.refuseWhenStopped();
      return runShell(command);
    });
  }

  editing(choice?: 'emacs' | 'vi'): 'emacs' | 'vi' | null {
    return this.screen.editing(choice);
  }

  formatSql(sql: string): Promise<string | null> {
    return formatSql(sql, this.session.engine);
  }

  toPrompt(text: string): boolean {
    if (this.screen.hasDraft) this.screen.setDraft(text);
    return this.screen.hasDraft;
  }

  /** Runs the commands of the rc file, which say nothing but what went wrong. */
  runRc(): Promise<void> {
    return this.#entered.runRc();
  }

  /** True where a command of the rc file waits for the connection: the others wait with it, they run in their order. */
  get doesRcWait(): boolean {
    const lines = this.#arrival === undefined ? [] : (readRc()?.split('\n') ?? []);
    return lines.some((line) => line.trim() !== '' && commandNeedsConnection(line));
  }

  async runRcOnArrival(): Promise<void> {
    this.state.set({ busy: true });
    try {
      if (await this.#arrival!.ready()) await this.runRc();
    } finally {
      this.state.set({ busy: false });
    }
  }

  runFile(name: string, { beside = false }: { readonly beside?: boolean } = {}): Promise<boolean> {
    return this.#entered.runFile(name, beside);
  }

  async switchTo(name: string): Promise<void> {
    if (this.#arrival?.isUnderWay === true && name === this.session.name) {
      this.say(`"${name}" is being connected already.`);
      return;
    }
    this.#opening = new AbortController();
    const before = this.session;
    this.waiting.begin('connecting');
    try {
      const session = await this.#sessions.switchTo(name, this.questions.io(this.#opening.signal));
      this.#arrival?.leave();
      this.#arrival = undefined;
      session.talkTo(this.questions.io(new AbortController().signal));
      this.display.limit = session.settings.row_limit ?? this.display.limit;
      this.#runner.sessionChanged();
      this.state.set({ session });
      this.say(describeBriefly(session));
      if (before.context.inTransaction === true) {
        this.say(`The transaction on "${before.name}" stays open in its parked session; \\c - goes back to it.`);
      }
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      throw new CancelledError(`"${name}" was not opened; this is still "${before.name}".`, { confirmed: true });
    } finally {
      this.waiting.end();
      this.#opening = undefined;
    }
  }

  async edit(file: string | null): Promise<void> {
    if (file !== null) {
      await this.screen.editFile(expandTilde(file));
      return;
    }
    const edited = await this.screen.editText(this.screen.draft() || this.lastSql || '');
    if (edited !== null) this.screen.setDraft(edited);
  }

  /** Asks first where a transaction would be rolled back by it. */
  async quit(): Promise<void> {
    if (this.ended || this.questions.isOpen) return;
    const mortal = this.#runner.detached.running().filter(({ session }) => session.engine === 'duckdb').length;
    if (mortal > 0 && !this.#saidMortal) {
      this.#saidMortal = true;
      const those = mortal === 1 ? '1 statement still runs' : `${mortal} statements still run`;
      this.state.set({ hint: `${those} inside this program and would end with it (\\queries). Once more quits.` });
      return;
    }
    const open = [this.session, ...this.parked].filter(({ context }) => context.inTransaction === true);
    if (open.length > 0) {
      const names = open.map(({ name }) => `"${name}"`).join(' and ');
      const message = `The open transaction on ${names} would be rolled back. Quit anyway?`;
      const answer = await this.ask({ kind: 'confirm', message }).catch(() => 'no');
      if (!/^y(?:es)?$/i.test(answer.trim())) return;
    }
    this.state.set({ ended: true });
  }

  /** Of each statement that goes on on a server without the program, a line or two that say so. */
  leftBehind(): readonly string[] {
    const left = this.#runner.detached.running().filter(({ session }) => session.engine !== 'duckdb');
    return left.map(({ number, session, run }) => {
      const { queryId, url } = run.state;
      const how =
        queryId !== null && session.connection.result
          ? `\\result ${queryId} shows its rows later.`
          : 'Its rows can’t be had later.';
      return `Query ${queryId ?? `[${number}]`} goes on on the server. ${how}${url === null ? '' : `\n${url}`}`;
    });
  }

  /** Cancels what runs and ends every session. Never throws. */
  async close(): Promise<void> {
    this.#arrival?.leave();
    await this.#runner.finishRedirect().catch((error: unknown) => this.showError(error));
    await this.#runner.cancelRunning();
    await Promise.all([this.#sessions.closeAll(), this.#runner.close()]);
  }
}
