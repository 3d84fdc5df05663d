import type { DriverStatement } from './driver.js';
import { cellOf } from './values.js';

export interface Answer {
  /** The rows are a result, not a status line or a count. */
  readonly hasRows: boolean;
  readonly rowsAffected: number | null;
  readonly message: string | null;
}

// A statement's first word decides whether a lone `status` column is a result of its own.
const RETURNS_ROWS =
  /^(?:select|with|show|desc|describe|list|ls|call|explain|values|execute|table|from|put|get|remove|rm)\b/i;
const LEADING_TRIVIA = /^(?:\s|--[^\n]*(?:\n|$)|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()+/;

/**
 * What Snowflake's answer means: DML answers with a row of counts, DDL, USE and SET with a row of one column `status`.
 * @throws the driver's error when the status row can't be read.
 */
export async function answerOf(driver: DriverStatement, sql: string): Promise<Answer> {
  const affected = driver.getNumUpdatedRows() ?? -1;
  if (affected >= 0) return { hasRows: false, rowsAffected: affected, message: null };
  const columns = driver.getColumns() ?? [];
  const isStatus = columns.length === 1 && columns[0]?.getName() === 'status' && (driver.getNumRows() ?? 0) <= 1;
  if (!isStatus || RETURNS_ROWS.test(sql.replace(LEADING_TRIVIA, ''))) {
    return { hasRows: columns.length > 0, rowsAffected: null, message: null };
  }
  let message: string | null = null;
  for await (const row of driver.streamRows()) message = cellOf((row as readonly unknown[])[0], undefined);
  return { hasRows: false, rowsAffected: null, message };
}
