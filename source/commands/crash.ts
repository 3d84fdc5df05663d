import { isExpectedException } from '../support/expected-exceptions.js';
import { reportError } from './report-error.js';

/**
 * What is thrown where nobody waits (a driver's timer, a promise that nobody looks at) ends the program as any bug does:
 * one sentence, exit 70, the stack in the log alone. Node itself would print message and source line as they are, and a
 * driver's message may quote a secret.
 */
export function hearCrashes(): void {
  process.on('uncaughtException', (error) => {
    // While rows are read, what the driver can't convert ends the result, not the program.
    if (isExpectedException(error)) return;
    // Said last: by then the listeners before this one have put the terminal back in order.
    process.once('exit', () => {
      process.exitCode = reportError(error);
    });
    process.exit();
  });
}
