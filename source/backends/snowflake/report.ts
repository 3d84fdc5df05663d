import { messageOf, SmallexError, ConnectionError } from '../../support/errors.js';
import type { Connection, ConnectionOptions, ConnectionReport, Io } from '../base.js';
import { storedNames } from './identifier.js';
import { textOption } from './options.js';

/** One `SELECT 1` there and back, and what is worth knowing about where it ran. Needs no warehouse. */
export async function testOpenConnection(
  connection: Connection,
  options: ConnectionOptions,
  io: Io,
): Promise<ConnectionReport> {
  const started = performance.now();
  let error: SmallexError | undefined;
  try {
    let rows = 0;
    const statement = await connection.execute('SELECT 1 /* smallex */', io.signal ? { signal: io.signal } : {});
    for await (const batch of statement.batches()) rows += batch.length;
    if (rows !== 1) throw new ConnectionError(`SELECT 1 gave ${rows} rows.`, { stage: 'select' });
    await statement.close();
  } catch (thrown) {
    error = thrown instanceof SmallexError ? thrown : new ConnectionError(messageOf(thrown), { stage: 'select' });
  }
  const latencyMs = performance.now() - started;
  const context = connection.context();
  return {
    ok: error === undefined,
    stages: [{ stage: 'select', ok: error === undefined, ms: latencyMs, ...(error && { error }) }],
    context,
    latencyMs,
    warnings: warningsOf(connection, options),
  };
}

function warningsOf(connection: Connection, options: ConnectionOptions): string[] {
  const context = connection.context();
  const warnings: string[] = [];
  const expect = (field: string, what: string, actual: string | null): void => {
    const wanted = textOption(options, field);
    if (wanted === undefined || (actual !== null && storedNames(wanted).includes(actual))) return;
    warnings.push(`The ${what} is ${actual ?? 'not set'}, not "${wanted}" as the options say.`);
  };
  expect('role', 'role', context.role);
  expect('warehouse', 'warehouse', context.warehouse);
  expect('database', 'database', context.catalog);
  expect('schema', 'schema', context.schema);
  if (context.warehouse === null) {
    warnings.push('No warehouse is in use: statements that read tables will fail until you choose one.');
  }
  return warnings;
}
