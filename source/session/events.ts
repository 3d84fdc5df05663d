import type { BackendEvent, CancelOutcome, WaitingFor } from '../backends/base.js';
import type { Batch, Column } from '../results/column.js';
import type { SmallexError } from '../support/errors.js';
import type { Classification } from '../sql/index.js';

/** One statement of a run, as it stood in the person's text. */
export interface StatementText {
  readonly sql: string;
  /** UTF-16 offsets into the text that was run; half-open. */
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly number: number;
  /** How many the run has; null while text is still arriving. */
  readonly of: number | null;
  readonly meaning: Classification;
}

/**
 * What happens while a run goes on, in order. Every `statement` is followed by exactly one of `done`, `failed` or
 * `cancelled`; after `failed` and `cancelled` the run ends.
 */
export type SessionEvent =
  | { readonly type: 'statement'; readonly statement: StatementText }
  | BackendEvent
  /** `isLines`: each row that comes is one text, made for the format that the run was given as `engineLines`. */
  | { readonly type: 'columns'; readonly columns: readonly Column[]; readonly isLines?: boolean }
  | { readonly type: 'rows'; readonly rows: Batch }
  /** In place of `columns` and `rows`: all stands in the file that the run was given as `engineFile`. */
  | { readonly type: 'written'; readonly columns: readonly Column[]; readonly rows: number }
  /** The row limit was reached and more rows exist: `Run.more(n)` goes on; the next run cuts the result here. */
  | { readonly type: 'paused'; readonly rows: number }
  | {
      readonly type: 'done';
      readonly rows: number;
      /** Rows the statement changed; null when it changes none or the engine doesn't say. */
      readonly affected: number | null;
      readonly message: string | null;
      readonly elapsedMs: number;
      /** How long it took until the engine had the result, its first row at least. */
      readonly answeredMs: number;
      /** How long the engine itself says that it worked; null where it doesn't. */
      readonly serverMs: number | null;
      /** True when rows were left on the server. */
      readonly cut: boolean;
    }
  | { readonly type: 'failed'; readonly error: SmallexError; readonly elapsedMs: number }
  | {
      readonly type: 'cancelled';
      /** What the server made of it; `finished`: it was done before, and what it changed stays changed. */
      readonly outcome: CancelOutcome;
      readonly confirmed: boolean;
      /** False when nothing of it had been sent. */
      readonly sent: boolean;
      readonly queryId: string | null;
      readonly elapsedMs: number;
    };

/** Where the statement of a run stands. */
export interface RunState {
  /** `ready`: rows wait to be read. `ended`: nothing more comes. */
  readonly at: 'planned' | WaitingFor | 'ready' | 'ended';
  /** Of the statement at hand, once the engine has told it. */
  readonly queryId: string | null;
  readonly url: string | null;
  /** False as long as nothing of it was sent. */
  readonly sent: boolean;
  /** How the last statement that ended did so. */
  readonly ending: 'done' | 'failed' | 'cancelled' | null;
}

/** Statements under way. Iterate it to make it go; it runs no faster than it is read. */
export interface Run extends AsyncIterable<SessionEvent> {
  /**
   * Cancels on the server; the answer says what is known of it: `cancelled` (or never started), `finished` before the
   * cancel came, or `unconfirmed` 15 s later. Never waits for a reader.
   */
  cancel(): Promise<CancelOutcome>;
  /** Stops waiting: the statement may still run on the server. */
  abandon(): void;
  /** After `paused`: reads on for `n` more rows. */
  more(n: number): void;
  /** Where its statement stands now, also when nobody reads. */
  readonly state: RunState;
}
