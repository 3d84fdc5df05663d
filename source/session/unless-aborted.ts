import { CancelledError } from '../support/errors.js';

/** @throws CancelledError as soon as the signal says so; the work itself goes on. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(new CancelledError('The statement was not sent.', { confirmed: true }));
  });
  if (signal.aborted) abort!();
  signal.addEventListener('abort', abort!, { once: true });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort!);
  }
}
