import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackendEvent, Io, Question } from '../backends/base.js';
import {
  DEFAULT_DISPLAY,
  META_COMMANDS,
  parseMeta,
  readScript,
  type Display,
  type Host,
  type HostRunOptions,
  type ScriptItem,
} from '../meta/index.js';
import type { ProfileStore } from '../profiles/index.js';
import type { Column, Row } from '../results/column.js';
import { describeBriefly, type Run, type Session } from '../session/index.js';
import { BugError, CancelledError, ConfigError, messageOf, SmallexError } from '../support/errors.js';
import { errorText } from '../support/error-text.js';
import { openBrowser } from '../support/open-browser.js';
import { appPaths, expandTilde } from '../support/paths.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { wrapLines } from '../support/wrap.js';
import type { GridHome } from './grid/grid-app.js';
import { KeptResults } from './grid/kept-results.js';
import { listText, RunView, type Ending, type ViewTarget } from './run-view.js';
import { Sessions } from './sessions.js';
import { createStore, type Store } from './store.js';
import { Waiting } from './waiting.js';

/** What the live part of the screen shows. */
export interface ReplState {
  readonly session: Session;
  /** True from Enter until the last statement's result is printed. */
  readonly busy: boolean;
  /** What is waited for, drawn once it takes longer than 0.3 s. */
  readonly wait: string | null;
  readonly question: Question | null;
  /** One line that is gone with the next key. */
  readonly hint: string | null;
  readonly ended: boolean;
}

/** What the Repl needs of the screen that it stands on. */
export interface ReplScreen extends Omit<ViewTarget, 'display'> {
  /** Opens the person's editor on a text; null when it was left without a change. */
  editText(text: string): Promise<string | null>;
  editFile(path: string): Promise<void>;
  /** Puts a text into the prompt, for the person to go on with. */
  setDraft(text: string): void;
  draft(): string;
  /** Shows kept results on the whole screen until that is closed; absent where nothing can be redrawn. */
  openGrid?(home: ResultsHome, index: number, display: Display): Promise<void>;
}

/** What the grid needs of the Repl. */
export type ResultsHome = Pick<GridHome, 'results' | 'engine' | 'readOn' | 'interrupt'>;

export interface ReplOptions {
  readonly profiles: ProfileStore;
  readonly screen: ReplScreen;
  /** Told of every statement that ended, for the history. */
  readonly onEnded?: (ended: EndedStatement) => void;
}

export interface EndedStatement {
  readonly session: Session;
  readonly sql: string;
  readonly ms: number;
  readonly ending: Ending | 'command';
  readonly rows: number;
}

const CANCEL_PATIENCE_MS = 10_000;

/** The prompt's logic without its drawing: runs what was typed, on one session after another. */
export class Repl implements Host {
  readonly interactive = true;
  readonly display: Display = { ...DEFAULT_DISPLAY };
  readonly profiles: ProfileStore;
  readonly state: Store<ReplState>;
  readonly waiting: Waiting;
  lastSql: string | null = null;
  readonly #screen: ReplScreen;
  readonly #sessions: Sessions;
  readonly #onEnded: (ended: EndedStatement) => void;
  readonly #kept = new KeptResults(join(appPaths().cache, 'results'));
  #run: Run | undefined;
  #answer: ((answer: string | null) => void) | undefined;
  #cancelAsked = 0;
  #opening: AbortController | undefined;
  #paused: { readonly run: Run; readonly events: AsyncIterator<unknown>; readonly view: RunView } | undefined;

  constructor(session: Session, { profiles, screen, onEnded = () => undefined }: ReplOptions) {
    this.profiles = profiles;
    this.#screen = screen;
    this.#onEnded = onEnded;
    this.#sessions = new Sessions(session, profiles);
    this.state = createStore<ReplState>({ session, busy: false, wait: null, question: null, hint: null, ended: false });
    this.waiting = new Waiting((wait) => this.state.set({ wait }));
  }

  get session(): Session {
    return this.#sessions.current;
  }

  /** The two lines on opening. */
  greet(): void {
    this.say(describeBriefly(this.session));
    this.say('Enter runs what ends in ; · \\? lists commands · Ctrl+C cancels · Ctrl+D quits');
  }

  /**
   * Runs what was entered: statements and commands, in order, up to the first that fails.
   * @param whole sends it as one statement, unsplit; so does a last line `\g`
   */
  async submit(text: string, whole = false): Promise<void> {
    if (this.state.get().busy) return;
    this.state.set({ busy: true, hint: null });
    this.#cancelAsked = 0;
    try {
      await this.#runText(text, whole);
    } catch (thrown) {
      this.#showError(thrown);
    } finally {
      this.waiting.end();
      this.state.set({ busy: false, session: this.session });
    }
  }

