import { CancelledError } from '../support/errors.js';
import { untilAborted } from '../support/until-aborted.js';

/** @throws CancelledError as soon as the signal says so; the work itself goes on. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const first = await untilAborted(work, signal);
  if (first === 'aborted') throw new CancelledError('The statement was not sent.', { confirmed: true, unsent: true });
  return first;
}

/** An error from before a statement was sent: a cancel there says so. */
export function unsent(thrown: unknown): unknown {
  if (!(thrown instanceof CancelledError) || thrown.unsent) return thrown;
  return new CancelledError(thrown.message, { confirmed: true, unsent: true, cause: thrown });
}
