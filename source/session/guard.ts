import { ConfigError } from '../support/errors.js';
import type { StatementText } from './events.js';

/** @throws ConfigError for a statement that a read-only session doesn't run; nothing of it was sent. */
export function refuseWrites({ meaning }: StatementText): void {
  if (meaning.kind === 'reads' || meaning.kind === 'session' || meaning.transaction !== undefined) return;
  const what = meaning.target ? `${meaning.verb} ${meaning.target.text}` : meaning.verb;
  throw new ConfigError(`This session is read-only: ${what} was not run.`, {
    hint:
      meaning.kind === 'unknown'
        ? 'What is not surely a read counts as a write.'
        : 'Open the profile without --read-only to change data.',
  });
}
