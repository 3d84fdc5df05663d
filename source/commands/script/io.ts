import type { BackendEvent, Io, Question } from '../../backends/base.js';
import { CancelledError, ConfigError } from '../../support/errors.js';
import { offerAddress } from '../../support/open-browser.js';
import { terminalSafe, terminalSafeLines } from '../../support/terminal-safe.js';

/**
 * Io of a script: what must be known stands on stderr, and nobody answers. Where the script was started by a person at a
 * terminal a login in the browser may be finished there; nothing else is asked, so that scripts do the same everywhere.
 */
export function scriptIo(signal: AbortSignal, quiet: boolean): Io {
  return { signal, onEvent: (event) => tell(event, quiet), ask: (question) => answer(question, signal) };
}

function tell(event: BackendEvent, quiet: boolean): void {
  if (event.type === 'open-url') process.stderr.write(`${terminalSafeLines(offerAddress(event))}\n`);
  // Like an address to open: without the person nothing goes on, so that quiet it would only hang.
  if (event.type === 'waiting' && event.for === 'approval') say(event.detail ?? 'Approve the login on your phone.');
  if (event.type === 'notice' && !quiet) say(event.message);
}

function say(text: string): void {
  process.stderr.write(`${terminalSafe(text)}\n`);
}

async function answer(question: Question, cancelled: AbortSignal): Promise<string> {
  const isOfLogin = question.kind === 'redirect-url' || question.field === 'keep_logins';
  if (!isOfLogin || !process.stdin.isTTY || !process.stderr.isTTY) throw refusal(question);
  const { lineAsker } = await import('../../wizard/plain/line-asker.js');
  const asker = lineAsker({ input: process.stdin, output: process.stderr });
  const signal = question.signal ? AbortSignal.any([question.signal, cancelled]) : cancelled;
  if (question.hint) asker.say(question.hint);
  const { message } = question;
  const given =
    question.kind === 'confirm'
      ? await asker.choice({ message, choices: YES_OR_NO, initial: 'no', signal })
      : await asker.text({ message, secret: true, initial: '', signal });
  if (given === null) throw new CancelledError('The login was cancelled.', { confirmed: true });
  return given;
}

const YES_OR_NO = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];

function refusal({ kind, field, message }: Question): ConfigError {
  if (kind === 'confirm') {
    return new ConfigError(`This needs a yes: ${message}`, { hint: 'Pass --yes, or run it at the prompt.' });
  }
  return new ConfigError(`This needs an answer: ${message}`, {
    hint: field
      ? `Nobody can be asked in a script: give "${field}" a reference that needs no answer (keyring:, env:NAME, file:/path).`
      : 'Nobody can be asked in a script: log in at the prompt first.',
  });
}
