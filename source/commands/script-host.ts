import path from 'node:path';
import type { Parameters, Question } from '../backends/base.js';
import {
  collect,
  DEFAULT_DISPLAY,
  META_COMMANDS,
  mustAllowShell,
  openRedirect,
  parseMeta,
  readScript,
  readScriptFile,
  refuseDeepNesting,
  ScriptReader,
  Variables,
  type Display,
  type Host,
  type HostRunOptions,
  type Redirect,
  type ScriptItem,
  type WholeResult,
} from '../meta/index.js';
import type { ProfileStore } from '../profiles/index.js';
import type { Column, Row } from '../results/column.js';
import { table } from '../results/formats/table.js';
import { formatSql } from '../meta/format-sql.js';
import { outcomeText, type Run, type Session } from '../session/index.js';
import { classifyStatement, placeholders } from '../sql/index.js';
import { ConfigError, EXIT, SmallexError } from '../support/errors.js';
import { errorText } from '../support/error-text.js';
import { expandTilde } from '../support/paths.js';
import { runShell } from '../support/run-shell.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import type { ScriptOutput } from './script-output.js';
import { changedView, FittedView, redirectedView, SinkView, type ResultView } from './script-views.js';
import { streamStyle } from './stream-style.js';

export interface ScriptSettings {
  readonly onError: 'stop' | 'continue';
  readonly timeoutMs: number | undefined;
  readonly limit: number | undefined;
  readonly parameters: Parameters | undefined;
  readonly quiet: boolean;
  /** Every question of a production profile is answered with yes. */
  readonly yes: boolean;
  /** Whether `\!` and `|command` run. */
  readonly allowsShell: boolean;
}

/** Opens another profile for \c. */
export type OpenProfile = (name: string) => Promise<Session>;

/** Runs the items of scripts on a session: rows to the output, talk to stderr. */
export class ScriptHost implements Host {
  readonly interactive = false;
  readonly variables = new Variables();
  readonly display: Display;
  readonly profiles: ProfileStore;
  lastSql: string | null = null;
  exitCode: number = EXIT.done;
  /** True once it was said that the output can't be written: to finish it fails again, for the same reason. */
  outputFailed = false;
  session: Session;
  readonly #parked: Session[] = [];
  readonly #output: ScriptOutput;
  readonly #settings: ScriptSettings;
  readonly #openProfile: OpenProfile;
  /** As the command line has it: what is changed since is written in another way. */
  readonly #givenDisplay: string;
  /** Where a file's \ir looks, the innermost last. */
  readonly #folders: string[] = [];
  #redirect: Redirect | undefined;
  #lastParameters: Parameters | undefined;
  #endWait: (() => void) | undefined;
  #results = 0;
  #of: number | null = null;
  #run: Run | undefined;
  #ended = false;

  constructor(
    session: Session,
    profiles: ProfileStore,
    output: ScriptOutput,
    settings: ScriptSettings,
    openProfile: OpenProfile,
  ) {
    this.session = session;
    this.profiles = profiles;
    this.#output = output;
    this.#settings = settings;
    this.#openProfile = openProfile;
    this.display = { ...DEFAULT_DISPLAY, format: output.format.name };
    this.#givenDisplay = JSON.stringify(this.display);
  }

  get allowsShell(): boolean {
    return this.#settings.allowsShell;
  }

  get parameters(): Parameters | undefined {
    return this.#settings.parameters;
  }

  /** Runs items that are all known; the results are counted before the first runs. False: nothing more shall run. */
  async runItems(items: readonly ScriptItem[], folder = process.cwd()): Promise<boolean> {
    this.#folders.push(folder);
    try {
      for (const item of items) if (!(await this.runItem(item))) return false;
      return true;
    } finally {
      this.#folders.pop();
    }
  }

  /** How many results all scripts together will give. */
  expect(results: number): void {
    this.#of = results;
  }

  /** Runs a script as it arrives. */
  async runArriving(chunks: AsyncIterable<string>): Promise<boolean> {
    const reader = new ScriptReader(this.session.engine, META_COMMANDS);
    for await (const chunk of chunks) {
      if (!(await this.runItems(reader.push(chunk)))) return false;
    }
    return this.runItems(reader.end());
  }

