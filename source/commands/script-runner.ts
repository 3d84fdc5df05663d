import type { Parameters } from '../backends/base.js';
import type { EngineFile, LineFormat } from '../results/engine-file.js';
import {
  saysWayBack,
  collect,
  mustAllowShell,
  openRedirect,
  redirectKind,
  type Display,
  type Executed,
  type ExecuteOptions,
  type Host,
  type HostRunOptions,
  type Redirect,
  type WholeResult,
} from '../meta/index.js';
import { lossText, STOPPED_TEXT } from '../results/loss-text.js';
import {
  cancelledText,
  outcomeText,
  startDeadline,
  WayBack,
  type Run,
  type RunOptions,
  type SessionEvent,
} from '../session/index.js';
import { classifyStatement, placeholders, type Classification } from '../sql/index.js';
import { CancelledError, EXIT, SmallexError, TimeoutError } from '../support/errors.js';
import { errorText } from '../support/error-text.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { ProgressLine } from './progress-line.js';
import type { ScriptOutput } from './script-output.js';
import { changedView, FittedView, redirectedView, SinkView, type ResultView } from './script-views.js';
import { streamStyle } from './stream-style.js';

/** Of a statement that a command runs. */
const MOST_ROWS = 10_000;

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

/** Of rows that were read, and that nobody took. */
export function untaken(timeoutMs: number): TimeoutError {
  return new TimeoutError(`Not all rows were taken within ${timeoutMs / 1000} s.`, {
    hint: 'What reads the output has stopped reading.',
  });
}

/** Starts the statements of a script, follows them to the output, cancels them; keeps what became of the script. */
export class ScriptRunner {
  lastSql: string | null = null;
  exitCode: number = EXIT.done;
  /** True once nothing more shall run. */
  ended = false;
  /** True once it was said that the output can't be written: to finish it fails again, for the same reason. */
  outputFailed = false;
  readonly #host: Host;
  readonly #output: ScriptOutput;
  readonly #settings: ScriptSettings;
  /** As the command line has it: what is changed since is written in another way. */
  readonly #givenDisplay: string;
  #redirect: Redirect | undefined;
  #lastParameters: Parameters | undefined;
  #progress: ProgressLine | undefined;
  #results = 0;
  #of: number | null = null;
  #run: Run | undefined;
  #work: AbortController | undefined;
  #view: ResultView | undefined;
  /** What is being finished: a parquet file takes its time for that. */
  #finishing: Redirect | undefined;
  /** True once the statement that runs was cancelled, or its time was up. */
  #isStopping = false;
  /** The exit code of the signal that stopped the script. */
  #stoppedBy: number | undefined;

  constructor(host: Host, output: ScriptOutput, settings: ScriptSettings) {
    this.#host = host;
    this.#output = output;
    this.#settings = settings;
    this.#givenDisplay = JSON.stringify(host.display);
  }

