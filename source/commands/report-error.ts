import { BugError, EXIT, messageOf, SmallexError } from '../support/errors.js';
import { errorText } from '../support/error-text.js';
import { log } from '../support/log.js';
import { streamStyle } from './stream-style.js';

/** Says on stderr what went wrong and gives the exit code. What is no SmallexError is a bug: its stack goes to the log only. */
export function reportError(thrown: unknown): number {
  const error = thrown instanceof SmallexError ? thrown : asBug(thrown);
  if (error.exitCode !== EXIT.interrupted) {
    process.stderr.write(`${errorText(error, { style: streamStyle(process.stderr) })}\n`);
  }
  return error.exitCode;
}

function asBug(thrown: unknown): BugError {
  log('bug', { message: messageOf(thrown), stack: thrown instanceof Error ? thrown.stack : undefined });
  return new BugError(`Something failed inside smallex: ${messageOf(thrown)}`, {
    cause: thrown,
    nextSteps: ['SMALLEX_LOG=/tmp/smallex.log smallex …   writes what is needed to find it'],
  });
}
