import path from 'node:path';
import type { Parameters, Question } from '../backends/base.js';
import {
  batchQuestions,
  DEFAULT_DISPLAY,
  META_COMMANDS,
  parseMeta,
  readScript,
  readScriptFile,
  refuseDeepNesting,
  ScriptReader,
  Variables,
  type Display,
  type DrawingRoom,
  type Executed,
  type ExecuteOptions,
  type Host,
  type HostRunOptions,
  type ScriptItem,
  type WholeResult,
} from '../meta/index.js';
import { formatSql } from '../meta/format-sql.js';
import type { ProfileStore } from '../profiles/index.js';
import type { Column, Row } from '../results/column.js';
import { table } from '../results/formats/table.js';
import { refuseUnasked, startDeadline, type ProductionQuestion, type Session } from '../session/index.js';
import { CancelledError, ConfigError, TimeoutError } from '../support/errors.js';
import { expandTilde } from '../support/paths.js';
import { PacedWriter } from '../support/paced-writer.js';
import { runShell } from '../support/run-shell.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { Pause } from '../support/pause.js';
import type { ScriptOutput } from './script-output.js';
import { ScriptRunner, type ScriptSettings } from './script-runner.js';
import { streamStyle } from './stream-style.js';

/** Opens another profile for \c. */
export type OpenProfile = (name: string) => Promise<Session>;

/** Runs the items of scripts on a session: rows to the output, talk to stderr. */
export class ScriptHost implements Host {
  readonly interactive = false;
  readonly variables = new Variables();
  readonly display: Display;
  readonly profiles: ProfileStore;
  session: Session;
  readonly parked: Session[] = [];
  readonly #runner: ScriptRunner;
  readonly #settings: ScriptSettings;
  readonly #openProfile: OpenProfile;
  /** Where a file's \ir looks, the innermost last. */
  readonly #folders: string[] = [];
  readonly #pause = new Pause();
  readonly #lists = new PacedWriter((text) => void process.stdout.write(text));

  constructor(
    session: Session,
    profiles: ProfileStore,
    output: ScriptOutput,
    settings: ScriptSettings,
    openProfile: OpenProfile,
  ) {
    this.session = session;
    this.profiles = profiles;
    this.#settings = settings;
    this.#openProfile = openProfile;
    this.display = { ...DEFAULT_DISPLAY, format: output.format.name, formulaGuard: output.formulaGuard };
    this.#runner = new ScriptRunner(this, output, settings);
  }

  get lastSql(): string | null {
    return this.#runner.lastSql;
  }

  get exitCode(): number {
    return this.#runner.exitCode;
  }

