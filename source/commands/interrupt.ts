/**
 * Calls `handler` on each Ctrl-C (SIGINT) instead of ending the program, until the function it returns is called.
 */
export function onInterrupt(handler: () => void): () => void {
  process.on('SIGINT', handler);
  return () => process.off('SIGINT', handler);
}
