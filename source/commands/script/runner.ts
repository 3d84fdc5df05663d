import type { Parameters } from '../../backends/base.js';
import {
  collect,
  saysWayBack,
  type Executed,
  type ExecuteOptions,
  type Host,
  type HostRunOptions,
  type WholeResult,
  UnsetVariable,
} from '../../meta/index.js';
import { STOPPED_TEXT } from '../../results/loss-text.js';
import { outcomeText, startDeadline, WayBack, type Run, type RunOptions } from '../../session/index.js';
import { classifyStatement, placeholders } from '../../sql/index.js';
import { CancelledError } from '../../support/errors.js';
import { terminalSafeLines } from '../../support/terminal-safe.js';
import { untaken, type ScriptFate } from './fate.js';
import type { ScriptOutput } from './output.js';
import { ScriptResults, type Place } from './results.js';
import type { ScriptSettings } from './settings.js';
import type { ResultView } from './views.js';
import { streamStyle } from '../stream-style.js';

/** Of a statement that a command runs. */
const MOST_ROWS = 10_000;
// Servers confirm within a second, and whoever started the script waits for its exit code.
const CANCEL_WITHIN_MS = 3_000;

/** Starts the statements of a script, follows them to where their results go, cancels them. */
export class ScriptRunner {
  lastSql: string | null = null;
  readonly #host: Host;
  readonly #settings: ScriptSettings;
  readonly #fate: ScriptFate;
  readonly #results: ScriptResults;
  #lastParameters: Parameters | undefined;
  #run: Run | undefined;
  #work: AbortController | undefined;
  #view: ResultView | undefined;
  /** True once the statement that runs was cancelled, or its time was up. */
  #isStopping = false;

  constructor(host: Host, output: ScriptOutput, settings: ScriptSettings, fate: ScriptFate) {
    this.#host = host;
    this.#settings = settings;
    this.#fate = fate;
    this.#results = new ScriptResults(host, output, settings, fate);
  }

  /** How many results all scripts together will give. */
  expect(results: number): void {
    this.#results.expect(results);
  }