  /** True while the script may go on. */
  get goesOn(): boolean {
    return !this.ended && (this.exitCode === EXIT.done || this.#settings.onError === 'continue');
  }

  /** How many results all scripts together will give. */
  expect(results: number): void {
    this.#of = results;
  }

  /** False when the statement failed or was cancelled. */
  async statement(sql: string, line: number, { to, expanded, parameters }: HostRunOptions = {}): Promise<boolean> {
    const display = expanded === undefined ? this.#host.display : { ...this.#host.display, expanded };
    const redirect = to === undefined ? this.#redirect : await this.#open(to, display);
    const engineFile = await this.#engineFile(sql, to === undefined ? undefined : redirect, display);
    const engineLines = this.#engineLines(redirect, display);
    const { run, text } = this.#start(sql, parameters, { engineFile, engineLines });
    const progress = engineFile && this.#progressOf(engineFile.name);
    progress?.watch(engineFile!.path);
    let ok = false;
    // The run's own clock stops with its last row, which somebody has to take, too.
    const clock = startDeadline(undefined, this.#settings.timeoutMs, () => this.#hurry());
    try {
      ok = await this.#follow(run, text, line, redirect, display);
      if (to !== undefined) await (ok ? this.#finish(redirect!) : redirect!.abort());
      if (this.#stoppedBy !== undefined) ok = false;
      else if (ok && clock.expired() && this.ended) this.failed(untaken(this.#settings.timeoutMs!));
    } catch (error) {
      await run.cancel();
      // What \o has of whole results gets its name at the end.
      if (redirect !== this.#redirect || redirect?.sink.kept === 0) await redirect?.abort();
      ok = false;
      this.failed(error, text, line);
      // What can't be written, or held, ends the script whatever --on-error says.
      this.ended = true;
      this.outputFailed = true;
    } finally {
      clock.clear();
      progress?.end();
      this.#run = undefined;
      this.#view = undefined;
    }
    return ok;
  }

  async #finish(redirect: Redirect): Promise<void> {
    this.#finishing = redirect;
    try {
      await redirect.finish();
    } finally {
      this.#finishing = undefined;
    }
    const { sink, kind, label } = redirect;
    if (sink.closed && kind === 'file') this.#host.say(`${label} was not written.`);
  }

  /** Runs a statement and keeps its rows instead of writing them. @throws SmallexError */
  async read(sql: string, most: number): Promise<WholeResult> {
    try {
      return await collect(this.#start(sql).run, most);
    } finally {
      this.#run = undefined;
    }
  }

  /** Runs a statement that is a part of what a command does, which the person has agreed to. @throws SmallexError */
  async execute(sql: string, { parameters, cleansUp, localFolder }: ExecuteOptions = {}): Promise<Executed> {
    if (this.ended && cleansUp !== true) throw new CancelledError('Stopped.', { confirmed: true });
    const { timeoutMs } = this.#settings;
    const options = { unsplit: true, parameters, timeoutMs, localFolder, confirm: () => undefined };
    const run = this.#host.session.run(sql, options);
    this.#run = run;
    try {
      return await collect(run, MOST_ROWS);
    } finally {
      this.#run = undefined;
    }
  }

  /** Does what a signal ends, here and not on the server. */
  async work<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.ended) throw new CancelledError('Stopped.', { confirmed: true });
    this.#work = new AbortController();
    try {
      return await run(this.#work.signal);
    } finally {
      this.#work = undefined;
    }
  }

  /** Sends all results from now on to a file or `|command`; null: to the output again. @throws ExportError */
  async redirect(to: string | null): Promise<void> {
    const before = this.#redirect;
    this.#redirect = undefined;
    if (before) await this.#finish(before);
    if (to !== null) this.#redirect = await this.#open(to, this.#host.display);
  }

  /** Leaves what \o wrote unfinished. */
  async abortRedirect(): Promise<void> {
    await this.#redirect?.abort();
  }

  /** Cancels what runs, and runs nothing more. */
  async cancel(exitCode: number): Promise<void> {
    this.ended = true;
    this.#stoppedBy = exitCode;
    this.exitCode = exitCode;
    this.#work?.abort();
    this.#host.session.stopListing();
    this.#hurry();
    void this.#finishing?.abort();
    await this.#run?.cancel();
  }

  /** A reader that takes nothing is no longer waited for: what it keeps waiting is to end. */
  #hurry(): void {
    this.#isStopping = true;
    this.#view?.hurry();
    this.#output.stop();
    this.#redirect?.sink.hurry();
    this.#finishing?.sink.hurry();
  }

  /** Stops waiting for what was cancelled. */
  abandon(): void {
    this.#run?.abandon();
  }

  /** Says what went wrong; with `sql` a caret shows where, in the script's own lines. */
  failed(error: unknown, sql?: string, line = 1): void {
    this.#progress?.end();
    if (!(error instanceof SmallexError)) throw error;
    const style = streamStyle(process.stderr);
    const width = process.stderr.columns ?? 100;
    const place = sql === undefined ? {} : { sql, firstLine: line };
    process.stderr.write(`${errorText(error, { ...place, style, width })}\n`);
    this.exitCode = this.#stoppedBy ?? error.exitCode;
  }

  /** Where an engine may write the rows itself: not under \o, where a failed statement's would stay. */
  async #engineFile(sql: string, redirect: Redirect | undefined, display: Display): Promise<EngineFile | undefined> {
    if (this.#settings.limit !== undefined) return undefined;
    if (redirect) return redirect.sink.engineFile;
    const { returnsRows } = classifyStatement(sql, { dialect: this.#host.session.engine });
    if (!returnsRows || this.#redirect || JSON.stringify(display) !== this.#givenDisplay) return undefined;
    return this.#output.engineFile(this.#results + 1, this.#of);
  }

  /** The format for which an engine may make the text of each row. */
  #engineLines(redirect: Redirect | undefined, display: Display): LineFormat | undefined {
    if (redirect) return redirect.sink.lineFormat;
    return JSON.stringify(display) === this.#givenDisplay ? this.#output.lineFormat : undefined;
  }

  #start(
    sql: string,
    given?: Parameters,
    engine: Pick<RunOptions, 'engineFile' | 'engineLines'> = {},
  ): { run: Run; text: string } {
    const parameters = given ?? (sql === this.lastSql ? this.#lastParameters : undefined) ?? this.#parametersOf(sql);
    this.lastSql = sql;
    this.#lastParameters = parameters;
    const { limit, timeoutMs } = this.#settings;
    const text = this.#host.variables.fill(sql, this.#host.session.engine);
    const confirm = this.#settings.yes ? () => undefined : undefined;
    const onTimeout = (): void => this.#hurry();
    const how = { limit, timeoutMs, onTimeout, parameters, confirm, ...engine };
    const run = this.#host.session.run(text, { unsplit: true, ...how });
    this.#run = run;
    this.#isStopping = false;
    return { run, text };
  }

  async #open(to: string, display: Display): Promise<Redirect> {
    if (redirectKind(to) === 'command') mustAllowShell(this.#host, to);
    const isVertical = display.expanded === true && display.format === 'table';
    return openRedirect(to, isVertical ? { ...display, format: 'vertical' } : display);
  }

  #parametersOf(sql: string): Parameters | undefined {
    const given = this.#settings.parameters;
    if (!given) return undefined;
    const names = placeholders(sql, this.#host.session.engine);
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
    let hasFailed = false;
    const meaning = classifyStatement(sql, { dialect: this.#host.session.engine });
    const { session } = this.#host;
    const back = new WayBack(session.engine, () => session.context.inTransaction === true);
    let view: ResultView | undefined;
    for await (const event of run) {
      if (event.type === 'columns' && meaning.returnsRows) {
        view = this.#view = await this.#openResult(event, redirect, display);
      } else if (event.type === 'rows') await view?.rows(event.rows);
      else if (event.type === 'written') await this.#wrote(event.rows, redirect);
      else if (event.type === 'notice') this.#host.say(event.message);
      else if (event.type === 'paused') {
        this.#host.say(`Only the first ${event.rows} rows were read (--limit).`);
        break;
      } else if (event.type === 'failed' || event.type === 'cancelled') {
        ok = false;
        hasFailed = event.type === 'failed';
        if (event.type === 'failed') this.failed(event.error, sql, line);
        else this.#cancelled(event, meaning);
      } else if (event.type === 'done' && !meaning.returnsRows) this.#host.say(outcomeText(meaning, event));
      this.#sayWayBack(back.take(event));
      if (view?.closed && !this.#isStopping) {
        // Without a reader of its output a script has no work left; a command of \g or \o may end when it has enough.
        this.ended = redirect === undefined;
        break;
      }
    }
    // Nothing was read: what an engine began to write itself goes, with its file.
    const isDropped = !view && !redirect && (await this.#output.drop());
    if (isDropped && hasFailed && !this.goesOn) this.#host.say(`${this.#output.label} was not written.`);
    if (ok) await view?.end();
    else if (view) await this.#lost(await view.fail(), redirect);
    // A reader that was given up takes nothing of what follows either.
    if (view?.closed && this.#isStopping) {
      this.ended = true;
      if (ok && this.#stoppedBy !== undefined) process.stderr.write(`${STOPPED_TEXT}\n`);
    }
    return ok;
  }

  async #lost(outcome: 'cut' | 'gone' | 'ended', redirect: Redirect | undefined): Promise<void> {
    const { label, sink } = redirect ?? { label: this.#output.label, sink: this.#output };
    const isLast = !this.goesOn || redirect !== this.#redirect;
    const text = lossText({ label, outcome, kept: sink.kept, isLast });
    if (text !== null) this.#host.say(text);
    // What follows was meant for the same file.
    if (outcome === 'gone' && (redirect ? redirect === this.#redirect : this.#output.isShared)) this.ended = true;
    if (!redirect || redirect !== this.#redirect || this.goesOn || sink.kept > 0) return;
    // It was said: to finish it would say it again.
    this.#redirect = undefined;
    await redirect.abort();
  }

  async #wrote(rows: number, redirect: Redirect | undefined): Promise<void> {
    if (redirect) redirect.results++;
    else this.#results++;
    const sink = redirect?.sink ?? (await this.#output.open(this.#results, this.#of));
    await sink?.wrote(rows);
  }

  #sayWayBack(line: string | null): void {
    if (line === null || this.#settings.quiet || !saysWayBack(this.#host.variables)) return;
    process.stderr.write(`${streamStyle(process.stderr).dim(terminalSafeLines(line))}\n`);
  }

  async #openResult(
    { columns, isLines = false }: Extract<SessionEvent, { type: 'columns' }>,
    redirect: Redirect | undefined,
    display: Display,
  ): Promise<ResultView | undefined> {
    if (redirect) {
      const progress = redirect.kind === 'file' ? this.#progressOf(redirect.label) : undefined;
      return redirectedView(columns, redirect, progress, isLines);
    }
    this.#results++;
    const isChanged = JSON.stringify(display) !== this.#givenDisplay;
    if (display.format === 'table' && process.stdout.isTTY && this.#output.toStdout) {
      return new FittedView(columns, display);
    }
    if (isChanged && this.#output.toStdout) return changedView(columns, display, this.#results === 1);
    const sink = await this.#output.open(this.#results, this.#of);
    if (!sink) return undefined;
    await sink.start(columns, isLines);
    return new SinkView(sink, { progress: this.#output.toStdout ? undefined : this.#progressOf(this.#output.label) });
  }

  #progressOf(label: string): ProgressLine | undefined {
    this.#progress?.end();
    this.#progress = this.#settings.quiet ? undefined : new ProgressLine(label);
    return this.#progress;
  }

  #cancelled(event: Extract<SessionEvent, { type: 'cancelled' }>, { kind }: Classification): void {
    this.#progress?.end();
    process.stderr.write(`${cancelledText(event, kind)}\n`);
    this.exitCode = this.#stoppedBy ?? EXIT.interrupted;
    this.ended = true;
  }
}
