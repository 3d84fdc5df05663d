import { CancelledError, ConnectionError, messageOf, SmallexError } from '../support/errors.js';
import type { Connection, ConnectionReport, Io } from './base.js';

/**
 * Tests an open connection by one `SELECT 1`, in a statement that names smallex, and reports where it stands. A failed
 * SELECT is part of the report.
 * @throws CancelledError
 */
export async function reportOn(
  connection: Connection,
  io: Io | undefined,
  warnings: readonly string[] = [],
): Promise<ConnectionReport> {
  const started = performance.now();
  const error = await failureOf(connection, io?.signal);
  const ms = performance.now() - started;
  const ok = error === undefined;
  if (ok) io?.onEvent({ type: 'stage', stage: 'select', state: 'ok', ms });
  else io?.onEvent({ type: 'stage', stage: 'select', state: 'failed', ms, error });
  const stages = [{ stage: 'select', ok, ms, ...(error && { error }) }] as const;
  return { ok, stages, context: connection.context(), latencyMs: ms, warnings };
}

async function failureOf(connection: Connection, signal: AbortSignal | undefined): Promise<SmallexError | undefined> {
  try {
    let rows = 0;
    const statement = await connection.execute('SELECT 1 /* smallex */', signal ? { signal } : {});
    for await (const batch of statement.batches()) rows += batch.length;
    await statement.close();
    return rows === 1 ? undefined : new ConnectionError(`SELECT 1 gave ${rows} rows.`, { stage: 'select' });
  } catch (thrown) {
    if (thrown instanceof CancelledError) throw thrown;
    return thrown instanceof SmallexError ? thrown : new ConnectionError(messageOf(thrown), { stage: 'select' });
  }
}
