import { claimResult, formatOptions, writtenFormat, type Display, type Redirect } from '../../meta/index.js';
import type { Column, Row } from '../../results/column.js';
import { formatByName } from '../../results/formats/index.js';
import { HeadTailKeeper, rowsShown } from '../../results/head-tail.js';
import { openSink, type Sink } from '../../results/sink.js';
import { layoutTable } from '../../results/table.js';
import type { ProgressLine } from '../progress-line.js';
import { streamStyle } from '../stream-style.js';

/** Where the rows of one result of a script go. */
export interface ResultView {
  rows(batch: readonly Row[]): Promise<void>;
  end(): Promise<void>;
  /** The statement failed midway: see `Sink.fail`. */
  fail(): Promise<'cut' | 'gone' | 'ended'>;
  /** See `Sink.hurry`. */
  hurry(): void;
  readonly closed: boolean;
}

export interface SinkViewOptions {
  readonly afterwards?: (() => Promise<void>) | undefined;
  /** Told how far the writing of a file is. */
  readonly progress?: ProgressLine | undefined;
}

/** A sink that is open for more results. */
export class SinkView implements ResultView {
  readonly #sink: Sink;
  readonly #afterwards: () => Promise<void>;
  readonly #progress: ProgressLine | undefined;

  constructor(sink: Sink, { afterwards = async () => undefined, progress }: SinkViewOptions = {}) {
    this.#sink = sink;
    this.#afterwards = afterwards;
    this.#progress = progress;
  }

  get closed(): boolean {
    return this.#sink.closed;
  }

  async rows(batch: readonly Row[]): Promise<void> {
    await this.#sink.write(batch);
    this.#progress?.take(this.#sink);
  }

  async end(): Promise<void> {
    this.#progress?.end();
    await this.#sink.end();
    await this.#afterwards();
  }

  async fail(): Promise<'cut' | 'gone' | 'ended'> {
    this.#progress?.end();
    const outcome = await this.#sink.fail();
    if (outcome === 'ended') await this.#afterwards();
    return outcome;
  }

  hurry(): void {
    this.#sink.hurry();
  }
}

/** A table on the terminal: fitted to its width, head and tail of the rows. */
export class FittedView implements ResultView {
  readonly closed = false;
  readonly #columns: readonly Column[];
  readonly #display: Display;
  readonly #keeper: HeadTailKeeper;

  constructor(columns: readonly Column[], display: Display) {
    this.#columns = columns;
    this.#display = display;
    this.#keeper = new HeadTailKeeper(columns, rowsShown(process.stdout.rows ?? 24));
  }

  async rows(batch: readonly Row[]): Promise<void> {
    this.#keeper.add(batch);
  }

  async end(): Promise<void> {
    const style = streamStyle(process.stdout);
    const width = (process.stdout.columns ?? 80) - 1;
    const { expanded, maxWidth } = this.#display;
    const { lines, notes } = layoutTable(this.#columns, this.#keeper.get(), {
      ...formatOptions(this.#display),
      width,
      style,
      expanded,
      ...(maxWidth !== null && { maxCellWidth: maxWidth }),
    });
    const count = `${this.#keeper.rows} ${this.#keeper.rows === 1 ? 'row' : 'rows'}`;
    process.stdout.write(`${[...lines, style.dim([count, ...notes].join(' · '))].join('\n')}\n`);
  }

  async fail(): Promise<'ended'> {
    await this.end();
    return 'ended';
  }

  /** It writes no more than a screen of rows. */
  hurry(): void {
    return;
  }
}

/** Into what \o or \g opened. @throws ConfigError when its format holds one result and it has one */
export async function redirectedView(
  columns: readonly Column[],
  redirect: Redirect,
  progress: ProgressLine | undefined,
  isLines: boolean,
): Promise<ResultView> {
  claimResult(redirect);
  await redirect.sink.start(columns, isLines);
  return new SinkView(redirect.sink, { progress });
}

/** On stdout, as \pset and \x have it by now. */
export async function changedView(columns: readonly Column[], display: Display, isFirst: boolean): Promise<ResultView> {
  const format = formatByName(writtenFormat(display));
  const stream = { kind: 'stream', stream: process.stdout, terminal: process.stdout.isTTY } as const;
  const sink = await openSink(stream, format, { ...formatOptions(display), style: streamStyle(process.stdout) });
  if (!isFirst && !format.binary && format.forEyes) process.stdout.write('\n');
  await sink.start(columns);
  return new SinkView(sink, { afterwards: () => sink.finish() });
}
