/** A signal that is also aborted after a time; `clear` frees what it holds. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True when it was the time that aborted it. */
  expired(): boolean;
  /** The time no longer counts; the signal is still heard. */
  stopClock(): void;
  clear(): void;
}

/**
 * @param signal undefined: only the time aborts it
 * @param limitMs milliseconds from now; undefined: only the signal aborts it
 * @param onExpired called when it was the time
 */
export function startDeadline(
  signal: AbortSignal | undefined,
  limitMs: number | undefined,
  onExpired: () => void = () => undefined,
): Deadline {
  const controller = new AbortController();
  if (limitMs === undefined) {
    const nothing = (): void => undefined;
    return { signal: signal ?? controller.signal, expired: () => false, stopClock: nothing, clear: nothing };
  }
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    controller.abort();
    onExpired();
  }, limitMs);
  const follow = (): void => controller.abort();
  if (signal?.aborted) controller.abort();
  signal?.addEventListener('abort', follow, { once: true });
  const stopClock = (): void => clearTimeout(timer);
  const clear = (): void => {
    stopClock();
    signal?.removeEventListener('abort', follow);
  };
  return { signal: controller.signal, expired: () => expired, stopClock, clear };
}
