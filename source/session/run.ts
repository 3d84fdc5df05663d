import type { CancelOutcome, Connection, Parameters, Statement } from '../backends/base.js';
import type { Batch } from '../results/column.js';
import { BugError, CancelledError, ConnectionError, messageOf, SmallexError, TimeoutError } from '../support/errors.js';
import { Channel } from './channel.js';
import type { ProductionQuestion } from './guard.js';
import type { Run, SessionEvent, StatementText } from './events.js';

/** A statement as the session planned it; `last` is false while it is known that more follow. */
export interface PlannedStatement {
  readonly text: StatementText;
  readonly last: boolean;
  readonly parameters: Parameters | undefined;
}

export interface RunOptions {
  /** Rows per result after which the run pauses; none: all rows. */
  readonly limit?: number | undefined;
  /** Milliseconds that one statement may take before it is cancelled on the server. */
  readonly timeoutMs?: number | undefined;
  /** What to do after a failed statement; default `stop`. */
  readonly onError?: 'stop' | 'continue' | undefined;
  readonly parameters?: Parameters | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Asked before a statement that destroys or grants runs on a production profile; it throws to leave it alone.
   * Without it such statements are refused.
   */
  readonly confirm?: ((question: ProductionQuestion) => void | Promise<void>) | undefined;
  /** Runs the text as one statement, unsplit. */
  readonly unsplit?: boolean | undefined;
}

/** Says no to a statement by throwing a SmallexError before anything of it is sent. */
export type Guard = (statement: StatementText) => void | Promise<void>;

/** The one implementation of Run: a producer that talks to the connection, and a channel that is read. */
export class ConnectionRun implements Run {
  readonly #channel = new Channel<SessionEvent>();
  readonly #abort = new AbortController();
  readonly #connection: Connection;
  readonly #planned: AsyncIterable<PlannedStatement>;
  readonly #options: RunOptions;
  readonly #guard: Guard;
  #producer: Promise<void> | undefined;
  #abandoned = false;
  #outcome: CancelOutcome = 'finished';
  #quota = Infinity;
  #resume: (() => void) | undefined;
  #superseded = false;

