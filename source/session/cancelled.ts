import type { Classification } from '../sql/index.js';
import type { SessionEvent } from './events.js';

type Cancelled = Pick<Extract<SessionEvent, { type: 'cancelled' }>, 'outcome' | 'sent' | 'queryId'>;

/**
 * What is known of a statement that was cancelled, as a sentence.
 * @param kind of the statement: what only reads has changed nothing that could stay
 */
export function cancelledText({ outcome, sent, queryId }: Cancelled, kind?: Classification['kind']): string {
  if (!sent) return 'Cancelled; the statement was not sent.';
  const id = queryId === null ? '' : ` (query ${queryId})`;
  if (outcome === 'cancelled') return `Cancelled${id}; the server confirmed it.`;
  if (outcome === 'finished') {
    const late = `Too late to cancel${id}: the server had finished the statement`;
    return kind === 'reads' ? `${late}.` : `${late}, and what it changed stays changed.`;
  }
  return `Stopped waiting${id}; the server did not confirm the cancel: the statement may still run.`;
}
