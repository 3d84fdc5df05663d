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

/** What has to be answered before a statement runs on a production profile. */
export interface ProductionQuestion {
  /** What would happen to what, as a full sentence. */
  readonly message: string;
  /** The answer that lets it run: the target's name for what destroys, else `yes`. */
  readonly answer: string;
}

const ASKED = /^(?:MERGE|GRANT|REVOKE|CALL|EXECUTE|COPY INTO|ALTER (?:WAREHOUSE|USER|ACCOUNT))\b/;

/** The question that a statement raises on a production profile; null for one that simply runs. */
export function productionQuestion({ meaning }: StatementText): ProductionQuestion | null {
  const { kind, verb, target, unconditional } = meaning;
  const what = target ? `${verb} ${target.text}` : verb;
  if (kind === 'destroys') {
    const all = unconditional === true ? ', every row of it' : '';
    const answer = target?.text ?? 'yes';
    return { message: `This is production: ${what}${all}. Type ${answer} to run it.`, answer };
  }
  if (!ASKED.test(verb)) return null;
  return { message: `This is production: ${what}. Type yes to run it.`, answer: 'yes' };
}

/** @throws ConfigError: nobody is there to be asked, and nobody has said yes beforehand. */
export function refuseUnasked({ message }: ProductionQuestion): never {
  throw new ConfigError(`${message.replace(/ Type .*$/, '')} It was not run.`, {
    hint: 'In a script it needs --yes; from code, pass `confirm`.',
  });
}