  async #runText(text: string, whole: boolean): Promise<boolean> {
    const sent = /\n[ \t]*\\g([xX]?)[ \t]*$/.exec(text.trimEnd());
    if (whole || sent) return this.#whole(sent ? text.slice(0, sent.index) : text, sent?.[1] ? { expanded: true } : {});
    if (/^(?:help|quit|exit)\s*;?$/i.test(text.trim())) return this.#bareWord(text.trim().toLowerCase());
    return this.#runItems(readScript(text, this.session.engine, META_COMMANDS));
  }

  #whole(text: string, options: HostRunOptions): Promise<boolean> {
    const line = /^\s*/.exec(text)![0].split('\n').length;
    // Engines differ on a `;` at the end of the one statement they are sent: Databricks refuses it.
    return this.#statement(text.trim().replace(/;$/, ''), line, options);
  }

  async #bareWord(word: string): Promise<boolean> {
    if (word.startsWith('help')) return this.#command('\\?');
    this.quit();
    return true;
  }

  async #runItems(items: readonly ScriptItem[]): Promise<boolean> {
    for (const item of items) {
      if (this.state.get().ended) return false;
      const ok = item.kind === 'sql' ? await this.#statement(item.sql, item.line) : await this.#command(item.text);
      if (!ok) return false;
    }
    return true;
  }

  async #command(line: string): Promise<boolean> {
    const started = performance.now();
    try {
      const { command, call } = parseMeta(line, META_COMMANDS);
      await command.run(this, call);
      this.#ended(line, started, 'command', 0);
      return true;
    } catch (error) {
      this.#showError(error);
      this.#ended(line, started, 'failed', 0);
      return false;
    }
  }

  #ended(sql: string, started: number, ending: Ending | 'command', rows: number): void {
    this.#onEnded({ session: this.session, sql, ms: performance.now() - started, ending, rows });
  }

  async #statement(sql: string, line: number, options: HostRunOptions = {}): Promise<boolean> {
    this.lastSql = sql;
    this.#paused = undefined;
    const display = options.expanded === undefined ? this.display : { ...this.display, expanded: options.expanded };
    const view = new RunView({ ...this.#target(), display }, line);
    const run = this.session.run(sql, { unsplit: true, limit: this.display.limit });
    return this.#follow(run, run[Symbol.asyncIterator](), view, sql);
  }

  async #follow(
    run: Run,
    events: AsyncIterator<Awaited<ReturnType<AsyncIterator<unknown>['next']>>['value']>,
    view: RunView,
    sql: string,
  ): Promise<boolean> {
    const started = performance.now();
    this.#run = run;
    this.waiting.begin('running');
    let ending: Ending = 'done';
    try {
      for (let next = await events.next(); !next.done; next = await events.next()) {
        const event = next.value as Parameters<RunView['take']>[0];
        this.waiting.take(event);
        await this.#kept.take(event);
        const ended = view.take(event);
        if (ended) ending = ended;
        if (ended === 'paused') {
          this.#paused = { run, events, view };
          break;
        }
      }
    } finally {
      this.waiting.end();
      this.#run = undefined;
    }
    const problem = this.#kept.takeProblem();
    if (problem !== undefined) this.say(problem);
    this.#ended(sql, started, ending, view.rows);
    return ending === 'done' || ending === 'paused';
  }

  /** Shows the last result (`age` 1) or an older one on the whole screen; nothing is run again. */
  async openGrid(age: number): Promise<void> {
    const { results } = this.#kept;
    if (!this.#screen.openGrid) {
      throw new ConfigError('The grid needs the full prompt.', {
        hint: 'Start smallex without --plain, on a terminal that can redraw.',
      });
    }
    if (results.length < age) {
      const kept = results.length === 1 ? '1 result is kept' : `${results.length} results are kept`;
      throw new ConfigError(results.length === 0 ? 'There is no result to show yet.' : `Only ${kept}.`, {
        hint: results.length === 0 ? 'Run a statement that returns rows first.' : '\\last shows the newest of them.',
      });
    }
    const home: ResultsHome = {
      get results() {
        return kept.results;
      },
      engine: this.session.engine,
      readOn: () => this.more(this.display.limit, true),
      interrupt: () => this.interrupt(),
    };
    const kept = this.#kept;
    await this.#screen.openGrid(home, age - 1, this.display);
  }

  /**
   * Reads on in the result that stopped at the row limit; nothing is run again.
   * @param quiet only says how many rows there are now: they are seen elsewhere
   */
  async more(rows: number, quiet = false): Promise<void> {
    const paused = this.#paused;
    if (!paused) throw new ConfigError('There is no result with more rows.', { hint: 'Run a statement first.' });
    this.#paused = undefined;
    paused.view.beginMore(quiet);
    paused.run.more(rows);
    await this.#follow(paused.run, paused.events, paused.view, this.lastSql ?? '');
  }

  /** Ctrl-C while something runs: cancels it on the server; again: stops waiting for it. */
  interrupt(): void {
    if (this.#answer) {
      this.answer(null);
      return;
    }
    this.#opening?.abort();
    const run = this.#run;
    if (!run) return;
    this.#cancelAsked++;
    if (this.#cancelAsked > 1) {
      run.abandon();
      return;
    }
    this.waiting.set('cancelling; Ctrl+C again stops waiting');
    const patience = setTimeout(() => {
      this.state.set({ hint: 'The server has not confirmed the cancel yet. Ctrl+C again stops waiting.' });
    }, CANCEL_PATIENCE_MS);
    void run.cancel().finally(() => clearTimeout(patience));
  }

  /** The person's answer to the question shown; null: they left it. */
  answer(text: string | null): void {
    const resolve = this.#answer;
    this.#answer = undefined;
    this.state.set({ question: null });
    resolve?.(text);
  }

  #io(signal: AbortSignal): Io {
    return {
      signal,
      onEvent: (event) => this.#backendEvent(event),
      ask: (question) =>
        new Promise((resolve, reject) => {
          this.waiting.pause();
          this.#answer = (answer) => {
            this.waiting.resume();
            if (answer === null)
              reject(new CancelledError('The question was left without an answer.', { confirmed: true }));
            else resolve(answer);
          };
          this.state.set({ question });
        }),
    };
  }

  #backendEvent(event: BackendEvent): void {
    this.waiting.take(event);
    if (event.type === 'open-url') {
      openBrowser(event.url);
      this.say(`Open this address to log in:\n${event.url}`);
    }
    if (event.type === 'notice') this.say(event.message);
  }

  #target(): ViewTarget {
    const screen = this.#screen;
    return {
      print: (text) => screen.print(text),
      columns: screen.columns,
      rows: screen.rows,
      style: screen.style,
      display: this.display,
      hasGrid: screen.openGrid !== undefined,
    };
  }

  #showError(thrown: unknown): void {
    const error =
      thrown instanceof SmallexError ? thrown : new BugError(`Something failed inside smallex: ${messageOf(thrown)}`);
    const { style, columns } = this.#screen;
    this.#screen.print(errorText(error, { style, width: columns - 1 }));
  }

  say(text: string): void {
    this.#screen.print(wrapLines(terminalSafeLines(text), this.#screen.columns - 1));
  }

  show(columns: readonly Column[], rows: readonly Row[]): void {
    this.#screen.print(listText(columns, rows, this.#target()));
  }

  runSql(sql: string, options: HostRunOptions = {}): Promise<boolean> {
    return this.#statement(sql, 1, options);
  }

  async runFile(path: string): Promise<boolean> {
    const text = await readFile(expandTilde(path), 'utf8').catch((cause: unknown) => {
      const missing = messageOf(cause).includes('ENOENT');
      throw new ConfigError(missing ? `There is no file "${path}".` : `"${path}" can't be read: ${messageOf(cause)}`, {
        hint: `The current folder is ${process.cwd()}.`,
        cause,
      });
    });
    return this.#runItems(readScript(text, this.session.engine, META_COMMANDS));
  }

  async switchTo(name: string): Promise<void> {
    this.#opening = new AbortController();
    this.waiting.begin('connecting');
    try {
      const session = await this.#sessions.switchTo(name, this.#io(this.#opening.signal));
      this.#paused = undefined;
      this.#kept.cut();
      this.state.set({ session });
      this.say(describeBriefly(session));
    } finally {
      this.waiting.end();
      this.#opening = undefined;
    }
  }

  async edit(file: string | null): Promise<void> {
    if (file !== null) {
      await this.#screen.editFile(expandTilde(file));
      return;
    }
    const edited = await this.#screen.editText(this.#screen.draft() || this.lastSql || '');
    if (edited !== null) this.#screen.setDraft(edited);
  }

  quit(): void {
    this.state.set({ ended: true });
  }

  /** Cancels what runs and ends every session. Never throws. */
  async close(): Promise<void> {
    await Promise.race([this.#run?.cancel(), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
    await Promise.all([this.#sessions.closeAll(), this.#kept.close()]);
  }
}
