import { join } from 'node:path';
import path from 'node:path';
import type { BackendEvent, Io, Parameters as SqlParameters, Question } from '../backends/base.js';
import {
  collect,
  DEFAULT_DISPLAY,
  META_COMMANDS,
  openRedirect,
  parseMeta,
  readRc,
  readScript,
  readScriptFile,
  refuseDeepNesting,
  Variables,
  type Display,
  type Host,
  type HostRunOptions,
  type KeyHelp,
  type PastStatement,
  type Redirect,
  type ScriptItem,
  type WholeResult,
} from '../meta/index.js';
import type { ProfileStore } from '../profiles/index.js';
import type { Column, Row } from '../results/column.js';
import { catalogOf } from '../session/catalog/index.js';
import { type ProductionQuestion, describeBriefly, type Run, type Session } from '../session/index.js';
import { BugError, CancelledError, ConfigError, messageOf, SmallexError } from '../support/errors.js';
import { errorText } from '../support/error-text.js';
import { runShell } from '../support/run-shell.js';
import { openBrowser } from '../support/open-browser.js';
import { appPaths, expandTilde } from '../support/paths.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { wrapLines } from '../support/wrap.js';
import { KeptResults } from './grid/kept-results.js';
import type { EndedStatement, ReplOptions, ReplScreen, ReplState, ResultsHome } from './repl-types.js';
import { ExportView } from './export-view.js';
import { formatSql } from '../meta/format-sql.js';
import { listText, RunView, type Ending, type ViewTarget } from './run-view.js';
import { Sessions } from './sessions.js';
import { createStore, type Store } from './store.js';
import { Waiting } from './waiting.js';

const CANCEL_PATIENCE_MS = 10_000;
const RC_HINT = 'It holds \\commands alone: it runs before every session, whatever it is on.';

/** The prompt's logic without its drawing: runs what was typed, on one session after another. */
export class Repl implements Host {
  readonly interactive = true;
  readonly allowsShell = true;
  readonly variables = new Variables();
  readonly parameters = undefined;
  readonly history: () => readonly PastStatement[] | null;
  readonly keys: () => readonly KeyHelp[];
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
  /** Of the last statement, so that \g runs it with them again. */
  #lastParameters: SqlParameters | undefined;
  #redirect: Redirect | undefined;
  /** The folders of the files that are running, the innermost last. */
  readonly #folders: string[] = [];
  #endWait: (() => void) | undefined;
  #isSilent = false;
  /** How the last statement of the command that is running ended. */
  #inCommand: { readonly ending: Ending | 'command'; readonly rows: number } | undefined;

  constructor(session: Session, options: ReplOptions) {
    const { profiles, screen, onEnded = () => undefined, history = () => null, keys = () => [] } = options;
    this.history = history;
    this.keys = keys;
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
    const catalog = catalogOf(this.session);
    try {
      await catalog.begin();
      await this.#runText(text, whole);
    } catch (thrown) {
      this.#showError(thrown);
    } finally {
      this.waiting.end();
      catalog.end();
      this.state.set({ busy: false, session: this.session });
    }
  }

