import { formatOptions, type Display, type Redirect } from '../meta/index.js';
import type { Column, Row } from '../results/column.js';
import { formatByName } from '../results/formats/index.js';
import { HeadTailKeeper, rowsShown } from '../results/head-tail.js';
import { openSink, type Sink } from '../results/sink.js';
import { layoutTable } from '../results/table.js';
import { ConfigError } from '../support/errors.js';
import { streamStyle } from './stream-style.js';

/** Where the rows of one result of a script go. */
export interface ResultView {
  rows(batch: readonly Row[]): Promise<void>;
  end(): Promise<void>;
  readonly closed: boolean;
}

/** A sink that is open for more results. */
export class SinkView implements ResultView {
  readonly #sink: Sink;
  readonly #afterwards: () => Promise<void>;

  constructor(sink: Sink, afterwards = async (): Promise<void> => undefined) {
    this.#sink = sink;
    this.#afterwards = afterwards;
  }

  get closed(): boolean {
    return this.#sink.closed;
  }

  rows(batch: readonly Row[]): Promise<void> {
    return this.#sink.write(batch);
  }

  async end(): Promise<void> {
    await this.#sink.end();
    await this.#afterwards();
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
}

/** Into what \o or \g opened. @throws ConfigError when its format holds one result and it has one */
export async function redirectedView(columns: readonly Column[], redirect: Redirect): Promise<ResultView> {
  if (redirect.results > 0 && !redirect.many) {
    throw new ConfigError(`${redirect.label} holds one result, and has one already.`, {
      hint: 'Name another file with \o FILE, or end it with \o',
    });
  }
  redirect.results++;
  await redirect.sink.start(columns);
  return new SinkView(redirect.sink);
}

/** On stdout, as \pset and \x have it by now. */
export async function changedView(columns: readonly Column[], display: Display, isFirst: boolean): Promise<ResultView> {
  const format = formatByName(display.expanded === true && display.format === 'table' ? 'vertical' : display.format);
  const stream = { kind: 'stream', stream: process.stdout, terminal: process.stdout.isTTY } as const;
  const sink = await openSink(stream, format, { ...formatOptions(display), style: streamStyle(process.stdout) });
  if (!isFirst && !format.binary && format.forEyes) process.stdout.write('\n');
  await sink.start(columns);
  return new SinkView(sink, () => sink.finish());
}
