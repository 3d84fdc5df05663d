import { EXIT } from '../support/errors.js';

/** What a shell shows for a program that a signal ended: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

export const SIGNAL_CODES: readonly number[] = Object.values(EXIT_CODES);

/**
 * Calls `handler` on each Ctrl-C, SIGTERM and SIGHUP instead of ending the program, with the exit code that says which
 * it was, until the function it returns is called.
 */
export function onStopSignal(handler: (exitCode: number) => void): () => void {
  const listeners = Object.entries(EXIT_CODES).map(([signal, code]) => [signal, () => handler(code)] as const);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}
