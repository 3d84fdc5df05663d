import type { BackendEvent, Io, Question } from '../backends/base.js';
import { ConfigError } from '../support/errors.js';
import { openBrowser } from '../support/open-browser.js';
import { terminalSafe } from '../support/terminal-safe.js';

/** Io of a script: nobody answers; what must be known stands on stderr. */
export function scriptIo(signal: AbortSignal, quiet: boolean): Io {
  return { signal, onEvent: (event) => tell(event, quiet), ask: (question) => Promise.reject(refusal(question)) };
}

function tell(event: BackendEvent, quiet: boolean): void {
  if (event.type === 'open-url') {
    openBrowser(event.url);
    process.stderr.write(`Open this address to log in: ${terminalSafe(event.url)}\n`);
  }
  if (event.type === 'notice' && !quiet) process.stderr.write(`${terminalSafe(event.message)}\n`);
}

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