  async runItem(item: ScriptItem): Promise<boolean> {
    if (this.#ended) return false;
    if (item.kind === 'sql') {
      await this.#sql(item.sql, item.line);
      return this.#goesOn();
    }
    try {
      const { command, call } = parseMeta(item.text, META_COMMANDS);
      await command.run(this, item.buffer ? { ...call, buffer: item.buffer } : call);
    } catch (error) {
      // Without a caret: what an engine didn't like stands in no line of the script.
      this.#failed(error);
    }
    return this.#goesOn();
  }

  #goesOn(): boolean {
    return !this.#ended && (this.exitCode === EXIT.done || this.#settings.onError === 'continue');
  }

  /** False when the statement failed or was cancelled. */
  async #sql(sql: string, line: number, { to, expanded, parameters }: HostRunOptions = {}): Promise<boolean> {
    const display = expanded === undefined ? this.display : { ...this.display, expanded };
    const redirect = to === undefined ? this.#redirect : await this.#open(to, display);
    const { run, text } = this.#start(sql, parameters);
    let ok = false;
    try {
      ok = await this.#follow(run, text, line, redirect, display);
      if (to !== undefined) await (ok ? redirect!.finish() : redirect!.abort());
    } catch (error) {
      await run.cancel();
      await redirect?.abort();
      ok = false;
      this.#failed(error, text, line);
      // What can't be written, or held, ends the script whatever --on-error says.
      this.#ended = true;
      this.outputFailed = true;
    } finally {
      this.#run = undefined;
    }
    return ok;
  }

  #start(sql: string, given?: Parameters): { run: Run; text: string } {
    const parameters = given ?? (sql === this.lastSql ? this.#lastParameters : undefined) ?? this.#parametersOf(sql);
    this.lastSql = sql;
    this.#lastParameters = parameters;
    const { limit, timeoutMs } = this.#settings;
    const text = this.variables.fill(sql, this.session.engine);
    const confirm = this.#settings.yes ? () => undefined : undefined;
    const run = this.session.run(text, { unsplit: true, limit, timeoutMs, parameters, confirm });
    this.#run = run;
    return { run, text };
  }

  async #open(to: string, display: Display): Promise<Redirect> {
    if (to.startsWith('|')) mustAllowShell(this, to);
    const isVertical = display.expanded === true && display.format === 'table';
    return openRedirect(to, isVertical ? { ...display, format: 'vertical' } : display);
  }

  #parametersOf(sql: string): Parameters | undefined {
    const given = this.#settings.parameters;
    if (!given) return undefined;
    const names = placeholders(sql, this.session.engine);
    const used = Object.entries(given).filter(([name]) => names.includes(name));
    return used.length > 0 || names.length > 0 ? Object.fromEntries(used) : undefined;
  }

  async #follow(
    run: Run,
    sql: string,
    line: number,
    redirect: Redirect | undefined,
    display: Display,
  ): Promise<boolean> {
    let ok = true;
    const meaning = classifyStatement(sql, { dialect: this.session.engine });
    let view: ResultView | undefined;
    for await (const event of run) {
      if (event.type === 'columns' && meaning.returnsRows) {
        view = await this.#openResult(event.columns, redirect, display);
      } else if (event.type === 'rows') await view?.rows(event.rows);
      else if (event.type === 'notice') this.say(event.message);
      else if (event.type === 'paused') {
        this.say(`Only the first ${event.rows} rows were read (--limit).`);
        break;
      } else if (event.type === 'failed' || event.type === 'cancelled') {
        ok = false;
        if (event.type === 'failed') this.#failed(event.error, sql, line);
        else this.#cancelled(event.confirmed, event.queryId);
      } else if (event.type === 'done' && !meaning.returnsRows) this.say(outcomeText(meaning, event));
      if (view?.closed) {
        this.#ended = true;
        break;
      }
    }
    await view?.end();
    return ok;
  }

  async #openResult(
    columns: readonly Column[],
    redirect: Redirect | undefined,
    display: Display,
  ): Promise<ResultView | undefined> {
    if (redirect) return redirectedView(columns, redirect);
    this.#results++;
    const isChanged = JSON.stringify(display) !== this.#givenDisplay;
    if (display.format === 'table' && process.stdout.isTTY && this.#output.toStdout) {
      return new FittedView(columns, display);
    }
    if (isChanged && this.#output.toStdout) return changedView(columns, display, this.#results === 1);
    const sink = await this.#output.open(this.#results, this.#of);
    if (!sink) return undefined;
    await sink.start(columns);
    return new SinkView(sink);
  }

  #failed(error: unknown, sql?: string, line = 1): void {
    if (!(error instanceof SmallexError)) throw error;
    const style = streamStyle(process.stderr);
    const width = process.stderr.columns ?? 100;
    const place = sql === undefined ? {} : { sql, firstLine: line };
    process.stderr.write(`${errorText(error, { ...place, style, width })}\n`);
    this.exitCode = error.exitCode;
  }

  #cancelled(confirmed: boolean, queryId: string | null): void {
    const id = queryId === null ? '' : ` (query ${queryId})`;
    const rest = confirmed ? 'The server confirmed it.' : 'The server did not confirm it: it may still run.';
    process.stderr.write(`Cancelled${id}. ${rest}\n`);
    this.exitCode = EXIT.interrupted;
    this.#ended = true;
  }

  /** Cancels what runs, and runs nothing more. */
  async cancel(): Promise<void> {
    this.#ended = true;
    this.exitCode = EXIT.interrupted;
    this.#endWait?.();
    await this.#run?.cancel();
  }

  /** Stops waiting for what was cancelled. */
  abandon(): void {
    this.#run?.abandon();
  }

  say(text: string): void {
    if (!this.#settings.quiet) process.stderr.write(`${terminalSafeLines(text)}\n`);
  }

  show(columns: readonly Column[], rows: readonly Row[]): void {
    const writer = table.writer({ style: streamStyle(process.stdout) });
    process.stdout.write(writer.start(columns) + writer.rows(rows) + writer.end());
  }

  async runSql(sql: string, options: HostRunOptions = {}): Promise<boolean> {
    if (this.#ended) return false;
    return this.#sql(sql, options.line ?? 1, options);
  }

  async read(sql: string, most: number): Promise<WholeResult> {
    try {
      return await collect(this.#start(sql).run, most);
    } finally {
      this.#run = undefined;
    }
  }

  async runFile(name: string, { beside = false }: { readonly beside?: boolean } = {}): Promise<boolean> {
    const folder = beside ? (this.#folders.at(-1) ?? process.cwd()) : process.cwd();
    const file = path.resolve(folder, expandTilde(name));
    refuseDeepNesting(this.#folders.length, name);
    const items = readScript(await readScriptFile(file, name), this.session.engine, META_COMMANDS);
    return this.runItems(items, path.dirname(file));
  }

  async redirect(to: string | null): Promise<void> {
    const before = this.#redirect;
    this.#redirect = undefined;
    await before?.finish();
    if (to !== null) this.#redirect = await this.#open(to, this.display);
  }

  ask({ message, field }: Question): Promise<string> {
    return Promise.reject(
      new ConfigError(`This needs an answer: ${message}`, {
        hint: field ? `Nobody can be asked in a script: set it with \\set ${field} VALUE` : 'Run it at the prompt.',
      }),
    );
  }

  wait(ms: number): Promise<boolean> {
    if (this.#ended) return Promise.resolve(false);
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
    return runShell(command);
  }

  history(): null {
    return null;
  }

  editing(): null {
    return null;
  }

  keys(): [] {
    return [];
  }

  formatSql(sql: string): Promise<string | null> {
    return formatSql(sql, this.session.engine);
  }

  toPrompt(): boolean {
    return false;
  }

  async switchTo(name: string): Promise<void> {
    try {
      await this.#switchTo(name);
    } catch (error) {
      // What follows was meant for the other connection, whatever --on-error says; psql stops here, too.
      this.#ended = true;
      throw error;
    }
  }

  async #switchTo(name: string): Promise<void> {
    const parked = this.#parked.findIndex((session) => session.name === name);
    const next =
      name === '-'
        ? this.#parked.pop()
        : parked >= 0
          ? this.#parked.splice(parked, 1)[0]
          : await this.#openProfile(name);
    if (!next) throw new ConfigError('There is no session to go back to.', { hint: 'Open one with \\c NAME.' });
    this.#parked.push(this.session);
    this.session = next;
    this.say(`Now on ${next.name}.`);
  }

  edit(): Promise<void> {
    return Promise.reject(new ConfigError('\\e needs the prompt: it is not run from a script.'));
  }

  more(): Promise<void> {
    return Promise.reject(new ConfigError('\\more needs the prompt: a script reads whole results.'));
  }

  quit(): void {
    this.#ended = true;
  }

  /** Files of \o get their names. @throws ExportError */
  async finish(): Promise<void> {
    await this.redirect(null);
  }

  async close(): Promise<void> {
    await this.#redirect?.abort();
    for (const session of [this.session, ...this.#parked]) await session.close();
  }
}
