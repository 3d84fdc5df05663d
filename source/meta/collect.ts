import type { Column, Row } from '../results/column.js';
import { cancelledText, type Run } from '../session/index.js';
import type { Classification } from '../sql/index.js';
import { CancelledError, ValueError } from '../support/errors.js';
import type { Executed } from './host.js';

/**
 * Reads the one result of a run into memory.
 * @throws what the statement failed with; CancelledError; ValueError when there are more than `most` rows
 */
export async function collect(run: Run, most: number): Promise<Executed> {
  let columns: readonly Column[] = [];
  let affected: number | null = null;
  let kind: Classification['kind'] | undefined;
  const rows: Row[] = [];
  for await (const event of run) {
    if (event.type === 'statement') ({ kind } = event.statement.meaning);
    else if (event.type === 'columns') columns = event.columns;
    else if (event.type === 'rows') rows.push(...event.rows);
    else if (event.type === 'done') ({ affected } = event);
    else if (event.type === 'failed') throw event.error;
    else if (event.type === 'cancelled') {
      throw new CancelledError(cancelledText(event, kind), { confirmed: event.confirmed, unsent: !event.sent });
    }
    if (rows.length > most) {
      throw new ValueError(`The statement gives more than ${most} ${most === 1 ? 'row' : 'rows'}.`, {
        hint: most === 1 ? 'Add a condition, or LIMIT 1.' : `Add LIMIT ${most}.`,
      });
    }
  }
  return { columns, rows, affected };
}
