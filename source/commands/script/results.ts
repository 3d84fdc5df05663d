import {
  displayOf,
  openRedirect,
  type Display,
  type Host,
  type HostRunOptions,
  type Redirect,
} from '../../meta/index.js';
import type { EngineFile, LineFormat } from '../../results/engine-file.js';
import { lossText } from '../../results/loss-text.js';
import type { RunOptions, SessionEvent } from '../../session/index.js';
import { classifyStatement } from '../../sql/index.js';
import { ProgressLine } from '../progress-line.js';
import type { ScriptFate } from './fate.js';
import type { ScriptOutput } from './output.js';
import type { ScriptSettings } from './settings.js';
import { changedView, FittedView, redirectedView, SinkView, type ResultView } from './views.js';

/** Where the rows of one statement go, and how they are to look. */
export interface Place {
  /** The file or command of \g, else that of \o; undefined: the output of the script. */
  readonly redirect: Redirect | undefined;
  /** True for \g: what is opened for the statement ends with it. */
  readonly isOwn: boolean;
  readonly display: Display;
}

/** Brings each result of a script to its place: the output of the command line, or what \o and \g name. */
export class ScriptResults {
  readonly #host: Host;
  readonly #output: ScriptOutput;
  readonly #settings: Pick<ScriptSettings, 'limit' | 'quiet'>;
  readonly #fate: ScriptFate;
  /** As the command line has it: what is changed since is written in another way. */
  readonly #givenDisplay: string;
  /** Of \o. */
  #standing: Redirect | undefined;
  /** What is being finished: a parquet file takes its time for that. */
  #finishing: Redirect | undefined;
  #progress: ProgressLine | undefined;
  #count = 0;
  #of: number | null = null;

  constructor(host: Host, output: ScriptOutput, settings: Pick<ScriptSettings, 'limit' | 'quiet'>, fate: ScriptFate) {
    this.#host = host;
    this.#output = output;
    this.#settings = settings;
    this.#fate = fate;
    this.#givenDisplay = JSON.stringify(host.display);
  }

  /** How many results all scripts together will give. */
  expect(results: number): void {
    this.#of = results;
  }

