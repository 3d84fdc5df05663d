import type { Question } from '../backends/base.js';
import { formatSql } from '../meta/format-sql.js';
import type {
  Detached,
  Display,
  DrawingRoom,
  Executed,
  ExecuteOptions,
  Host,
  HostRunOptions,
  KeyHelp,
  Local,
  PastStatement,
  ResultPart,
  Variables,
  WholeResult,
} from '../meta/index.js';
import type { ProfileStore } from '../profiles/index.js';
import type { Column, Row } from '../results/column.js';
import { describeBriefly, type ProductionQuestion, type Session } from '../session/index.js';
import { CancelledError } from '../support/errors.js';
import { expandTilde } from '../support/paths.js';
import { Pause } from '../support/pause.js';
import { runShell } from '../support/run-shell.js';
import type { Arrival } from './arrival.js';
import { newestPart } from './grid/kept-results.js';
import { openGrid } from './open-grid.js';
import type { Printer } from './printer.js';
import type { Questions } from './questions.js';
import type { ReplScreen, ReplState } from './repl-types.js';
import type { Runner } from './runner.js';
import type { Sessions } from './sessions.js';
import type { Store } from './store.js';
import type { Waiting } from './waiting.js';

export interface ReplHostParts {
  readonly screen: ReplScreen;
  readonly state: Store<ReplState>;
  readonly waiting: Waiting;
  readonly questions: Questions;
  readonly printer: Printer;
  readonly display: Display;
  readonly variables: Variables;
  readonly profiles: ProfileStore;
  readonly sessions: Sessions;
  readonly runner: Runner;
  /** The opening of the first session; undefined where that was open from the start. */
  readonly arrival: Arrival | undefined;
  readonly history: () => readonly PastStatement[] | null;
  readonly keys: () => readonly KeyHelp[];
  runFile(name: string, beside: boolean): Promise<boolean>;
  interrupt(): void;
  quit(): Promise<void>;
}

/** The prompt as \commands see it. */
export class ReplHost implements Host {
  readonly interactive = true;
  readonly allowsShell = true;
  readonly parameters = undefined;
  readonly #parts: ReplHostParts;
  readonly #pause = new Pause();
  #opening: AbortController | undefined;

  constructor(parts: ReplHostParts) {
    this.#parts = parts;
  }

  get session(): Session {
    return this.#parts.sessions.current;
  }

  get parked(): readonly Session[] {
    return this.#parts.sessions.parked;
  }

  get profiles(): ProfileStore {
    return this.#parts.profiles;
  }

  get display(): Display {
    return this.#parts.display;
  }

  get variables(): Variables {
    return this.#parts.variables;
  }

  get lastSql(): string | null {
    return this.#parts.runner.lastSql;
  }

  get detached(): Detached {
    return this.#parts.runner.detached;
  }

  get local(): Local {
    return this.#parts.runner.local;
  }

  say(text: string): void {
    this.#parts.printer.say(text);
  }

  answer(text: string): void {
    this.say(text);
  }

  show(columns: readonly Column[], rows: readonly Row[]): void {
    this.#parts.printer.show(columns, rows);
  }

  draw(make: (room: DrawingRoom) => readonly string[]): void {
    this.#parts.printer.draw(make);
  }

  runSql(sql: string, options: HostRunOptions = {}): Promise<boolean> {
    return this.#parts.runner.statement(sql, options.line ?? 1, options);
  }

  start(sql: string, options: HostRunOptions = {}): Promise<void> {
    return this.#parts.runner.start(sql, options.line ?? 1, options);
  }

  detach(): void {
    this.#parts.runner.detach();
  }

  read(sql: string, most: number): Promise<WholeResult> {
    return this.#parts.runner.read(sql, most);
  }

  execute(sql: string, options?: ExecuteOptions): Promise<Executed> {
    return this.#parts.runner.execute(sql, options);
  }

  work<T>(waiting: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#parts.runner.work(waiting, run);
  }

  more(rows: number): Promise<void> {
    return this.#parts.runner.more(rows);
  }

  redirect(to: string | null): Promise<void> {
    return this.#parts.runner.redirect(to);
  }

  lastResult(most: number): Promise<ResultPart> {
    return newestPart(this.#parts.runner.results, most);
  }

  openGrid(age: number): Promise<void> {
    const { screen, runner, display } = this.#parts;
    const interrupt = (): void => this.#parts.interrupt();
    return openGrid(age, { screen, runner, session: this.session, display, interrupt });
  }

  runFile(name: string, { beside = false }: { readonly beside?: boolean } = {}): Promise<boolean> {
    return this.#parts.runFile(name, beside);
  }

  confirm(question: ProductionQuestion): Promise<void> {
    return this.#parts.questions.confirm(question, this.session);
  }

  ask(question: Question): Promise<string> {
    return this.#parts.questions.ask(question);
  }

  wait(ms: number): Promise<boolean> {
    // Ctrl-C may have come between two statements.
    return this.#parts.runner.isStopping ? Promise.resolve(false) : this.#pause.wait(ms);
  }

  /** Ctrl-C: ends a login that \c began, and the pause of \watch. */
  interruptCommand(): void {
    this.#opening?.abort();
    this.#pause.end();
  }

  shell(command: string): Promise<number> {
    return this.#parts.screen.handOver(() => {
      this.#parts.runner.refuseWhenStopped();
      return runShell(command);
    });
  }

  history(): readonly PastStatement[] | null {
    return this.#parts.history();
  }

  keys(): readonly KeyHelp[] {
    return this.#parts.keys();
  }

  editing(choice?: 'emacs' | 'vi'): 'emacs' | 'vi' | null {
    return this.#parts.screen.editing(choice);
  }

  formatSql(sql: string): Promise<string | null> {
    return formatSql(sql, this.session.engine);
  }

  toPrompt(text: string): boolean {
    const { screen } = this.#parts;
    if (screen.hasDraft) screen.setDraft(text);
    return screen.hasDraft;
  }

  async edit(file: string | null): Promise<void> {
    const { screen } = this.#parts;
    if (file !== null) {
      if (!(await screen.editFile(expandTilde(file)))) this.say('The editor ended with an error.');
      return;
    }
    const edited = await screen.editText(screen.draft() || this.lastSql || '');
    if (edited === null) this.say('The editor ended with an error: the text stays as it was.');
    else screen.setDraft(edited);
  }

  async switchTo(name: string): Promise<void> {
    const { arrival, sessions, questions, waiting, runner, display, state } = this.#parts;
    if (arrival?.isUnderWay === true && name === this.session.name) {
      this.say(`"${name}" is being connected already.`);
      return;
    }
    this.#opening = new AbortController();
    const before = this.session;
    waiting.begin('connecting');
    try {
      const session = await sessions.switchTo(name, questions.io(this.#opening.signal));
      arrival?.leave();
      session.talkTo(questions.io(new AbortController().signal));
      display.limit = session.settings.row_limit ?? display.limit;
      runner.sessionChanged();
      state.set({ session });
      this.say(describeBriefly(session));
      if (before.context.inTransaction === true) {
        this.say(`The transaction on "${before.name}" stays open in its parked session; \\c - goes back to it.`);
      }
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      throw new CancelledError(`"${name}" was not opened; this is still "${before.name}".`, { confirmed: true });
    } finally {
      waiting.end();
      this.#opening = undefined;
    }
  }

  quit(): Promise<void> {
    return this.#parts.quit();
  }
}
