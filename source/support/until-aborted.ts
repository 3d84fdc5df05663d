/** What comes first; the work goes on after an abort, and its failure is then nobody's. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<'aborted'>((resolve) => (onAbort = () => resolve('aborted')));
  if (signal.aborted) onAbort!();
  signal.addEventListener('abort', onAbort!, { once: true });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort!);
  }
}