  /** Opens what \g names. @throws ExportError, ConfigError when it can't be */
  async placeOf(options: HostRunOptions): Promise<Place> {
    const { to } = options;
    const display = displayOf(this.#host.display, options);
    const redirect = to === undefined ? this.#standing : await openRedirect(to, display, this.#host);
    return { redirect, isOwn: to !== undefined, display };
  }

  /** How the engine may take part in the writing. */
  async engineOptions(sql: string, place: Place): Promise<Pick<RunOptions, 'engineFile' | 'engineLines'>> {
    return { engineFile: await this.#engineFile(sql, place), engineLines: this.#engineLines(place) };
  }

  /** Tells how large the file is that the engine writes by itself. */
  watch({ name, path }: EngineFile): void {
    this.#progressOf(name)?.watch(path);
  }

  /** Takes the line that says how far the writing is away. */
  endProgress(): void {
    this.#progress?.end();
  }

  /** Begins a result; undefined: it isn't wanted. @throws ExportError, ConfigError */
  async open(
    { columns, isLines = false }: Extract<SessionEvent, { type: 'columns' }>,
    { redirect, display }: Place,
  ): Promise<ResultView | undefined> {
    if (redirect) {
      const progress = redirect.kind === 'file' ? this.#progressOf(redirect.label) : undefined;
      return redirectedView(columns, redirect, progress, isLines);
    }
    this.#count++;
    if (display.format === 'table' && process.stdout.isTTY && this.#output.toStdout) {
      return new FittedView(columns, display);
    }
    if (this.#isChanged(display) && this.#output.toStdout) return changedView(columns, display, this.#count === 1);
    const sink = await this.#output.open(this.#count, this.#of);
    if (!sink) return undefined;
    await sink.start(columns, isLines);
    return new SinkView(sink, { progress: this.#output.toStdout ? undefined : this.#progressOf(this.#output.label) });
  }

  /** The engine has written a result by itself. */
  async wrote(rows: number, { redirect }: Place): Promise<void> {
    if (redirect) redirect.results++;
    else this.#count++;
    const sink = redirect?.sink ?? (await this.#output.open(this.#count, this.#of));
    await sink?.wrote(rows);
  }

  /** Nothing was read: what an engine began to write itself goes, with its file. */
  async dropUnread({ redirect }: Place, hasFailed: boolean): Promise<void> {
    const isDropped = !redirect && (await this.#output.drop());
    if (isDropped && hasFailed && !this.#fate.goesOn) this.#host.say(`${this.#output.label} was not written.`);
  }

  /** Says what became of a result that failed midway; what was meant for the same file ends the script. */
  async lost(outcome: 'cut' | 'gone' | 'ended', { redirect }: Place): Promise<void> {
    const fate = this.#fate;
    const { label, sink } = redirect ?? { label: this.#output.label, sink: this.#output };
    const isStanding = redirect === this.#standing;
    const text = lossText({ label, outcome, kept: sink.kept, isLast: !fate.goesOn || !isStanding });
    if (text !== null) this.#host.say(text);
    if (outcome === 'gone' && (redirect ? isStanding : this.#output.isShared)) fate.ended = true;
    if (!redirect || !isStanding || fate.goesOn || sink.kept > 0) return;
    // It was said: to finish it would say it again.
    this.#standing = undefined;
    await redirect.abort();
  }

  /** The statement has ended: so has what was opened for it. @throws ExportError */
  async leave({ redirect, isOwn }: Place, ok: boolean): Promise<void> {
    if (redirect && isOwn) await (ok ? this.#finish(redirect) : redirect.abort());
  }

  /** The rows can't be written. What \o has of whole results gets its name at the end. */
  async giveUp({ redirect }: Place): Promise<void> {
    if (redirect !== this.#standing || redirect?.sink.kept === 0) await redirect?.abort();
  }

  /** Sends all results from now on to a file or `|command`; null: to the output again. @throws ExportError */
  async redirect(to: string | null): Promise<void> {
    const before = this.#standing;
    this.#standing = undefined;
    if (before) await this.#finish(before);
    if (to !== null) this.#standing = await openRedirect(to, this.#host.display, this.#host);
  }

  /** Leaves what \o wrote unfinished. */
  async abortRedirect(): Promise<void> {
    await this.#standing?.abort();
  }

  /** A reader that takes nothing is no longer waited for. */
  hurry(): void {
    this.#output.stop();
    this.#standing?.sink.hurry();
    this.#finishing?.sink.hurry();
  }

  /** What is being finished is given up. */
  abortFinishing(): void {
    void this.#finishing?.abort();
  }

  #isChanged(display: Display): boolean {
    return JSON.stringify(display) !== this.#givenDisplay;
  }

  /** Where an engine may write the rows itself: not under \o, where a failed statement's would stay. */
  async #engineFile(sql: string, { redirect, isOwn, display }: Place): Promise<EngineFile | undefined> {
    if (this.#settings.limit !== undefined) return undefined;
    if (redirect) return isOwn ? redirect.sink.engineFile : undefined;
    const { returnsRows } = classifyStatement(sql, { dialect: this.#host.session.engine });
    if (!returnsRows || this.#isChanged(display)) return undefined;
    return this.#output.engineFile(this.#count + 1, this.#of);
  }

  /** The format for which an engine may make the text of each row. */
  #engineLines({ redirect, display }: Place): LineFormat | undefined {
    if (redirect) return redirect.sink.lineFormat;
    return this.#isChanged(display) ? undefined : this.#output.lineFormat;
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

  #progressOf(label: string): ProgressLine | undefined {
    this.#progress?.end();
    this.#progress = this.#settings.quiet ? undefined : new ProgressLine(label);
    return this.#progress;
  }
}
