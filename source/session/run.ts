import type { BackendEvent, CancelOutcome, EngineName, ExecuteOptions, Statement } from '../backends/base.js';
import type { Batch } from '../results/column.js';
import { CancelledError, ConnectionError } from '../support/errors.js';
import { untilAborted } from '../support/until-aborted.js';
import { Channel } from './channel.js';
import { startDeadline } from './deadline.js';
import type { Run, RunState, SessionEvent, StatementText } from './events.js';
import type { PlannedStatement } from './plan.js';
import { RowQuota } from './row-quota.js';
import type { RunOptions } from './run-options.js';
import { asSmallexError, endingOf, resultOf } from './statement-events.js';

/** What a run does with a statement; usually the connection's `execute`. */
export type Execute = (sql: string, options: ExecuteOptions) => Promise<Statement>;

/** Says no to a statement by throwing a SmallexError before anything of it is sent. */
export type Guard = (statement: StatementText) => void | Promise<void>;

export interface RunParts {
  readonly engine: EngineName;
  readonly execute: Execute;
  readonly planned: AsyncIterable<PlannedStatement>;
  readonly options: RunOptions;
  readonly guard: Guard;
  /** The run whose place it takes: that is out of the way before anything is sent. */
  readonly previous?: ConnectionRun | undefined;
}

// The engines answer a cancel within 10 s or give up; what they can't interrupt at all is not waited for longer.
const CANCEL_LIMIT_MS = 15_000;

/** The one implementation of Run: a producer that talks to the connection, and a channel that is read. */
export class ConnectionRun implements Run {
  readonly #channel = new Channel<SessionEvent>();
  readonly #abort = new AbortController();
  readonly #parts: Omit<RunParts, 'previous'>;
  readonly #options: RunOptions;
  #previous: ConnectionRun | undefined;
  #producer: Promise<void> | undefined;
  #abandoned = false;
  #leave: () => void = () => undefined;
  /** Resolves when nobody waits for the engine any more. */
  readonly #left = new Promise<void>((resolve) => (this.#leave = resolve));
  #outcome: CancelOutcome = 'finished';
  readonly #quota = new RowQuota();
  #superseded = false;
  #isLeft = false;
  #answeredMs = 0;
  #startedAt = 0;
  #isOpen = false;
  /** Runs out when the server is no longer waited for. */
  #patience: NodeJS.Timeout | undefined;
  #state: RunState = { at: 'planned', queryId: null, url: null, sent: false, ending: null };

  constructor(parts: RunParts) {
    const { previous, ...rest } = parts;
    // A run that kept hold of the one before it would keep all of them: 4 KB each.
    this.#parts = rest;
    this.#options = parts.options;
    this.#previous = previous;
    const { signal } = parts.options;
    if (signal?.aborted) this.#abort.abort();
    else signal?.addEventListener('abort', () => void this.cancel(), { once: true });
  }

