import type { Io } from '../backends/base.js';
import { startDeadline, type Session } from '../session/index.js';
import { CancelledError, TimeoutError } from '../support/errors.js';
import { untilAborted } from '../support/until-aborted.js';

/** What is opened and told to stop has so long to end what it began on the server. */
const GRACE_MS = 3_000;

export interface OpenInTime {
  readonly signal: AbortSignal;
  readonly timeoutMs: number | undefined;
  readonly ioFor: (signal: AbortSignal) => Io;
  readonly open: (io: Io) => Promise<Session>;
}

/**
 * Opens a session within the time of `--timeout`: the login, the start of a warehouse and the startup statements
 * together. Not even a driver that hears no signal is waited for then.
 * @throws TimeoutError, and what opening throws
 */
export async function openInTime({ signal, timeoutMs, ioFor, open }: OpenInTime): Promise<Session> {
  const deadline = startDeadline(signal, timeoutMs);
  let stage = '';
  const io = ioFor(deadline.signal);
  const onEvent: Io['onEvent'] = (event) => {
    if (event.type === 'stage' && event.state === 'started') stage = ` at the stage "${event.stage}"`;
    io.onEvent(event);
  };
  try {
    const opening = open({ ...io, onEvent });
    const first = await untilAborted(opening, deadline.signal);
    if (first !== 'aborted') return first;
    const grace = new AbortController();
    const timer = setTimeout(() => grace.abort(), GRACE_MS);
    // What is there after all came too late to be used.
    const late = await untilAborted(opening, grace.signal).finally(() => clearTimeout(timer));
    if (late === 'aborted') void opening.then((session) => session.close()).catch(() => undefined);
    else await late.close();
    throw new CancelledError('Nothing was opened.', { confirmed: true });
  } catch (error) {
    if (!deadline.expired()) throw error;
    throw new TimeoutError(`Connecting took longer than ${timeoutMs! / 1000} s and was given up${stage}.`, {
      hint: 'Allow more with --timeout; smallex test NAME shows the time of each stage.',
      cause: error,
    });
  } finally {
    deadline.clear();
  }
}
