import {
  commandFailed,
  displayOf,
  openRedirect,
  redirectKind,
  type CommandEnd,
  type Display,
  type HostRunOptions,
  type Redirect,
} from '../meta/index.js';
import { lossText, STOPPED_TEXT } from '../results/loss-text.js';
import type { Run, RunOptions, Session } from '../session/index.js';
import { classifyStatement } from '../sql/index.js';
import { ConfigError } from '../support/errors.js';
import { ExportView } from './export-view.js';
import { following, type Follower } from './follower.js';
import type { Printer } from './printer.js';
import type { ReplScreen } from './repl-types.js';
import type { ViewTarget } from './run-view.js';
import type { StopRequest } from './stop-request.js';
import type { Waiting } from './waiting.js';

/** Until then it isn't sure whether a signal was before a command or after. */
const JUST_STARTED_MS = 200;
/** A command that a signal ends is gone by then. */
const INTERRUPTED_MS = 150;

export interface RedirectsHome {
  readonly session: Session;
  readonly display: Display;
  readonly screen: ReplScreen;
  readonly waiting: Waiting;
  readonly printer: Printer;
}

/** How the engine may take part in the writing. */
export type EngineOptions = Pick<RunOptions, 'engineFile' | 'engineLines'>;

/** A statement whose rows are written. */
export interface Written {
  readonly sql: string;
  /** On which it starts in the person's text, from 1. */
  readonly line: number;
  readonly options: HostRunOptions;
  /** Gets what else it tells. */
  readonly target: ViewTarget;
  readonly start: (engine: EngineOptions) => Run;
}

/** Writes rows to files and commands: those of one statement (\g FILE), and all from now on (\o FILE). */
export class Redirects {
  readonly #home: RedirectsHome;
  readonly #follower: Follower;
  readonly #stop: StopRequest;
  /** Of \o. */
  #standing: Redirect | undefined;
  /** What gets the rows, while it runs. */
  #command: { readonly redirect: Redirect; readonly since: number } | undefined;
  /** What is being finished: a parquet file takes its time for that. */
  #finishing: Redirect | undefined;
  #isDeaf = false;

  constructor(home: RedirectsHome, follower: Follower, stop: StopRequest) {
    this.#home = home;
    this.#follower = follower;
    this.#stop = stop;
  }

  /** True while a signal that this program sends to all that have the terminal comes back to it. */
  get isDeaf(): boolean {
    return this.#isDeaf;
  }

  /** Whether the rows of a statement with these options are written. */
  takes({ to }: HostRunOptions): boolean {
    return to !== undefined || this.#standing !== undefined;
  }

  /** Whether somebody else writes them to the screen: nothing may be drawn there then. */
  isOnScreen({ to }: HostRunOptions): boolean {
    return to === undefined ? this.#standing?.kind === 'terminal' : redirectKind(to) !== 'file';
  }

  /** Sends all results from now on to a file or `|command`; null: to the screen again. @throws ExportError */
  async set(to: string | null): Promise<void> {
    const before = this.#standing;
    this.#standing = undefined;
    if (before) await this.#finish(before);
    if (to !== null) this.#standing = await this.#open(to);
  }

