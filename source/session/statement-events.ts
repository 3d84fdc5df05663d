import type { EngineName, Statement } from '../backends/base.js';
import { BugError, CancelledError, messageOf, SmallexError, TimeoutError } from '../support/errors.js';
import type { SessionEvent } from './events.js';

/** The event that tells of a statement's result; null where it has none. */
export function resultOf(
  statement: Statement,
  engine: EngineName,
): Extract<SessionEvent, { type: 'columns' | 'written' }> | null {
  const { columns, written, isLines = false } = statement;
  if (written !== undefined) return { type: 'written', columns, rows: written };
  if (columns.length === 0) return null;
  const own = columns.map((column) => ({ ...column, dialect: engine }));
  return { type: 'columns', columns: own, ...(isLines && { isLines }) };
}

export interface EndingFacts {
  /** The time that was up, in milliseconds; undefined: it was not. */
  readonly timeoutMs: number | undefined;
  /** Of the statement, where the engine has told it. */
  readonly queryId: string | null;
  /** False: nothing of it was sent. */
  readonly sent: boolean;
  readonly elapsedMs: number;
}

/** The event that tells how a statement ended whose execution threw. */
export function endingOf(
  thrown: unknown,
  { timeoutMs, queryId, sent: isSent, elapsedMs }: EndingFacts,
): Extract<SessionEvent, { type: 'failed' | 'cancelled' }> {
  if (timeoutMs !== undefined) return { type: 'failed', error: timedOut(timeoutMs, thrown, queryId), elapsedMs };
  if (!(thrown instanceof CancelledError)) return { type: 'failed', error: asSmallexError(thrown), elapsedMs };
  const { confirmed, finished } = thrown;
  const outcome = finished ? 'finished' : confirmed ? 'cancelled' : 'unconfirmed';
  const sent = isSent && !thrown.unsent;
  return { type: 'cancelled', outcome, confirmed, sent, queryId: thrown.queryId ?? queryId, elapsedMs };
}

function timedOut(timeoutMs: number, cause: unknown, queryId: string | null): TimeoutError {
  const cancelled = cause instanceof CancelledError ? cause : undefined;
  const id = cancelled?.queryId ?? queryId;
  const which = id === null ? 'it' : `query ${id}`;
  return new TimeoutError(`The statement took longer than ${timeoutMs / 1000} s and was cancelled.`, {
    hint: cancelled?.unsent
      ? 'It was not sent.'
      : cancelled?.confirmed
        ? 'The server confirmed that it ended.'
        : `The server did not confirm it: ${which} may still run.`,
    cause,
  });
}

/** What is no error of ours is a bug of ours. */
export function asSmallexError(thrown: unknown): SmallexError {
  if (thrown instanceof SmallexError) return thrown;
  return new BugError(`Something failed inside smallex: ${messageOf(thrown)}`, { cause: thrown });
}
