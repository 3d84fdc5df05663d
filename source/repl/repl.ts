import { DEFAULT_DISPLAY, readRc, Variables, type Display } from '../meta/index.js';
import { catalogOf, type SessionCatalog } from '../session/catalog/index.js';
import { describeBriefly, describeFound, type Session } from '../session/index.js';
import { BugError, EXIT, messageOf } from '../support/errors.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { Arrival, TAKEN_BACK } from './arrival.js';
import { Entered } from './entered.js';
import { Leaving } from './leaving.js';
import { commandNeedsConnection, needsConnection } from './needs-connection.js';
import { Printer } from './printer.js';
import { Questions } from './questions.js';
import { ReplHost } from './repl-host.js';
import type { EndedItem, ReplOptions, ReplState } from './repl-types.js';
import { Runner } from './runner.js';
import { Sessions } from './sessions.js';
import { createStore, type Store } from './store.js';
import { spokenWaiting, Waiting } from './waiting.js';

/** The prompt's logic without its drawing, from its greeting to its end: runs what is entered, one thing at a time. */
export class Repl {
  readonly state: Store<ReplState>;
  readonly questions: Questions;
  /** What \commands act on. */
  readonly host: ReplHost;
  readonly #waiting: Waiting;
  readonly #printer: Printer;
  readonly #sessions: Sessions;
  readonly #runner: Runner;
  readonly #entered: Entered;
  readonly #leaving: Leaving;
  /** The opening of the first session; undefined where that was open from the start. */
  readonly #arrival: Arrival | undefined;
  readonly #itemEnded: (ended: EndedItem) => void;
  readonly #giveBack: (text: string) => void;
  #greeting = '';
  #fatal: Error | undefined;

  constructor(session: Session, options: ReplOptions) {
    const { profiles, screen, onEnded, history = () => null, keys = () => [], onGivenBack } = options;
    const display: Display = { ...DEFAULT_DISPLAY };
    display.limit = session.settings.row_limit ?? display.limit;
    const variables = new Variables();
    const printer = new Printer(screen, display);
    const state = createStore<ReplState>({
      session,
      busy: false,
      wait: null,
      opening: null,
      question: null,
      hint: null,
      ended: false,
    });
    const keyHelp = screen.detachKey === undefined ? 'Ctrl+C cancels' : `Ctrl+C cancels, ${screen.detachKey} leaves it`;
    const link = screen.link && { link: screen.link };
    const { tellWait } = screen;
    const waiting = tellWait
      ? spokenWaiting(tellWait)
      : new Waiting((wait) => state.set({ wait }), { keys: keyHelp, ...link });
    const say = (text: string): void => printer.say(text);
    const questions = new Questions(state, waiting, say, (text) => screen.print(terminalSafeLines(text)));
    const sessions = new Sessions(session, { profiles, say });
    session.talkTo(questions.io(new AbortController().signal));
    const around = { screen, state, waiting, questions, printer, display, variables };

    this.state = state;
    this.questions = questions;
    this.#waiting = waiting;
    this.#printer = printer;
    this.#sessions = sessions;
    this.#itemEnded = (ended) => onEnded?.({ session: this.session, ...ended });
    this.#giveBack = (text) => onGivenBack?.(text);
    this.#arrival = this.#arrivalOf(session, options);
    this.#runner = new Runner({
      ...around,
      get session() {
        return sessions.current;
      },
      statementEnded: (sql, ms, ending, rows) => this.#entered.statementEnded(sql, ms, ending, rows),
    });
    this.#leaving = new Leaving({
      state,
      questions,
      detached: this.#runner.detached,
      sessions: () => [sessions.current, ...sessions.parked],
    });
    this.host = new ReplHost({
      ...around,
      profiles,
      sessions,
      runner: this.#runner,
      arrival: this.#arrival,
      history,
      keys,
      runFile: (name, beside) => this.#entered.runFile(name, beside),
      interrupt: () => this.interrupt(),
      quit: () => this.quit(),
    });
    this.#entered = new Entered(this.host, {
      ...around,
      isOver: () => state.get().ended,
      itemEnded: this.#itemEnded,
    });
  }

  #arrivalOf(session: Session, { open, quiet = () => Promise.resolve(), profiles }: ReplOptions): Arrival | undefined {
    if (!open) return undefined;
    const printer = this.#printer;
    return new Arrival(
      { session, open, isProfile: profiles.get(session.name) !== undefined },
      {
        state: this.state,
        waiting: this.#waiting,
        questions: this.questions,
        quiet,
        say: (text) => printer.say(text),
        showError: (thrown) => printer.showError(thrown),
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

  /** The two lines on opening. */
  greet(): void {
    this.#greeting = describeBriefly(this.session);
    this.#printer.say(this.#greeting);
    this.#printer.say('Enter runs what ends in ; · \\? lists commands · Ctrl+C cancels · Ctrl+D quits');
  }

  /** Opens the first session behind the prompt, where that isn't open yet. */
  begin(): void {
    void this.#arrival?.begin();
  }

  /** True while the connection is being made. */
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
    const { session } = this;
    const found = describeFound(session, this.#greeting);
    if (found !== '') this.#printer.say(`Connected · ${found}`);
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
      if (this.#runner.isStopping) this.#itemEnded({ sql: text, ms: 0, ending: 'cancelled', rows: 0 });
      this.#runner.refuseWhenStopped();
      await this.#entered.run(text, whole);
    } catch (thrown) {
      this.#printer.showError(thrown);
    } finally {
      this.#waiting.end();
      this.questions.endBatch();
      catalog?.end();
      this.state.set({ busy: false, session: this.session });
    }
  }

  /** What needs the connection waits for it; what can't have it stands at the prompt again. */
  async #isReadyFor(text: string, whole: boolean): Promise<boolean> {
    const arrival = this.#arrival;
    if (!arrival || arrival.isOver || !needsConnection(text, whole, this.session.engine)) return true;
    if (await arrival.ready()) return true;
    this.#giveBack(text);
    if (arrival.isUnderWay) this.state.set({ hint: TAKEN_BACK });
    return false;
  }

  /** Ctrl-C while something runs: cancels it on the server; again: stops waiting for it. */
  interrupt(): void {
    if (this.questions.isOpen) {
      this.questions.answer(null);
      return;
    }
    // Once the result is there, the statement is over: what is left to stop is the printing.
    if (this.#printer.screen.stopPrinting()) return;
    this.questions.interruptCount();
    this.#arrival?.takeBack();
    this.host.interruptCommand();
    this.session.stopListing();
    this.#runner.interrupt();
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

  /** Asks first where something would be lost by it. */
  quit(): Promise<void> {
    return this.#leaving.quit();
  }

  /** Of each statement that goes on on a server without the program, a line or two that say so. */
  leftBehind(): readonly string[] {
    return this.#leaving.leftBehind();
  }

  /** Cancels what runs and ends every session. Never throws. */
  async close(): Promise<void> {
    this.#arrival?.end();
    await this.#runner.finishRedirect().catch((error: unknown) => this.#printer.showError(error));
    await this.#runner.cancelRunning();
    await Promise.all([this.#sessions.closeAll(), this.#runner.close()]);
  }
}