  /** Ends the file of \o; one that a result is still being written to is taken away. @throws ExportError */
  async end(): Promise<void> {
    if (this.#follower.run) await this.#standing?.abort();
    else await this.#standing?.finish();
  }

  /** Ctrl-C: a command that was not there yet when it came hears of it, too. */
  interrupt(): void {
    if (this.#command && performance.now() - this.#command.since < JUST_STARTED_MS) this.#interruptAgain();
  }

  /** Ctrl-C once the last row is written: what is being finished is given up. */
  giveUp(): void {
    void this.#finishing?.abort();
  }

  /** Runs a statement and writes its rows. False: they are not all there. @throws SmallexError */
  async write({ sql, line, options, target, start }: Written): Promise<boolean> {
    // While the terminal was given away a key may have come.
    this.#stop.refuse();
    const { to } = options;
    const redirect = to === undefined ? this.#standing! : await this.#open(to, options);
    const command = redirect.interrupt && to !== undefined ? { redirect, since: performance.now() } : undefined;
    this.#command = command;
    if (command) void redirect.gone?.then(() => this.#command === command && (this.#command = undefined));
    if (this.#stop.isMade) {
      this.#interruptAgain();
      if (to !== undefined) await redirect.abort();
    }
    this.#stop.refuse();
    // Not under \o: what a failed statement left would stand before the next result.
    const { lineFormat: engineLines } = redirect.sink;
    const engineFile = to === undefined ? undefined : redirect.sink.engineFile;
    const run = start({ engineFile, engineLines });
    const view = new ExportView(target, line, redirect);
    const statement = following({ run, sql, session: this.#home.session, view, engineFile });
    let end: CommandEnd | undefined;
    // What changes something is not cancelled because nobody wants its answer.
    const { kind } = classifyStatement(sql, { dialect: this.#home.session.engine });
    void redirect.gone?.then((ended) => {
      end = ended;
      if (kind === 'reads' && this.#follower.current === statement && !this.#stop.isMade) statement.reader.leave();
    });
    try {
      const ok = await this.#follower.follow(statement);
      if (!ok && end !== undefined && end.code !== null && end.code !== 0) throw commandFailed(redirect.label, end);
      if (!ok && view.isHalf) await this.#failHalf(redirect);
      const isWhole = to === undefined ? ok : ok && (await this.#finish(redirect));
      if (to !== undefined && !ok) await redirect.abort();
      if (isWhole && view.report !== '') this.#home.screen.print(view.report);
      return isWhole;
    } catch (error) {
      await statement.reader.close();
      // A second result that a file of \o can't hold must not take the first one away.
      if (to === undefined && error instanceof ConfigError) throw error;
      if (to === undefined) this.#standing = undefined;
      await (redirect.sink.kept > 0 && to === undefined ? redirect.finish() : redirect.abort());
      throw error;
    }
  }

  /** @throws ConfigError for a `|command` on a profile that forbids programs */
  #open(to: string, options: HostRunOptions = {}): Promise<Redirect> {
    const { display, session } = this.#home;
    return openRedirect(to, displayOf(display, options), { allowsShell: true, session });
  }

  /** False when it was stopped before it was whole, or has no whole result. @throws ExportError */
  async #finish(redirect: Redirect): Promise<boolean> {
    const { waiting } = this.#home;
    const { sink, label, kind } = redirect;
    this.#finishing = redirect;
    // A command has the screen.
    if (kind === 'file') waiting.begin('writing');
    let isStopped = false;
    try {
      await redirect.finish();
      isStopped = sink.closed && kind !== 'command';
    } finally {
      waiting.end();
      this.#finishing = undefined;
    }
    if (isStopped) this.#home.printer.say(kind === 'terminal' ? STOPPED_TEXT : `${label} was not written.`);
    return !isStopped;
  }

  /** A file doesn't keep half of a result; where it holds no other it is given up, and the screen gets what follows. */
  async #failHalf(redirect: Redirect): Promise<void> {
    const outcome = await redirect.sink.fail();
    const isLast = redirect !== this.#standing;
    const isOver = outcome === 'gone' && !isLast;
    const text = lossText({ label: redirect.label, outcome, kept: redirect.sink.kept, isLast });
    if (isOver) this.#standing = undefined;
    if (text !== null) this.#home.printer.say(`${text}${isOver ? ' What follows goes to the screen again.' : ''}`);
  }

  /** A Ctrl-C that came before the command was there has reached this program alone: the command hears of it now. */
  #interruptAgain(): void {
    const command = this.#command;
    setTimeout(() => {
      if (!command || this.#command !== command) return;
      this.#isDeaf = true;
      command.redirect.interrupt?.();
      setTimeout(() => (this.#isDeaf = false), INTERRUPTED_MS);
    }, INTERRUPTED_MS);
  }
}
