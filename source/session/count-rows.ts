import type { Connection } from '../backends/base.js';
import { ValueError } from '../support/errors.js';

/**
 * The one number that a counting SELECT answers.
 * @throws ValueError when there is nothing to count by, and what the engine refuses it with; CancelledError
 */
export async function countRows(
  connection: Connection,
  sql: string | undefined,
  signal?: AbortSignal,
): Promise<string> {
  if (sql === undefined) throw new ValueError('The rows of this statement can’t be counted beforehand.');
  const statement = await connection.execute(sql, signal ? { signal } : {});
  try {
    for await (const [row] of statement.batches()) if (row?.[0] != null) return row[0];
    throw new ValueError('The count gave no answer.');
  } finally {
    await statement.close();
  }
}
