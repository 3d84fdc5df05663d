import { readFile } from 'node:fs/promises';
import type { Parameters } from '../backends/base.js';
import {
  DEFAULT_DISPLAY,
  META_COMMANDS,
  parseMeta,
  readScript,
  ScriptReader,
  type Display,
  type Host,
  type ScriptItem,
} from '../meta/index.js';
import type { ProfileStore } from '../profiles/index.js';
import type { Column, Row } from '../results/column.js';
import { HeadTailKeeper, rowsShown } from '../results/head-tail.js';
import { table } from '../results/formats/table.js';
import { layoutTable } from '../results/table.js';
import type { Sink } from '../results/sink.js';
import { outcomeText, type Run, type Session } from '../session/index.js';
import { classifyStatement, placeholders } from '../sql/index.js';
import { ConfigError, EXIT, messageOf, SmallexError } from '../support/errors.js';
import { errorText } from '../support/error-text.js';
import { expandTilde } from '../support/paths.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import type { ScriptOutput } from './script-output.js';
import { streamStyle } from './stream-style.js';

export interface ScriptSettings {
  readonly onError: 'stop' | 'continue';
  readonly timeoutMs: number | undefined;
  readonly limit: number | undefined;
  readonly parameters: Parameters | undefined;
  readonly quiet: boolean;
}

/** Opens another profile for \c. */
export type OpenProfile = (name: string) => Promise<Session>;

