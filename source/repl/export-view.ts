import { claimResult, type Redirect } from '../meta/index.js';
import type { SessionEvent, StatementText } from '../session/index.js';
import { writingText } from './waiting.js';
import { RunView, timesText, type Ending, type ViewTarget } from './run-view.js';

/** A command that takes no more rows has ended, or does something else without them. */
const COMMAND_END_MS = 100;

/** Writes the rows of a run to a file or command; what else it tells is printed as ever. */
export class ExportView {
  readonly #target: ViewTarget;
  readonly #redirect: Redirect;
  readonly #talk: RunView;
  #statement: StatementText | undefined;
  #writes = false;
  #isOpen = false;
  /** The engine wrote the result, its end too. */
  #isWhole = false;
  #isStopped = false;
  #isReported = false;
  #time = '';
  #started = 0;
  rows = 0;

  constructor(target: ViewTarget, firstLine: number, redirect: Redirect) {
    this.#target = target;
    this.#redirect = redirect;
    this.#talk = new RunView(target, firstLine);
  }

  /** True while a result is written in part: a file would be half of it. */
  get isHalf(): boolean {
    return this.#isOpen;
  }

  /** True once there was something to write. */
  get hasBegun(): boolean {
    return this.#writes;
  }

  /** True when nobody takes more rows: a command that ended. */
  get isGone(): boolean {
    return this.#isOpen && this.#redirect.sink.closed && !this.#isStopped;
  }

  /**
   * True when a Ctrl-C ended the command that takes the rows. It goes to the command and to this program, and which of
   * them is told first is not sure.
   */
  async wasInterrupted(): Promise<boolean> {
    const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), COMMAND_END_MS));
    return (await Promise.race([this.#redirect.gone, late]))?.signal === 'SIGINT';
  }

  /** Writes no more; a reader that takes nothing is not waited for. */
  stop(): void {
    this.#isStopped = true;
    this.#redirect.sink.hurry();
  }

  /** What was written, for after the file has its name: until then it may still fail. */
  get report(): string {
    const count = `${this.rows.toLocaleString('en-US')} ${this.rows === 1 ? 'row' : 'rows'}`;
    return this.#isReported ? `${count} written to ${this.#redirect.label}${this.#time}\n` : '';
  }

  /** For the line that says what is waited for, which counts rows and seconds itself. */
  get progress(): string {
    const { sink, label } = this.#redirect;
    return writingText(label, sink.bytes, performance.now() - this.#started);
  }

  /** @throws ExportError; ConfigError when the file's format holds one result and has one */
  async take(event: SessionEvent): Promise<Ending | null> {
    if (event.type === 'statement') this.#statement = event.statement;
    if (event.type === 'columns' && this.#statement?.meaning.returnsRows !== false) {
      await this.#begin(event);
      return null;
    }
    if (event.type === 'written') {
      this.#redirect.results++;
      this.#writes = true;
      this.#isWhole = true;
      this.rows = event.rows;
      await this.#redirect.sink.wrote(event.rows);
      return null;
    }
    if (event.type === 'rows') {
      this.rows += event.rows.length;
      if (this.#writes && !this.#isStopped) await this.#redirect.sink.write(event.rows);
      return null;
    }
    if (event.type !== 'done' || !this.#writes) return this.#talk.take(event);
    this.#isOpen = false;
    if (!this.#isWhole) await this.#redirect.sink.end();
    this.#time = this.#target.display.timing ? ` · ${timesText(event)}` : '';
    this.#isReported = this.#redirect.kind !== 'command';
    return 'done';
  }

  async #begin({ columns, isLines }: Extract<SessionEvent, { type: 'columns' }>): Promise<void> {
    const redirect = this.#redirect;
    claimResult(redirect);
    this.#writes = true;
    this.#isOpen = true;
    this.#started = performance.now();
    await redirect.sink.start(columns, isLines);
  }
}
