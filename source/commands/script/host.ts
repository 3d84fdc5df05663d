import { setTimeout as delay } from 'node:timers/promises';
import type { Parameters, Question } from '../../backends/base.js';
import {
  DEFAULT_DISPLAY,
  Variables,
  type Display,
  type DrawingRoom,
  type Executed,
  type ExecuteOptions,
  type Host,
  type HostRunOptions,
  type WholeResult,
} from '../../meta/index.js';
import { formatSql } from '../../meta/format-sql.js';
import type { ProfileStore } from '../../profiles/index.js';
import type { Column, Row } from '../../results/column.js';
import { table } from '../../results/formats/table.js';
import { refuseUnasked, type ProductionQuestion, type Session } from '../../session/index.js';
import { ConfigError } from '../../support/errors.js';
import { PacedWriter } from '../../support/paced-writer.js';
import { runShell } from '../../support/run-shell.js';
import { terminalSafeLines } from '../../support/terminal-safe.js';
import { Pause } from '../../support/pause.js';
import type { ScriptFate } from './fate.js';
import type { ScriptOutput } from './output.js';
import { ScriptRunner } from './runner.js';
import type { ScriptSettings } from './settings.js';
import { streamStyle } from '../stream-style.js';

// Of a server that did not answer a cancel.
const CLOSE_WITHIN_MS = 1_500;

export interface ScriptHostParts {
  readonly profiles: ProfileStore;
  readonly output: ScriptOutput;
  readonly settings: ScriptSettings;
  readonly fate: ScriptFate;
  /** Opens another profile for \c. */
  openProfile(name: string): Promise<Session>;
  runFile(name: string, beside: boolean): Promise<boolean>;
}

/** A script as \commands see it: rows go to the output, talk to stderr, and nobody can be asked. */
export class ScriptHost implements Host {
  readonly interactive = false;
  readonly variables = new Variables();
  readonly display: Display;
  readonly parked: Session[] = [];
  session: Session;
  readonly #parts: ScriptHostParts;
  readonly #runner: ScriptRunner;
  readonly #pause = new Pause();
  readonly #lists = new PacedWriter((text) => void process.stdout.write(text));

  constructor(session: Session, parts: ScriptHostParts) {
    const { output, settings, fate } = parts;
    this.session = session;
    this.#parts = parts;
    this.display = { ...DEFAULT_DISPLAY, format: output.format.name, formulaGuard: output.formulaGuard };
    this.#runner = new ScriptRunner(this, output, settings, fate);
  }

  get profiles(): ProfileStore {
    return this.#parts.profiles;
  }

  get lastSql(): string | null {
    return this.#runner.lastSql;
  }

  get allowsShell(): boolean {
    return this.#parts.settings.allowsShell;
  }

  get parameters(): Parameters | undefined {
    return this.#parts.settings.parameters;
  }

  /** How many results all scripts together will give. */
  expect(results: number): void {
    this.#runner.expect(results);
  }

  /** Resolves when the lists of a command are written, or were stopped. */
  async listsWritten(): Promise<void> {
    await this.#lists.written();
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
    if (!this.#parts.settings.quiet) this.answer(text);
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
    if (this.#parts.fate.ended) return false;
    return this.#runner.statement(sql, options.line ?? 1, options);
  }

  execute(sql: string, options?: ExecuteOptions): Promise<Executed> {
    return this.#runner.execute(sql, options);
  }

  work<T>(_: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#runner.work(run);
  }

  async confirm(question: ProductionQuestion): Promise<void> {
    if (!this.#parts.settings.yes) refuseUnasked(question);
  }

  read(sql: string, most: number): Promise<WholeResult> {
    return this.#runner.read(sql, most);
  }

  runFile(name: string, { beside = false }: { readonly beside?: boolean } = {}): Promise<boolean> {
    return this.#parts.runFile(name, beside);
  }

  redirect(to: string | null): Promise<void> {
    return this.#runner.redirect(to);
  }

  ask({ kind, message, field }: Question): Promise<string> {
    if (kind === 'confirm') {
      if (this.#parts.settings.yes) return Promise.resolve('yes');
      return Promise.reject(new ConfigError(`This needs a yes: ${message}`, { hint: 'Pass --yes.' }));
    }
    return Promise.reject(
      new ConfigError(`This needs an answer: ${message}`, {
        hint: field ? `Nobody can be asked in a script: set it with \\set ${field} VALUE` : 'Run it at the prompt.',
      }),
    );
  }

  wait(ms: number): Promise<boolean> {
    if (this.#parts.fate.ended) return Promise.resolve(false);
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
      this.#parts.fate.ended = true;
      throw error;
    }
  }

  async #switchTo(name: string): Promise<void> {
    const parked = this.parked.findIndex((session) => session.name === name);
    const next =
      name === '-'
        ? this.parked.pop()
        : parked >= 0
          ? this.parked.splice(parked, 1)[0]
          : await this.#parts.openProfile(name);
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
    this.#parts.fate.ended = true;
  }

  async close(): Promise<void> {
    await this.#runner.abortRedirect();
    const closed = this.#closeSessions();
    await (this.#parts.fate.isUnanswered ? Promise.race([closed, delay(CLOSE_WITHIN_MS)]) : closed);
  }

  async #closeSessions(): Promise<void> {
    for (const session of [this.session, ...this.parked]) await session.close();
  }
}
