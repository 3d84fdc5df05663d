import type { SessionEvent } from './events.js';

type Cancelled = Pick<Extract<SessionEvent, { type: 'cancelled' }>, 'outcome' | 'queryId'>;

/** What is known of a statement that was cancelled, as a sentence. */
export function cancelledText({ outcome, queryId }: Cancelled): string {
  const id = queryId === null ? '' : ` (query ${queryId})`;
  if (outcome === 'cancelled') return `Cancelled${id}; the server confirmed it.`;
  if (outcome === 'finished') {
    return `Too late to cancel${id}: the server had finished the statement, and what it changed stays changed.`;
  }
  return `Stopped waiting${id}; the server did not confirm the cancel: the statement may still run.`;
}
