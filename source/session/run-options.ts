import type { Parameters } from '../backends/base.js';
import type { EngineFile, LineFormat } from '../results/engine-file.js';
import type { ProductionQuestion } from './guard.js';

/** How a run goes: its limits, what it may do, and who is asked. */
export interface RunOptions {
  /** Rows per result after which the run pauses; none: all rows. */
  readonly limit?: number | undefined;
  /** Milliseconds that one statement may take before it is cancelled on the server. */
  readonly timeoutMs?: number | undefined;
  /** Called when that time is up: who writes rows to a slow reader waits for it no longer, or the run waits, too. */
  readonly onTimeout?: (() => void) | undefined;
  /** Milliseconds that a cancel, or the time that is up, waits for the server; then it is said that it may still run. */
  readonly cancelWithinMs?: number | undefined;
  /** What to do after a failed statement; default `stop`. */
  readonly onError?: 'stop' | 'continue' | undefined;
  readonly parameters?: Parameters | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Asked before a statement that destroys or grants runs on a production profile; it throws to leave it alone.
   * Without it such statements are refused.
   */
  readonly confirm?: ((question: ProductionQuestion) => void | Promise<void>) | undefined;
  /** Where the engine may write the rows itself: the event `written` tells that it did. */
  readonly engineFile?: EngineFile | undefined;
  /** The engine may make the text of each row itself: the event `columns` tells that it does. */
  readonly engineLines?: LineFormat | undefined;
  /** Where PUT and GET may read and write, in place of what the profile allows. */
  readonly localFolder?: string | undefined;
  /** Runs the text as one statement, unsplit. */
  readonly unsplit?: boolean | undefined;
}
