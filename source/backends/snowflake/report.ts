import type { Connection, ConnectionOptions, ConnectionReport, Io } from '../base.js';
import { reportOn } from '../report.js';
import { storedNames } from './identifier.js';
import { textOption } from './options.js';

/** One `SELECT 1` there and back, and what is worth knowing about where it ran. Needs no warehouse. */
export async function testOpenConnection(
  connection: Connection,
  options: ConnectionOptions,
  io: Io,
): Promise<ConnectionReport> {
  return reportOn(connection, io, warningsOf(connection, options));
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