/** Runs the items of scripts on a session: rows to the output, talk to stderr. */
export class ScriptHost implements Host {
  readonly interactive = false;
  readonly display: Display = { ...DEFAULT_DISPLAY };
  readonly profiles: ProfileStore;
  lastSql: string | null = null;
  exitCode: number = EXIT.done;
  session: Session;
  readonly #parked: Session[] = [];
  readonly #output: ScriptOutput;
  readonly #settings: ScriptSettings;
  readonly #openProfile: OpenProfile;
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
  }

  /** Runs items that are all known; the results are counted before the first runs. False: nothing more shall run. */
  async runItems(items: readonly ScriptItem[]): Promise<boolean> {
    for (const item of items) if (!(await this.runItem(item))) return false;
    return true;
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
    if (item.kind === 'sql') return this.#sql(item.sql, item.line);
    try {
      const { command, call } = parseMeta(item.text, META_COMMANDS);
      await command.run(this, call);
    } catch (error) {
      this.#failed(error, item.text, item.line);
    }
    return this.#goesOn();
  }

  #goesOn(): boolean {
    return !this.#ended && (this.exitCode === EXIT.done || this.#settings.onError === 'continue');
  }

  async #sql(sql: string, line: number): Promise<boolean> {
    this.lastSql = sql;
    const { limit, timeoutMs } = this.#settings;
    const run = this.session.run(sql, { unsplit: true, limit, timeoutMs, parameters: this.#parametersOf(sql) });
    this.#run = run;
    try {
      await this.#follow(run, sql, line);
    } catch (error) {
      await run.cancel();
      this.#failed(error, sql, line);
      // What can't be written, or held, ends the script whatever --on-error says.
      this.#ended = true;
    } finally {
      this.#run = undefined;
    }
    return this.#goesOn();
  }

  #parametersOf(sql: string): Parameters | undefined {
    const given = this.#settings.parameters;
    if (!given) return undefined;
    const names = placeholders(sql, this.session.engine);
    const used = Object.entries(given).filter(([name]) => names.includes(name));
    return used.length > 0 || names.length > 0 ? Object.fromEntries(used) : undefined;
  }

  async #follow(run: Run, sql: string, line: number): Promise<void> {
    const meaning = classifyStatement(sql, { dialect: this.session.engine });
    let view: ResultView | undefined;
    for await (const event of run) {
      if (event.type === 'columns' && meaning.returnsRows) view = await this.#openResult(event.columns);
      else if (event.type === 'rows') await view?.rows(event.rows);
      else if (event.type === 'notice') this.say(event.message);
      else if (event.type === 'paused') {
        this.say(`Only the first ${event.rows} rows were read (--limit).`);
        break;
      } else if (event.type === 'failed') this.#failed(event.error, sql, line);
      else if (event.type === 'cancelled') this.#cancelled(event.confirmed, event.queryId);
      else if (event.type === 'done' && !meaning.returnsRows) this.say(outcomeText(meaning, event));
      if (view?.closed) {
        this.#ended = true;
        break;
      }
    }
    await view?.end();
  }

  async #openResult(columns: readonly Column[]): Promise<ResultView | undefined> {
    this.#results++;
    const fitted = this.#output.format.name === 'table' && process.stdout.isTTY;
    const sink = await this.#output.open(this.#results, this.#of);
    if (!sink) return undefined;
    if (fitted && this.#output.toStdout) return new FittedView(columns);
    await sink.start(columns);
    return new SinkView(sink);
  }

  #failed(error: unknown, sql: string, line: number): void {
    if (!(error instanceof SmallexError)) throw error;
    const style = streamStyle(process.stderr);
    const width = process.stderr.columns ?? 100;
    process.stderr.write(`${errorText(error, { sql, firstLine: line, style, width })}\n`);
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

  runSql(sql: string): Promise<boolean> {
    return this.#sql(sql, 1);
  }

  async runFile(file: string): Promise<boolean> {
    return this.runItems(readScript(await readScriptFile(file), this.session.engine, META_COMMANDS));
  }

  async switchTo(name: string): Promise<void> {
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

  async close(): Promise<void> {
    for (const session of [this.session, ...this.#parked]) await session.close();
  }
}

/** @throws ConfigError when the file can't be read. */
export async function readScriptFile(file: string): Promise<string> {
  try {
    const text = await readFile(expandTilde(file), 'utf8');
    // Editors on Windows begin files with a byte order mark; to an engine it is an unknown character.
    return text.replace(/^\uFEFF/, '');
  } catch (cause) {
    const missing = messageOf(cause).includes('ENOENT');
    throw new ConfigError(missing ? `There is no file "${file}".` : `"${file}" can't be read: ${messageOf(cause)}`, {
      hint: `The current folder is ${process.cwd()}.`,
      cause,
    });
  }
}

/** How many of the items give a result. */
export function countResults(items: readonly ScriptItem[], dialect: Session['engine']): number {
  return items.filter((item) => item.kind === 'sql' && classifyStatement(item.sql, { dialect }).returnsRows).length;
}

interface ResultView {
  rows(batch: readonly Row[]): Promise<void>;
  end(): Promise<void>;
  readonly closed: boolean;
}

class SinkView implements ResultView {
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  get closed(): boolean {
    return this.#sink.closed;
  }

  rows(batch: readonly Row[]): Promise<void> {
    return this.#sink.write(batch);
  }

  end(): Promise<void> {
    return this.#sink.end();
  }
}

/** A table on the terminal: fitted to its width, head and tail of the rows. */
class FittedView implements ResultView {
  readonly closed = false;
  readonly #columns: readonly Column[];
  readonly #keeper: HeadTailKeeper;

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#keeper = new HeadTailKeeper(columns, rowsShown(process.stdout.rows ?? 24));
  }

  async rows(batch: readonly Row[]): Promise<void> {
    this.#keeper.add(batch);
  }

  async end(): Promise<void> {
    const style = streamStyle(process.stdout);
    const width = (process.stdout.columns ?? 80) - 1;
    const { lines, notes } = layoutTable(this.#columns, this.#keeper.get(), { width, style });
    const count = `${this.#keeper.rows} ${this.#keeper.rows === 1 ? 'row' : 'rows'}`;
    process.stdout.write(`${[...lines, style.dim([count, ...notes].join(' · '))].join('\n')}\n`);
  }
}