  /** False when the statement failed or was cancelled. */
  async statement(sql: string, line: number, options: HostRunOptions = {}): Promise<boolean> {
    const place = await this.#results.placeOf(options);
    const engine = await this.#results.engineOptions(sql, place);
    const { run, text } = this.#start(sql, options.parameters, engine);
    if (engine.engineFile) this.#results.watch(engine.engineFile);
    let ok = false;
    // The run's own clock stops with its last row, which somebody has to take, too.
    const clock = startDeadline(undefined, this.#settings.timeoutMs, () => this.#hurry());
    try {
      ok = await this.#follow(run, text, line, place);
      await this.#results.leave(place, ok);
      if (this.#fate.wasStopped) ok = false;
      else if (ok && clock.expired() && this.#fate.ended) this.#failed(untaken(this.#settings.timeoutMs!));
    } catch (error) {
      await run.cancel();
      await this.#results.giveUp(place);
      ok = false;
      this.#failed(error, text, line);
      // What can't be written, or held, ends the script whatever --on-error says, but for what one \g alone wrote to.
      if (options.to === undefined) {
        this.#fate.ended = true;
        this.#fate.outputFailed = true;
      }
    } finally {
      clock.clear();
      this.#results.endProgress();
      this.#run = undefined;
      this.#view = undefined;
    }
    return ok;
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
    if (cleansUp !== true) this.#refuseWhenEnded();
    const { timeoutMs } = this.#settings;
    const options = {
      unsplit: true,
      parameters,
      timeoutMs,
      cancelWithinMs: this.#patienceMs,
      localFolder,
      confirm: () => undefined,
    };
    const run = this.#host.session.run(sql, options);
    this.#run = run;
    try {
      return await collect(run, MOST_ROWS);
    } finally {
      this.#run = undefined;
    }
  }

  /** What DuckDB can't interrupt at once ends with the program, which waits for it. */
  get #patienceMs(): number | undefined {
    return this.#host.session.engine === 'duckdb' ? undefined : CANCEL_WITHIN_MS;
  }

  /** Does what a signal ends, here and not on the server. */
  async work<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#refuseWhenEnded();
    this.#work = new AbortController();
    try {
      return await run(this.#work.signal);
    } finally {
      this.#work = undefined;
    }
  }

  /** Sends all results from now on to a file or `|command`; null: to the output again. @throws ExportError */
  redirect(to: string | null): Promise<void> {
    return this.#results.redirect(to);
  }

  /** Leaves what \o wrote unfinished. */
  abortRedirect(): Promise<void> {
    return this.#results.abortRedirect();
  }

  /** Cancels what runs, and runs nothing more. */
  async cancel(exitCode: number): Promise<void> {
    this.#fate.stop(exitCode);
    this.#work?.abort();
    this.#host.session.stopListing();
    this.#hurry();
    this.#results.abortFinishing();
    await this.#run?.cancel();
  }

  /** Stops waiting for what was cancelled. */
  abandon(): void {
    this.#run?.abandon();
  }

  /** A reader that takes nothing is no longer waited for: what it keeps waiting is to end. */
  #hurry(): void {
    this.#isStopping = true;
    this.#view?.hurry();
    this.#results.hurry();
  }

  #refuseWhenEnded(): void {
    if (this.#fate.ended) throw new CancelledError('Stopped.', { confirmed: true });
  }

  #failed(error: unknown, sql?: string, line?: number): void {
    this.#results.endProgress();
    this.#fate.failed(error, sql, line);
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
    const how = { limit, timeoutMs, cancelWithinMs: this.#patienceMs, onTimeout, parameters, confirm, ...engine };
    const run = this.#host.session.run(text, { unsplit: true, ...how });
    this.#run = run;
    this.#isStopping = false;
    return { run, text };
  }

  #parametersOf(sql: string): Parameters | undefined {
    const given = this.#settings.parameters;
    if (!given) return undefined;
    const names = placeholders(sql, this.#host.session.engine);
    const used = Object.entries(given).filter(([name]) => names.includes(name));
    return used.length > 0 || names.length > 0 ? Object.fromEntries(used) : undefined;
  }

  async #follow(run: Run, sql: string, line: number, place: Place): Promise<boolean> {
    let ok = true;
    let hasFailed = false;
    const fate = this.#fate;
    const { session } = this.#host;
    const meaning = classifyStatement(sql, { dialect: session.engine });
    const back = new WayBack(session.engine, () => session.context.inTransaction === true);
    const unset = new UnsetVariable(this.#host.variables, session.engine);
    let view: ResultView | undefined;
    for await (const given of run) {
      const event = unset.take(given);
      if (event.type === 'columns' && meaning.returnsRows) {
        view = this.#view = await this.#results.open(event, place);
      } else if (event.type === 'rows') await view?.rows(event.rows);
      else if (event.type === 'written') await this.#results.wrote(event.rows, place);
      else if (event.type === 'notice') this.#host.say(event.message);
      else if (event.type === 'paused') {
        this.#host.say(`Only the first ${event.rows} rows were read (--limit).`);
        break;
      } else if (event.type === 'failed' || event.type === 'cancelled') {
        ok = false;
        hasFailed = event.type === 'failed';
        this.#results.endProgress();
        if (event.type === 'failed') fate.failed(event.error, sql, line);
        else fate.cancelled(event, meaning);
      } else if (event.type === 'done' && !meaning.returnsRows) this.#host.say(outcomeText(meaning, event));
      this.#sayWayBack(back.take(event));
      if (view?.closed && !this.#isStopping) {
        // Without a reader of its output a script has no work left; a command of \g or \o may end when it has enough.
        fate.ended = place.redirect === undefined;
        break;
      }
    }
    if (!view) await this.#results.dropUnread(place, hasFailed);
    if (ok) await view?.end();
    else if (view) await this.#results.lost(await view.fail(), place);
    // A reader that was given up takes nothing of what follows either.
    if (view?.closed && this.#isStopping) {
      fate.ended = true;
      if (ok && fate.wasStopped) process.stderr.write(`${STOPPED_TEXT}\n`);
    }
    return ok;
  }

  #sayWayBack(line: string | null): void {
    if (line === null || this.#settings.quiet || !saysWayBack(this.#host.variables)) return;
    process.stderr.write(`${streamStyle(process.stderr).dim(terminalSafeLines(line))}\n`);
  }
}