  get state(): RunState {
    return this.#state;
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
    if (this.#state.at === 'ended') return this.#outcome;
    this.#abort.abort();
    this.#quota.resume();
    this.#channel.release();
    if (!this.#producer) return 'cancelled';
    this.#waitNoLonger();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CANCEL_LIMIT_MS)));
    await Promise.race([this.#producer, this.#left, late]);
    clearTimeout(timer);
    return this.#hasEnded() ? this.#outcome : 'unconfirmed';
  }

  abandon(): void {
    this.#giveUp(undefined);
  }

  /** @param timeoutMs the time that was up, where it was that */
  #giveUp(timeoutMs: number | undefined): void {
    if (this.#abandoned || this.#hasEnded()) return;
    this.#abandoned = true;
    this.#abort.abort();
    this.#leave();
    const { queryId, sent } = this.#state;
    const facts = { timeoutMs, queryId, sent, elapsedMs: this.#elapsed() };
    if (this.#isOpen) this.#post(endingOf(new CancelledError(undefined, { confirmed: false }), facts));
    this.#channel.end();
  }

  #waitNoLonger(timeoutMs?: number): void {
    const { cancelWithinMs } = this.#options;
    if (cancelWithinMs !== undefined) this.#patience ??= setTimeout(() => this.#giveUp(timeoutMs), cancelWithinMs);
  }

  /** Nobody waits for it any more: later runs leave it alone, and closing the session lets it run where it can. */
  leave(): void {
    this.#isLeft = true;
  }

  more(rows: number): void {
    this.#quota.add(rows);
  }

  /** Makes room for the next run: a paused result is cut here, a running one cancelled. Waits until it is out of the way. */
  async supersede(): Promise<void> {
    this.#superseded = true;
    if (this.#quota.isWaiting) this.#quota.resume();
    else {
      if (!this.#abandoned) this.#abort.abort();
      this.#channel.end();
    }
    await this.#overtake();
    await Promise.race([this.#producer, this.#left]);
  }

  /** The run before it goes first, also where this one was never read. */
  async #overtake(): Promise<void> {
    await this.#previous?.supersede();
    this.#previous = undefined;
  }

  async #produce(): Promise<void> {
    const planned = this.#parts.planned[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await untilAborted(planned.next(), this.#abort.signal);
        if (next === 'aborted') this.#stopBetween(planned);
        if (next === 'aborted' || next.done !== false) break;
        if (this.#superseded || this.#abandoned) break;
        this.#state = { ...this.#state, at: 'planned', queryId: null, url: null, sent: false };
        if (!this.#abort.signal.aborted) this.#channel.hold();
        await this.#channel.send({ type: 'statement', statement: next.value.text });
        this.#isOpen = true;
        this.#startedAt = performance.now();
        if ((await this.#one(next.value)) === 'stop') break;
      }
    } catch (thrown) {
      // Reading the text failed (a file that vanished, a broken pipe), not a statement of it.
      this.#post({ type: 'failed', error: asSmallexError(thrown), elapsedMs: 0 });
    } finally {
      this.#state = { ...this.#state, at: 'ended' };
      this.#channel.end();
    }
  }

  /** Cancelled while no statement was under way: text that never comes is not waited for. */
  #stopBetween(planned: AsyncIterator<PlannedStatement>): void {
    void planned.return?.().catch(() => undefined);
    if (this.#superseded || this.#abandoned) return;
    this.#outcome = 'cancelled';
    this.#state = { ...this.#state, sent: false };
    this.#post({ type: 'cancelled', outcome: 'cancelled', confirmed: true, sent: false, queryId: null, elapsedMs: 0 });
  }

  async #one(planned: PlannedStatement): Promise<'next' | 'stop'> {
    const deadline = startDeadline(this.#abort.signal, this.#options.timeoutMs, () => this.#onTimeout());
    let statement: Statement | undefined;
    try {
      await this.#overtake();
      await this.#parts.guard(planned.text);
      this.#state = { ...this.#state, at: 'running', sent: true };
      statement = await this.#parts.execute(planned.text.sql, {
        ...(planned.parameters && { parameters: planned.parameters }),
        ...(this.#options.engineFile && { engineFile: this.#options.engineFile }),
        ...(this.#options.engineLines && { engineLines: this.#options.engineLines }),
        signal: deadline.signal,
        onEvent: (event) => this.#take(event),
        detached: () => this.#isLeft,
      });
      this.#answeredMs = performance.now() - this.#startedAt;
      this.#state = { ...this.#state, at: 'ready', queryId: statement.queryId ?? this.#state.queryId };
      const result = resultOf(statement, this.#parts.engine);
      if (result) await this.#channel.send(result);
      const { rows, cut } = await this.#read(statement, planned.last, () => deadline.stopClock());
      const { rowsAffected: affected, message = null, written } = statement;
      await statement.close();
      const { serverMs = null } = statement;
      const answeredMs = this.#answeredMs;
      // What was left had its rows lie until somebody read them.
      const elapsedMs = this.#isLeft ? answeredMs : this.#elapsed();
      const times = { elapsedMs, answeredMs, serverMs };
      this.#post({ type: 'done', rows: written ?? rows, affected, message, ...times, cut });
      return this.#abort.signal.aborted ? 'stop' : 'next';
    } catch (thrown) {
      await statement?.close();
      return this.#fail(thrown, deadline.expired());
    } finally {
      deadline.clear();
      clearTimeout(this.#patience);
      this.#patience = undefined;
    }
  }

  /** The rows that wait to be read must not keep the statement from being cancelled. */
  #onTimeout(): void {
    this.#channel.release();
    this.#waitNoLonger(this.#options.timeoutMs);
    this.#options.onTimeout?.();
  }

  #take(event: BackendEvent): void {
    if (event.type === 'waiting') {
      this.#state = { ...this.#state, at: event.for };
      // Nobody may read for hours, and only the last of these matters.
      this.#channel.postInPlace(event, (last) => last.type === 'waiting');
      return;
    }
    if (event.type === 'query-id') {
      this.#state = { ...this.#state, queryId: event.queryId, url: event.url ?? null };
    }
    this.#channel.post(event);
  }

  /** Tells how a statement ended, once. */
  #post(event: Extract<SessionEvent, { type: 'done' | 'failed' | 'cancelled' }>): void {
    this.#isOpen = false;
    this.#state = { ...this.#state, ending: event.type };
    this.#channel.post(event);
  }

  #elapsed(): number {
    return performance.now() - this.#startedAt;
  }

  #hasEnded(): boolean {
    return this.#state.at === 'ended';
  }

  /** Tells how the statement failed; the next one may have its turn. */
  #fail(thrown: unknown, expired: boolean): 'next' | 'stop' {
    const { timeoutMs = 0, onError } = this.#options;
    const { queryId, sent } = this.#state;
    const ending = endingOf(thrown, {
      timeoutMs: expired ? timeoutMs : undefined,
      queryId,
      sent,
      elapsedMs: this.#elapsed(),
    });
    if (ending.type === 'cancelled') {
      this.#outcome = ending.outcome;
      this.#state = { ...this.#state, sent: ending.sent };
    }
    this.#post(ending);
    const goesOn = ending.type === 'failed' && !(ending.error instanceof ConnectionError);
    return goesOn && onError === 'continue' ? 'next' : 'stop';
  }

  async #read(statement: Statement, last: boolean, stopClock: () => void): Promise<{ rows: number; cut: boolean }> {
    let rows = 0;
    this.#quota.begin(this.#options.limit);
    for await (const batch of statement.batches()) {
      let rest: Batch = batch;
      while (rest.length > 0) {
        const room = this.#quota.roomAfter(rows);
        if (room > 0) {
          const part = rest.length > room ? rest.slice(0, room) : rest;
          await this.#channel.send({ type: 'rows', rows: part });
          rows += part.length;
          rest = rest.slice(part.length);
        } else if (last && !this.#superseded) {
          // How long a person looks at the first rows is not the statement's time.
          stopClock();
          await this.#pause(rows);
          if (this.#quota.roomAfter(rows) <= 0) {
            if (this.#abort.signal.aborted) this.#outcome = await statement.cancel();
            return { rows, cut: true };
          }
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
    if (this.#abort.signal.aborted) return;
    await this.#quota.wait(() => this.#channel.post({ type: 'paused', rows }));
  }
}
