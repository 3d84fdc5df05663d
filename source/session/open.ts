import { getBackend } from '../backends/index.js';
import {
  SILENT_IO,
  type Connection,
  type ConnectionOptions,
  type DatabaseConfig,
  type EngineName,
  type Io,
  type Login,
} from '../backends/base.js';
import { resolveOptions, type Profile, type ProfileSettings } from '../profiles/index.js';
import { CancelledError, ConnectionError, messageOf } from '../support/errors.js';
import { readOnlyNotice, readOnlyOptions } from './read-only.js';
import { Session } from './session.js';

export interface OpenOptions {
  /** How the opening talks and asks; by default it does neither. */
  readonly io?: Io;
  /** Added to the profile's own settings: `{ read_only: true }`. */
  readonly settings?: ProfileSettings;
  /** How the session is called; a profile's own name by default. */
  readonly name?: string;
}

/**
 * Logs in and opens a session, on a saved profile or on options given here.
 * @throws ValueError, ConfigError, AuthError, ConnectionError at its stage, CancelledError
 */
export async function openSession(target: Profile | DatabaseConfig, options: OpenOptions = {}): Promise<Session> {
  const { io = SILENT_IO } = options;
  const profile = 'name' in target ? target : undefined;
  const backend = getBackend(target.engine);
  const settings = { ...profile?.settings, ...options.settings };
  const given = profile ? await resolveOptions(profile, io) : target.connection;
  const resolved = settings.read_only === true ? readOnlyOptions(backend.engineName, given).options : given;
  backend.validateConnectionOptions(resolved);
  const login = await backend.login(resolved, io);
  try {
    const connection = await openConnection(login, backend.engineName, given, settings, io);
    return new Session({
      name: options.name ?? profile?.name ?? backend.engineName,
      engine: backend.engineName,
      settings,
      options: target.connection,
      login,
      connection,
    });
  } catch (error) {
    await login.close();
    throw error;
  }
}

/**
 * Opens a connection on a login under the settings of its profile: read-only as far as the engine has it, query tag and
 * time limit, then the startup statements. The same is done each time a session is opened again.
 * @throws ConnectionError at its stage, CancelledError
 */
async function openConnection(
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
  if (readOnly) {
    io.onEvent({ type: 'notice', message: readOnlyNotice(readOnly.enforcement, connection.context().role) });
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