  get outputFailed(): boolean {
    return this.#runner.outputFailed;
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
      if (!(await this.#isAgreed(items, folder))) return false;
      for (const item of items) if (!(await this.runItem(item))) return false;
      return true;
    } finally {
      this.#folders.pop();
    }
  }

  /** False when a statement of these needs a yes that nobody gave: none of them is then run. */
  async #isAgreed(items: readonly ScriptItem[], folder: string): Promise<boolean> {
    if (this.#settings.yes) return true;
    const { session, profiles, variables } = this;
    const start = { session: session.guarded, profiles, variables, folder, commands: META_COMMANDS };
    const [question] = await batchQuestions(items, start);
    if (!question) return true;
    this.#runner.ended = true;
    try {
      refuseUnasked(question);
    } catch (error) {
      this.#runner.failed(error);
    }
    return false;
  }

  /** How many results all scripts together will give. */
  expect(results: number): void {
    this.#runner.expect(results);
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
    if (this.#runner.ended) return false;
    if (item.kind === 'sql') {
      await this.#runner.statement(item.sql, item.line);
      return this.#runner.goesOn;
    }
    const { timeoutMs } = this.#settings;
    // Its statements have a clock of their own: this one is for what it lists.
    const listing = startDeadline(undefined, timeoutMs, () => this.session.stopListing());
    try {
      const { command, call } = parseMeta(item.text, META_COMMANDS);
      await command.run(this, item.buffer ? { ...call, buffer: item.buffer } : call);
    } catch (error) {
      const isLate = listing.expired() && error instanceof CancelledError;
      // Without a caret: what an engine didn't like stands in no line of the script.
      this.#runner.failed(
        isLate ? new TimeoutError(`The listing took longer than ${timeoutMs! / 1000} s and was cancelled.`) : error,
      );
    } finally {
      listing.clear();
    }
    await this.#lists.written();
    return this.#runner.goesOn;
  }

  /** Cancels what runs, and runs nothing more; the script ends with that exit code. */
  async cancel(exitCode: number): Promise<void> {
    const cancelled = this.#runner.cancel(exitCode);
    this.#pause.end();
    this.#lists.stop();
    await cancelled;
  }

  /** Stops waiting for what was cancelled. */
  abandon(): void {
    this.#runner.abandon();
  }

  say(text: string): void {
    if (!this.#settings.quiet) this.answer(text);
  }

  answer(text: string): void {
    process.stderr.write(`${terminalSafeLines(text)}\n`);
  }

  show(columns: readonly Column[], rows: readonly Row[]): void {
    const writer = table.writer({ style: streamStyle(process.stdout) });
    this.#lists.write(writer.start(columns) + writer.rows(rows) + writer.end());
  }

  draw(make: (room: DrawingRoom) => readonly string[]): void {
    const width = (process.stdout.columns ?? 80) - 1;
    const lines = make({ width, rows: process.stdout.rows ?? 24, style: streamStyle(process.stdout) });
    this.#lists.write(`${lines.join('\n')}\n`);
  }

  async runSql(sql: string, options: HostRunOptions = {}): Promise<boolean> {
    if (this.#runner.ended) return false;
    return this.#runner.statement(sql, options.line ?? 1, options);
  }

  execute(sql: string, options?: ExecuteOptions): Promise<Executed> {
    return this.#runner.execute(sql, options);
  }

  work<T>(_: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#runner.work(run);
  }

  async confirm(question: ProductionQuestion): Promise<void> {
    if (!this.#settings.yes) refuseUnasked(question);
  }

  read(sql: string, most: number): Promise<WholeResult> {
    return this.#runner.read(sql, most);
  }

  async runFile(name: string, { beside = false }: { readonly beside?: boolean } = {}): Promise<boolean> {
    const folder = beside ? (this.#folders.at(-1) ?? process.cwd()) : process.cwd();
    const file = path.resolve(folder, expandTilde(name));
    refuseDeepNesting(this.#folders.length, name);
    const items = readScript(await readScriptFile(file, name), this.session.engine, META_COMMANDS);
    return this.runItems(items, path.dirname(file));
  }

  redirect(to: string | null): Promise<void> {
    return this.#runner.redirect(to);
  }

  ask({ kind, message, field }: Question): Promise<string> {
    if (kind === 'confirm') {
      if (this.#settings.yes) return Promise.resolve('yes');
      return Promise.reject(new ConfigError(`This needs a yes: ${message}`, { hint: 'Pass --yes.' }));
    }
    return Promise.reject(
      new ConfigError(`This needs an answer: ${message}`, {
        hint: field ? `Nobody can be asked in a script: set it with \\set ${field} VALUE` : 'Run it at the prompt.',
      }),
    );
  }

  wait(ms: number): Promise<boolean> {
    if (this.#runner.ended) return Promise.resolve(false);
    return this.#pause.wait(ms);
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
      this.#runner.ended = true;
      throw error;
    }
  }

  async #switchTo(name: string): Promise<void> {
    const parked = this.parked.findIndex((session) => session.name === name);
    const next =
      name === '-' ? this.parked.pop() : parked >= 0 ? this.parked.splice(parked, 1)[0] : await this.#openProfile(name);
    if (!next) throw new ConfigError('There is no session to go back to.', { hint: 'Open one with \\c NAME.' });
    this.parked.push(this.session);
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
    this.#runner.ended = true;
  }

  /** Files of \o get their names. @throws ExportError */
  async finish(): Promise<void> {
    await this.redirect(null);
  }

  async close(): Promise<void> {
    await this.#runner.abortRedirect();
    for (const session of [this.session, ...this.parked]) await session.close();
  }
}