  constructor(connection: Connection, planned: AsyncIterable<PlannedStatement>, options: RunOptions, guard: Guard) {
    this.#connection = connection;
    this.#planned = planned;
    this.#options = options;
    this.#guard = guard;
    const { signal } = options;
    if (signal?.aborted) this.#abort.abort();
    else signal?.addEventListener('abort', () => this.#abort.abort(), { once: true });
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SessionEvent> {
    this.#producer ??= this.#produce();
    try {
      for (let taken = await this.#channel.take(); taken; taken = await this.#channel.take()) yield taken.value;
    } finally {
      // A reader that stops reading has what it wanted: nothing is left running for it.
      if (!this.#superseded) await this.supersede();
    }
  }

  async cancel(): Promise<CancelOutcome> {
    this.#abort.abort();
    this.#resume?.();
    await this.#producer;
    return this.#outcome;
  }

  abandon(): void {
    this.#abandoned = true;
    this.#abort.abort();
    this.#channel.post({ type: 'cancelled', confirmed: false, queryId: null, elapsedMs: 0 });
    this.#channel.end();
  }

  more(rows: number): void {
    this.#quota += rows;
    this.#resume?.();
  }

  /** Makes room for the next run: a paused result is cut here, a running one cancelled. Waits until it is out of the way. */
  async supersede(): Promise<void> {
    this.#superseded = true;
    if (this.#resume) this.#resume();
    else {
      if (!this.#abandoned) this.#abort.abort();
      this.#channel.end();
    }
    if (!this.#abandoned) await this.#producer;
  }

  async #produce(): Promise<void> {
    try {
      for await (const planned of this.#planned) {
        if (this.#superseded || this.#abandoned) break;
        await this.#channel.send({ type: 'statement', statement: planned.text });
        const ended = await this.#one(planned);
        if (ended === 'stop') break;
      }
    } catch (thrown) {
      // Reading the text failed (a file that vanished, a broken pipe), not a statement of it.
      this.#channel.post({ type: 'failed', error: asSmallexError(thrown), elapsedMs: 0 });
    } finally {
      this.#channel.end();
    }
  }

  async #one(planned: PlannedStatement): Promise<'next' | 'stop'> {
    const started = performance.now();
    const elapsed = (): number => performance.now() - started;
    const deadline = this.#startDeadline();
    let statement: Statement | undefined;
    try {
      await this.#guard(planned.text);
      statement = await this.#connection.execute(planned.text.sql, {
        ...(planned.parameters && { parameters: planned.parameters }),
        signal: deadline.signal,
        onEvent: (event) => this.#channel.post(event),
      });
      if (statement.columns.length > 0) await this.#channel.send({ type: 'columns', columns: statement.columns });
      const { rows, cut } = await this.#read(statement, planned.last, deadline.stopClock);
      const { rowsAffected: affected, message = null } = statement;
      await statement.close();
      this.#channel.post({ type: 'done', rows, affected, message, elapsedMs: elapsed(), cut });
      return this.#abort.signal.aborted ? 'stop' : 'next';
    } catch (thrown) {
      await statement?.close();
      return this.#fail(thrown, elapsed(), deadline.expired());
    } finally {
      deadline.clear();
    }
  }

  #fail(thrown: unknown, elapsedMs: number, expired: boolean): 'next' | 'stop' {
    if (thrown instanceof CancelledError && !expired) {
      this.#outcome = thrown.confirmed ? 'cancelled' : 'unconfirmed';
      const { confirmed, queryId = null } = thrown;
      this.#channel.post({ type: 'cancelled', confirmed, queryId, elapsedMs });
      return 'stop';
    }
    const error = expired ? timedOut(this.#options.timeoutMs ?? 0, thrown) : asSmallexError(thrown);
    this.#channel.post({ type: 'failed', error, elapsedMs });
    return this.#options.onError === 'continue' && !(error instanceof ConnectionError) ? 'next' : 'stop';
  }

  #startDeadline(): Deadline {
    const { timeoutMs } = this.#options;
    if (timeoutMs === undefined) {
      return { signal: this.#abort.signal, expired: () => false, stopClock: () => undefined, clear: () => undefined };
    }
    const controller = new AbortController();
    let expired = false;
    const timer = setTimeout(() => {
      expired = true;
      controller.abort();
    }, timeoutMs);
    const follow = (): void => controller.abort();
    if (this.#abort.signal.aborted) controller.abort();
    this.#abort.signal.addEventListener('abort', follow, { once: true });
    const stopClock = (): void => clearTimeout(timer);
    const clear = (): void => {
      stopClock();
      this.#abort.signal.removeEventListener('abort', follow);
    };
    return { signal: controller.signal, expired: () => expired, stopClock, clear };
  }

  async #read(statement: Statement, last: boolean, stopClock: () => void): Promise<{ rows: number; cut: boolean }> {
    let rows = 0;
    this.#quota = this.#options.limit ?? Infinity;
    for await (const batch of statement.batches()) {
      let rest: Batch = batch;
      while (rest.length > 0) {
        const room = this.#quota - rows;
        if (room > 0) {
          const part = rest.length > room ? rest.slice(0, room) : rest;
          await this.#channel.send({ type: 'rows', rows: part });
          rows += part.length;
          rest = rest.slice(part.length);
        } else if (last && !this.#superseded) {
          // How long a person looks at the first rows is not the statement's time.
          stopClock();
          await this.#pause(rows);
          if (this.#quota <= rows) return { rows, cut: true };
        } else {
          return { rows, cut: true };
        }
        if (this.#superseded) return { rows, cut: true };
      }
    }
    return { rows, cut: statement.incomplete };
  }

  /** Waits for `more`, `cancel` or the next run. The Statement stays open meanwhile. */
  async #pause(rows: number): Promise<void> {
    const resumed = new Promise<void>((resolve) => (this.#resume = resolve));
    this.#channel.post({ type: 'paused', rows });
    await resumed;
    this.#resume = undefined;
  }
}

interface Deadline {
  /** Aborted when the run is cancelled or the time is over. */
  readonly signal: AbortSignal;
  readonly expired: () => boolean;
  /** A cancel is still heard. */
  readonly stopClock: () => void;
  readonly clear: () => void;
}

function timedOut(timeoutMs: number, cause: unknown): TimeoutError {
  const confirmed = cause instanceof CancelledError && cause.confirmed;
  return new TimeoutError(`The statement took longer than ${timeoutMs / 1000} s and was cancelled.`, {
    hint: confirmed ? 'The server confirmed that it ended.' : 'The server did not confirm it: it may still run.',
    cause,
  });
}

function asSmallexError(thrown: unknown): SmallexError {
  if (thrown instanceof SmallexError) return thrown;
  return new BugError(`Something failed inside smallex: ${messageOf(thrown)}`, { cause: thrown });
}
