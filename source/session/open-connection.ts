import type { Connection, ConnectionOptions, EngineName, Io, Login } from '../backends/base.js';
import type { ProfileSettings } from '../profiles/index.js';
import { CancelledError, ConnectionError, messageOf } from '../support/errors.js';
import { readOnlyOptions } from './read-only.js';

/**
 * Opens a connection on a login under the settings of its profile: read-only as far as the engine has it, query tag and
 * time limit, then the startup statements. The same is done each time a session is opened again.
 * @throws ConnectionError at its stage, CancelledError
 */
export async function openConnection(
  login: Login,
  engine: EngineName,
  options: ConnectionOptions,
  settings: ProfileSettings,
  io: Io,
): Promise<Connection> {
  const { query_tag, statement_timeout, startup = [] } = settings;
  const readOnly = settings.read_only === true ? readOnlyOptions(engine, options) : undefined;
  const opening = {
    ...(readOnly?.options ?? options),
    ...(query_tag !== undefined && { query_tag }),
    ...(statement_timeout !== undefined && { statement_timeout }),
  };
  const connection = await login.open(opening, io);
  try {
    for (const sql of startup) await runStartup(connection, sql, io);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return connection;
}

async function runStartup(connection: Connection, sql: string, io: Io): Promise<void> {
  try {
    const statement = await connection.execute(sql, io.signal ? { signal: io.signal } : {});
    await statement.close();
  } catch (cause) {
    if (cause instanceof CancelledError) throw cause;
    throw new ConnectionError(`The startup statement "${shortened(sql)}" failed: ${messageOf(cause)}`, {
      stage: 'select',
      field: 'startup',
      hint: 'Mend it, or take it away: smallex profiles set NAME startup=',
      cause,
    });
  }
}

function shortened(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
