import { setTimeout as delay } from 'node:timers/promises';
import type { BackendEvent, CancelOutcome } from '../base.js';
import { untilAborted } from '../../support/until-aborted.js';
import type { DriverOperation } from './driver.js';

// TOperationState of the driver's Thrift definitions.
const STATE = { initialized: 0, running: 1, finished: 2, canceled: 3, closed: 4, error: 5, pending: 7, timedOut: 8 };
const IN_PROGRESS = new Set([STATE.initialized, STATE.running, STATE.pending]);

// The driver polls each 100 ms, which doubles the time of a 60 ms query; the server answers a poll in about 5 ms.
const FIRST_POLL_MS = 10;
const SLOWEST_POLL_MS = 250;
// Confirmation came 44–195 ms after the cancel on Spark; a warehouse under load takes longer.
const CANCEL_LIMIT_MS = 5_000;
/**
 * How long one call of the driver may take. After a truncated, malformed or HTML answer its promise never settles, and
 * servers hold an answer back for seconds (Spark: 5), not minutes.
 */
export const CALL_LIMIT_MS = 120_000;

const RELEASE_LIMIT_MS = 3_000;

interface InnerOperation {
  readonly cancelled?: boolean;
  readonly backend?: {
    thriftStatusResponse?(progress: boolean): Promise<{ operationState?: number | null }>;
    close?(): Promise<unknown>;
  };
}

/**
 * Waits until the engine has finished, telling whether it queues or runs.
 * @returns how many milliseconds it says that it worked; null where it doesn't
 * @throws the driver's error of a failed statement, which only `finished()` raises.
 */
export async function waitUntilFinished(
  operation: DriverOperation,
  signal: AbortSignal,
  onEvent: (event: BackendEvent) => void,
): Promise<number | null> {
  let told: string | undefined;
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * 1.5, SLOWEST_POLL_MS)) {
    // The server may hold its answer back while the statement runs (Spark: 5 s).
    const status = await untilAborted(within(CALL_LIMIT_MS, operation.status(true)), signal);
    if (status === 'aborted') throw new DOMException('Aborted.', 'AbortError');
    const operationState: number | undefined = status.operationState;
    if (!IN_PROGRESS.has(operationState ?? STATE.running)) {
      await operation.finished();
      return workedMs(status);
    }
    const waiting = operationState === STATE.running ? 'running' : 'queued';
    // Spark tells no progress; a warehouse may.
    const fraction = status.progressUpdateResponse?.progressedPercentage ?? 0;
    const news = `${waiting} ${fraction}`;
    if (news !== told)
      onEvent({ type: 'waiting', for: waiting, ...(fraction > 0 && { fraction: Math.min(1, fraction) }) });
    told = news;
    await delay(pause, undefined, { signal });
  }
}

/** From the start to the end of the work, by the server's own clock. */
function workedMs({ operationStarted, operationCompleted }: OperationTimes): number | null {
  const [start, end] = [Number(operationStarted ?? 0), Number(operationCompleted ?? 0)];
  return start > 0 && end >= start ? end - start : null;
}

/** Milliseconds since 1970, as the driver's Int64; absent or 0 while it has not come to that. */
interface OperationTimes {
  readonly operationStarted?: unknown;
  readonly operationCompleted?: unknown;
}

/** Cancels on the server and asks it what became of the statement. Never throws. */
export async function cancelOperation(operation: DriverOperation): Promise<CancelOutcome> {
  const deadline = Date.now() + CANCEL_LIMIT_MS;
  try {
    await within(CANCEL_LIMIT_MS, operation.cancel());
  } catch {
    return 'unconfirmed';
  }
  // After `cancel` the driver's own `status()` only repeats that it was asked to cancel.
  const { backend } = operation as unknown as InnerOperation;
  while (backend?.thriftStatusResponse && Date.now() < deadline) {
    try {
      const { operationState } = await within(deadline - Date.now(), backend.thriftStatusResponse(false));
      if (operationState === STATE.finished) return 'finished';
      if (!IN_PROGRESS.has(operationState ?? STATE.canceled)) return 'cancelled';
    } catch (error) {
      if (error instanceof NoAnswer) break;
      return 'cancelled'; // The server has forgotten the statement.
    }
    await delay(50);
  }
  return backend?.thriftStatusResponse ? 'unconfirmed' : 'cancelled';
}

/**
 * Closes a statement on the server. Never throws, nor waits for long: what the server doesn't close now it forgets with
 * the session.
 */
export async function release(operation: DriverOperation): Promise<void> {
  // The driver closes nothing that it has cancelled, and the server would keep the rows of that.
  const { cancelled, backend } = operation as unknown as InnerOperation;
  const closed = cancelled === true && backend?.close ? backend.close() : operation.close();
  await within(RELEASE_LIMIT_MS, closed).catch(() => undefined);
}

class NoAnswer extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super('No answer in time.');
  }
}

/** @throws Error when the work takes longer; the work itself goes on. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const limit = delay(Math.max(milliseconds, 1), undefined, { signal: stop.signal }).then(() => {
    throw new NoAnswer();
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    stop.abort();
    limit.catch(() => undefined);
    work.catch(() => undefined);
  }
}
