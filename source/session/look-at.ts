import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../backends/base.js';
import { CancelledError, ConnectionError } from '../support/errors.js';
import { lossOf } from './loss.js';
import { unlessAborted } from './unless-aborted.js';

const PING_LIMIT_MS = 10_000;

/**
 * Why a connection can't be used; undefined when it can. The first look may fail on a socket that died in the laptop's
 * sleep, so there are two.
 * @throws CancelledError
 */
export async function lookAt(connection: Connection, signal: AbortSignal | undefined): Promise<unknown> {
  let failed: unknown;
  for (let tries = 0; tries < 2; tries++) {
    const late = delay(PING_LIMIT_MS, undefined, { ref: false }).then(() => {
      throw new ConnectionError(`There is no answer within ${PING_LIMIT_MS / 1000} seconds.`, { stage: 'resolve' });
    });
    try {
      await unlessAborted(Promise.race([connection.ping(), late]), signal);
      return undefined;
    } catch (thrown) {
      if (thrown instanceof CancelledError) throw thrown;
      failed = thrown;
      if (lossOf(thrown) !== 'unknown') return failed;
    }
  }
  return failed;
}
