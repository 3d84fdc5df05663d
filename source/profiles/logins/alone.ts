import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError, TimeoutError } from '../../support/errors.js';
import { log } from '../../support/log.js';
import { makeFolder } from '../../support/make-folder.js';

// A browser login takes at most five minutes; whoever waits, waits a little longer than that.
const LIMIT_MS = 360_000;
// A process that was killed or stopped leaves its lock: it counts as gone after this.
const STALE_MS = 15_000;
const POLL_MS = 150;

export interface AloneOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once, when another process is at it. */
  readonly onWait?: () => void;
  readonly limit?: number;
}

/**
 * Runs `work` while no other process that names the same key does.
 * @param folder where the lock lies; it is made.
 * @throws CancelledError once `signal` is aborted while waiting, TimeoutError when the other one doesn't end.
 */
export async function alone<T>(
  folder: string,
  key: string,
  work: () => Promise<T>,
  { signal, onWait, limit = LIMIT_MS }: AloneOptions = {},
): Promise<T> {
  const { default: lockfile } = await import('proper-lockfile');
  const file = join(folder, `login-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`);
  try {
    makeFolder(dirname(file));
  } catch (error) {
    return unlocked(work, error);
  }
  const started = performance.now();
  for (let first = true; ; first = false) {
    if (signal?.aborted) throw new CancelledError('The login was cancelled.', { confirmed: true });
    const release = await lockfile
      .lock(file, {
        realpath: false,
        stale: STALE_MS,
        onCompromised: (error) => log('login-lock-compromised', { error }),
      })
      .catch((error: unknown) => {
        if ((error as { code?: string }).code === 'ELOCKED') return null;
        return { error };
      });
    if (release && 'error' in release) return unlocked(work, release.error);
    if (release) {
      try {
        return await work();
      } finally {
        // Another process may have taken a lock that seemed stale: it is its own then.
        await release().catch(() => undefined);
      }
    }
    if (first) onWait?.();
    if (performance.now() - started > limit) {
      throw new TimeoutError('Another smallex is still logging in with this account.', {
        hint: `Finish the login there, or end that program. If none runs, remove ${file}.lock.`,
      });
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Where no lock can be made (a read-only home) no login can be kept either: there is nothing to share. */
function unlocked<T>(work: () => Promise<T>, error: unknown): Promise<T> {
  log('login-not-locked', { error });
  return work();
}
