import { cancelledText, type SessionEvent } from '../../session/index.js';
import type { Classification } from '../../sql/index.js';
import { CancelledError, EXIT, SmallexError, TimeoutError } from '../../support/errors.js';
import { errorText } from '../../support/error-text.js';
import type { ScriptSettings } from './settings.js';
import { streamStyle } from '../stream-style.js';

/** What becomes of a script: whether it goes on, what it ends with, and what went wrong, which is said on stderr. */
export class ScriptFate {
  exitCode: number = EXIT.done;
  /** True once nothing more shall run. */
  ended = false;
  /** True once it was said that the output can't be written: to finish it fails again, for the same reason. */
  outputFailed = false;
  /** True once a server did not answer a cancel: it will hardly answer what ends the session. */
  isUnanswered = false;
  readonly #onError: ScriptSettings['onError'];
  /** The exit code of the signal that stopped the script. */
  #stoppedBy: number | undefined;

  constructor({ onError }: Pick<ScriptSettings, 'onError'>) {
    this.#onError = onError;
  }

  /** True while the script may go on. */
  get goesOn(): boolean {
    return !this.ended && (this.exitCode === EXIT.done || this.#onError === 'continue');
  }

  get wasStopped(): boolean {
    return this.#stoppedBy !== undefined;
  }

  /** A signal stops the script, which ends with that exit code. */
  stop(exitCode: number): void {
    this.ended = true;
    this.#stoppedBy = exitCode;
    this.exitCode = exitCode;
  }

  /** Says what went wrong; with `sql` a caret shows where, in the script's own lines. */
  failed(error: unknown, sql?: string, line = 1): void {
    if (!(error instanceof SmallexError)) throw error;
    const style = streamStyle(process.stderr);
    const width = process.stderr.columns ?? 100;
    const place = sql === undefined ? {} : { sql, firstLine: line };
    process.stderr.write(`${errorText(error, { ...place, style, width })}\n`);
    this.exitCode = this.#stoppedBy ?? error.exitCode;
    const { cause } = error;
    if (cause instanceof CancelledError && !cause.confirmed && !cause.finished) this.isUnanswered = true;
  }

  /** A cancelled statement ends the script. */
  cancelled(event: Extract<SessionEvent, { type: 'cancelled' }>, { kind }: Classification): void {
    process.stderr.write(`${cancelledText(event, kind)}\n`);
    if (event.outcome === 'unconfirmed') this.isUnanswered = true;
    this.exitCode = this.#stoppedBy ?? EXIT.interrupted;
    this.ended = true;
  }
}

/** Of rows that were read, and that nobody took. */
export function untaken(timeoutMs: number): TimeoutError {
  return new TimeoutError(`Not all rows were taken within ${timeoutMs / 1000} s.`, {
    hint: 'What reads the output has stopped reading.',
  });
}
