import { copyAnswer, isCopyAnswer } from './copy-answer.js';
import type { DriverStatement } from './driver.js';
import { cellOf } from './values.js';

export interface Answer {
  /** The rows are a result, not a status line or a count. */
  readonly hasRows: boolean;
  readonly rowsAffected: number | null;
  readonly message: string | null;
}

/**
 * What Snowflake's answer means: DML answers with a row of counts, DDL, USE and SET with a row of one column `status`.
 * @param returnsRows whether statements of this kind answer with rows: then a column `status` is the person's own.
 * @throws the driver's error when the status row can't be read.
 */
export async function answerOf(driver: DriverStatement, returnsRows: boolean): Promise<Answer> {
  if (isCopyAnswer(driver)) {
    const { loaded, message } = await copyAnswer(driver);
    return { hasRows: false, rowsAffected: loaded, message };
  }
  const affected = driver.getNumUpdatedRows() ?? -1;
  if (affected >= 0) return { hasRows: false, rowsAffected: affected, message: null };
  const columns = driver.getColumns() ?? [];
  const isStatus = columns.length === 1 && columns[0]?.getName() === 'status' && (driver.getNumRows() ?? 0) <= 1;
  if (!isStatus || returnsRows) {
    return { hasRows: columns.length > 0, rowsAffected: null, message: null };
  }
  let message: string | null = null;
  for await (const row of driver.streamRows()) message = cellOf((row as readonly unknown[])[0], undefined);
  return { hasRows: false, rowsAffected: null, message };
}
