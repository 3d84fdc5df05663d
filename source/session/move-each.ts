import type { BackendEvent, Statement } from '../backends/base.js';
import type { Batch } from '../results/column.js';
import { CancelledError } from '../support/errors.js';

/**
 * Runs statements that move one file each, in order, as one statement with the rows of all. When one fails, a notice
 * tells how many files went before it: those stay where they are.
 */
export async function moveEach(
  statements: readonly string[],
  tell: (event: BackendEvent) => void,
  execute: (sql: string) => Promise<Statement>,
): Promise<Statement> {
  const [first, ...others] = statements;
  if (others.length === 0) return execute(first!);
  const batches: Batch[] = [];
  let last: Statement | undefined;
  try {
    for (const sql of statements) {
      last = await execute(sql);
      for await (const batch of last.batches()) batches.push(batch);
    }
  } catch (error) {
    if (batches.length > 0) {
      tell({ type: 'notice', message: `${batches.length} of ${statements.length} files were moved before that.` });
    }
    if (batches.length > 0 && error instanceof CancelledError && error.unsent) {
      throw new CancelledError(error.message, { confirmed: true, queryId: last?.queryId ?? undefined });
    }
    throw error;
  }
  return joined(last!, batches);
}

/** All rows are here; what the engine says of the last statement stands for all. */
function joined({ queryId, columns }: Statement, batches: readonly Batch[]): Statement {
  return {
    queryId,
    columns,
    rowsAffected: null,
    incomplete: false,
    async *batches() {
      yield* batches;
    },
    cancel: () => Promise.resolve('finished'),
    close: () => Promise.resolve(),
  };
}
