import type { Cell } from '../../results/column.js';
import { QueryError } from '../../support/errors.js';
import type { Session } from './session.js';

type Row = Readonly<Record<string, Cell>>;

/** The most rows that a SHOW gives; of more it gives none, but this error (docs.snowflake.com, SHOW OBJECTS). */
const MOST_ROWS = 10_000;
const TOO_MANY = '090153';

/**
 * All rows of a SHOW whose names are unique, page by page where there are more than it gives at once: `LIMIT … FROM` goes
 * on behind a name.
 * @throws what Session.rows throws
 */
export async function showAll(session: Session, command: string): Promise<readonly Row[]> {
  try {
    return await session.rows(command);
  } catch (thrown) {
    if (!(thrown instanceof QueryError && thrown.engineCode === TOO_MANY)) throw thrown;
  }
  const rows: Row[] = [];
  for (let from = ''; ;) {
    const page = await session.rows(`${command} LIMIT ${MOST_ROWS}${from}`);
    for (const row of page) rows.push(row);
    const last = page.at(-1)?.['name'] ?? '';
    const next = ` FROM '${last.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
    if (page.length < MOST_ROWS || next === from) return rows;
    from = next;
  }
}
