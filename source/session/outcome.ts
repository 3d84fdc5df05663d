import type { Classification } from '../sql/index.js';

/** What a finished statement that gives no rows has to say. */
interface Finished {
  readonly affected: number | null;
  readonly message: string | null;
}

const DONE_TO_ROWS: Readonly<Record<string, string>> = {
  INSERT: 'inserted',
  UPDATE: 'updated',
  DELETE: 'deleted',
  MERGE: 'merged',
  COPY: 'copied',
};

/** One line on a statement without rows: the engine's own words, `3 rows updated.`, or what was done to what. */
export function outcomeText({ verb, target }: Classification, { affected, message }: Finished): string {
  const first = verb.split(' ', 1)[0] ?? verb;
  if (message !== null && message !== '') return message;
  if (affected !== null) {
    return `${affected} ${affected === 1 ? 'row' : 'rows'} ${DONE_TO_ROWS[first] ?? 'changed'}.`;
  }
  return [verb, target?.text].filter(Boolean).join(' ');
}
