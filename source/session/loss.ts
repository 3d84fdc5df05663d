import type { Classification } from '../sql/index.js';
import { AuthError, ConnectionError, messageOf, SmallexError } from '../support/errors.js';

/**
 * What an error says of the session and of the statement that it ended.
 * none: both are as they should be · ended: the session is gone or its token refused, and the statement was not run ·
 * unknown: no answer came, so the statement may have run
 */
export type Loss = 'none' | 'ended' | 'unknown';

// An address that isn't there, or doesn't let one in: nothing that a second try would mend.
const SETTLED = new Set(['404', 'PROXY_REFUSED']);

export function lossOf(thrown: unknown): Loss {
  if (!(thrown instanceof ConnectionError)) return 'none';
  if (thrown.engineCode === 'LOST' || thrown instanceof AuthError) return 'ended';
  if (SETTLED.has(thrown.engineCode ?? '') || /certificate|doesn't speak TLS/.test(thrown.message)) return 'none';
  return 'unknown';
}

// Codes of the drivers for a connection that broke, or an answer that isn't whole: nobody has said no.
const CUT = new Set(['ECONNRESET', 'EPIPE', 'BAD_ANSWER', '401001', '401002']);

/** True where a connection was cut while a session opened, so that a second try may mend it. */
export function wasCut(thrown: unknown): boolean {
  return thrown instanceof ConnectionError && !(thrown instanceof AuthError) && CUT.has(thrown.engineCode ?? '');
}

/** `INSERT INTO t` as a person would call the statement. */
export function statementName({ verb, target }: Classification): string {
  return [verb, target?.text].filter((part) => part !== undefined && part !== '').join(' ') || 'The statement';
}

/** The same error, saying that nobody knows whether the statement ran, and that it wasn't sent twice. */
export function unknownOutcome(thrown: unknown, meaning: Classification, inTransaction: boolean): ConnectionError {
  const name = statementName(meaning);
  const { stage, engineCode } = thrown as ConnectionError;
  const sent =
    meaning.kind === 'reads'
      ? `${name} was not sent again inside a transaction.`
      : `Whether ${name} ran is not known; it was not sent again.`;
  return new ConnectionError(`${messageOf(thrown)} ${sent}`, {
    stage,
    engineCode,
    hint: inTransaction
      ? 'The transaction may still be open or gone: ROLLBACK, look at the data, then begin again.'
      : `Look at the data, or at the query history, before you run it again.${hintOf(thrown)}`,
    cause: thrown,
  });
}

/** The same error, of a statement that a server goes on with. */
export function mayStillRun(thrown: unknown, queryId: string): ConnectionError {
  const { stage, engineCode } = thrown as ConnectionError;
  return new ConnectionError(`${messageOf(thrown)} Query ${queryId} may still run.`, {
    stage,
    engineCode,
    queryId,
    hint: `Check the network or VPN; at the prompt \\result ${queryId} waits for its rows then. It was not sent again.`,
    cause: thrown,
  });
}

function hintOf(thrown: unknown): string {
  const hint = thrown instanceof SmallexError ? thrown.hint : undefined;
  return hint === undefined || /not known/.test(hint) ? '' : ` ${hint}`;
}