  async #runText(text: string, whole: boolean): Promise<boolean> {
    if (whole) return this.#whole(text);
    if (/^(?:help|quit|exit)\s*;?$/i.test(text.trim())) return this.#bareWord(text.trim().toLowerCase());
    const items = readScript(text, this.session.engine, META_COMMANDS);
    const last = items.at(-1);
    const sent = /\n[ \t]*\\(?:g|gx|G)(?:[ \t][^\n]*)?$/.exec(text.trimEnd());
    // On a line of its own \g sends all that was typed, where there is nothing but SQL before it.
    if (sent && last?.kind === 'meta' && items.every((item) => item === last || item.kind === 'sql')) {
      return this.#sendWhole(text.slice(0, sent.index), last);
    }
    return this.#runItems(items);
  }

  #whole(text: string): Promise<boolean> {
    const { sql, line } = asOne(text);
    return this.#statement(sql, line);
  }

  async #sendWhole(text: string, item: Extract<ScriptItem, { kind: 'meta' }>): Promise<boolean> {
    const buffer = asOne(text);
    return this.#command(buffer.sql === '' ? item : { ...item, buffer });
  }

  async #bareWord(word: string): Promise<boolean> {
    if (word.startsWith('help')) return this.#command({ text: '\\?' });
    this.quit();
    return true;
  }

  async #runItems(items: readonly ScriptItem[]): Promise<boolean> {
    for (const item of items) {
      if (this.state.get().ended) return false;
      const ok = item.kind === 'sql' ? await this.#statement(item.sql, item.line) : await this.#command(item);
      if (!ok) return false;
    }
    return true;
  }

  async #command({ text, buffer }: Pick<Extract<ScriptItem, { kind: 'meta' }>, 'text' | 'buffer'>): Promise<boolean> {
    const started = performance.now();
    const typed = buffer ? `${buffer.sql} ${text}` : text;
    const outer = this.#inCommand;
    this.#inCommand = { ending: 'command', rows: 0 };
    try {
      const { command, call } = parseMeta(text, META_COMMANDS);
      await command.run(this, buffer ? { ...call, buffer } : call);
      const { ending, rows } = this.#inCommand;
      this.#inCommand = outer;
      this.#ended(typed, started, ending, rows);
      return true;
    } catch (error) {
      this.#inCommand = outer;
      this.#showError(error);
      this.#ended(typed, started, 'failed', 0);
      return false;
    }
  }

  /** The history keeps what was typed: of \watch, \i or \n the command, not each statement that it ran. */
  #ended(sql: string, started: number, ending: Ending | 'command', rows: number): void {
    if (this.#isSilent) return;
    if (this.#inCommand) {
      this.#inCommand = { ending: ending === 'done' ? 'command' : ending, rows };
      return;
    }
    this.#onEnded({ session: this.session, sql, ms: performance.now() - started, ending, rows });
  }

  async #statement(sql: string, line: number, options: HostRunOptions = {}): Promise<boolean> {
    const display = options.expanded === undefined ? this.display : { ...this.display, expanded: options.expanded };
    const target = { ...this.#target(), display };
    const { to } = options;
    if (to === undefined && !this.#redirect) {
      const run = this.#start(sql, options, this.display.limit);
      return this.#follow(run, run[Symbol.asyncIterator](), new RunView(target, line), sql);
    }
    const write = () => this.#write(sql, options, (redirect) => new ExportView(target, line, redirect));
    return to?.startsWith('|') ? this.#screen.handOver(write) : write();
  }

  #start(sql: string, { parameters }: HostRunOptions, limit?: number): Run {
    const given = parameters ?? (sql === this.lastSql ? this.#lastParameters : undefined);
    this.lastSql = sql;
    this.#lastParameters = given;
    this.#paused = undefined;
    const text = this.variables.fill(sql, this.session.engine);
    const confirm = (question: ProductionQuestion): Promise<void> => this.#confirm(question);
    return this.session.run(text, { unsplit: true, limit, parameters: given, confirm });
  }

  /** @throws ConfigError unless the person typed what was asked for; Enter alone means no. */
  async #confirm({ message, answer }: ProductionQuestion): Promise<void> {
    const given = await this.#io(new AbortController().signal)
      .ask({ kind: 'text', message })
      .catch(() => '');
    if (given.trim() !== answer) throw new ConfigError('It was not run.', { hint: `The answer was not ${answer}.` });
  }

  async #write(sql: string, options: HostRunOptions, viewOn: (redirect: Redirect) => ExportView): Promise<boolean> {
    const { to, expanded } = options;
    const format = expanded === true && this.display.format === 'table' ? 'vertical' : this.display.format;
    const redirect = to === undefined ? this.#redirect! : await openRedirect(to, { ...this.display, format });
    const run = this.#start(sql, options);
    const events = run[Symbol.asyncIterator]();
    try {
      const ok = await this.#follow(run, events, viewOn(redirect), sql);
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

  async #follow(
    run: Run,
    events: AsyncIterator<Awaited<ReturnType<AsyncIterator<unknown>['next']>>['value']>,
    view: RunView | ExportView,
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
        catalogOf(this.session).take(event);
        if (view instanceof RunView) await this.#kept.take(event);
        const ended = await view.take(event);
        if (ended) ending = ended;
        if (ended === 'paused' && view instanceof RunView) {
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
    this.#endWait?.();
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
      gridKey: screen.gridKey,
    };
  }

  #showError(thrown: unknown): void {
    const error =
      thrown instanceof SmallexError ? thrown : new BugError(`Something failed inside smallex: ${messageOf(thrown)}`);
    const { style, columns } = this.#screen;
    this.#screen.print(errorText(error, { style, width: columns - 1 }));
  }

  say(text: string): void {
    if (this.#isSilent) return;
    this.#screen.print(wrapLines(terminalSafeLines(text), this.#screen.columns - 1));
  }

  show(columns: readonly Column[], rows: readonly Row[]): void {
    this.#screen.print(listText(columns, rows, this.#target()));
  }

  runSql(sql: string, options: HostRunOptions = {}): Promise<boolean> {
    return this.#statement(sql, options.line ?? 1, options);
  }

  async read(sql: string, most: number): Promise<WholeResult> {
    const run = this.#start(sql, {});
    this.#run = run;
    this.waiting.begin('running');
    try {
      return await collect(run, most);
    } finally {
      this.waiting.end();
      this.#run = undefined;
    }
  }

  async redirect(to: string | null): Promise<void> {
    const before = this.#redirect;
    this.#redirect = undefined;
    await before?.finish();
    if (to !== null) this.#redirect = await openRedirect(to, this.display);
  }

  ask(question: Question): Promise<string> {
    return this.#io(new AbortController().signal).ask(question);
  }

  wait(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (whole: boolean): void => {
        clearTimeout(timer);
        this.#endWait = undefined;
        resolve(whole);
      };
      const timer = setTimeout(() => end(true), ms);
      this.#endWait = () => end(false);
    });
  }

  shell(command: string): Promise<number> {
    return this.#screen.handOver(() => runShell(command));
  }

  editing(choice?: 'emacs' | 'vi'): 'emacs' | 'vi' | null {
    return this.#screen.editing(choice);
  }

  formatSql(sql: string): Promise<string | null> {
    return formatSql(sql, this.session.engine);
  }

  toPrompt(text: string): boolean {
    if (this.#screen.hasDraft) this.#screen.setDraft(text);
    return this.#screen.hasDraft;
  }

  /** Runs the commands of the rc file, which say nothing but what went wrong. */
  async runRc(): Promise<void> {
    this.#isSilent = true;
    try {
      const text = readRc();
      for (const item of text === null ? [] : readScript(text, this.session.engine, META_COMMANDS)) {
        if (item.kind === 'meta') await this.#command(item);
        else
          this.#showError(
            new ConfigError(`Line ${item.line} of the rc file is SQL and was not run.`, { hint: RC_HINT }),
          );
      }
    } catch (error) {
      this.#showError(error);
    } finally {
      this.#isSilent = false;
    }
  }

  async runFile(name: string, { beside = false }: { readonly beside?: boolean } = {}): Promise<boolean> {
    const folder = beside ? (this.#folders.at(-1) ?? process.cwd()) : process.cwd();
    const file = path.resolve(folder, expandTilde(name));
    const items = readScript(await readScriptFile(file, name), this.session.engine, META_COMMANDS);
    refuseDeepNesting(this.#folders.length, name);
    this.#folders.push(path.dirname(file));
    try {
      return await this.#runItems(items);
    } finally {
      this.#folders.pop();
    }
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
    await this.#redirect?.finish().catch((error: unknown) => this.#showError(error));
    await Promise.race([this.#run?.cancel(), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
    await Promise.all([this.#sessions.closeAll(), this.#kept.close()]);
  }
}

/** All that was typed as one statement. Engines differ on a `;` at its end: Databricks refuses it. */
function asOne(text: string): { sql: string; line: number } {
  return { sql: text.trim().replace(/;$/, ''), line: /^\s*/.exec(text)![0].split('\n').length };
}
