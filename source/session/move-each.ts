import type { BackendEvent, Statement } from '../backends/base.js';
import type { Batch } from '../results/column.js';
import { CancelledError } from '../support/errors.js';

/**
 * Runs statements that move one file each, in order, as one statement with the rows of all. When one fails, a notice
 * tells how many files went before it: those stay where they are. Told when it is stopped, too, which may be before
 * anybody hears what became of the statement.
 */
export async function moveEach(
  statements: readonly string[],
  tell: (event: BackendEvent) => void,
  execute: (sql: string) => Promise<Statement>,
  signal?: AbortSignal,
): Promise<Statement> {
  const [first, ...others] = statements;
  if (others.length === 0) return execute(first!);
  const batches: Batch[] = [];
  let last: Statement | undefined;
  let isTold = false;
  const tellMoved = (): void => {
    if (isTold || batches.length === 0) return;
    isTold = true;
    tell({ type: 'notice', message: `${batches.length} of ${statements.length} files were moved before that.` });
  };
  signal?.addEventListener('abort', tellMoved, { once: true });
  try {
    for (const sql of statements) {
      last = await execute(sql);
      for await (const batch of last.batches()) batches.push(batch);
    }
  } catch (error) {
    tellMoved();
    if (batches.length > 0 && error instanceof CancelledError && error.unsent) {
      throw new CancelledError(error.message, { confirmed: true, queryId: last?.queryId ?? undefined });
    }
    throw error;
  } finally {
    signal?.removeEventListener('abort', tellMoved);
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
