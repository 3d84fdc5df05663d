import { getBackend } from '../backends/index.js';
import { SILENT_IO, type DatabaseConfig, type Io } from '../backends/base.js';
import type { Profile, ProfileSettings } from '../profiles/index.js';
import { openerOf } from './opener.js';
import { Session } from './session.js';

export interface OpenOptions {
  /** How the opening talks and asks, and later a connection that was lost; by default it does neither. */
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
  // Those of a profile are whole once its secrets are looked up.
  if (!('name' in target)) getBackend(target.engine).validateConnectionOptions(target.connection);
  const session = sessionAhead(target, options);
  try {
    await session.open(options.io ?? SILENT_IO);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/**
 * A session that isn't open yet: `open` opens it, or its first statement.
 * @throws ValueError for an unknown engine
 */
export function sessionAhead(target: Profile | DatabaseConfig, options: OpenOptions = {}): Session {
  const { io = SILENT_IO } = options;
  const profile = 'name' in target ? target : undefined;
  const backend = getBackend(target.engine);
  const settings = { ...profile?.settings, ...options.settings };
  return new Session({
    name: options.name ?? profile?.name ?? backend.engineName,
    engine: backend.engineName,
    settings,
    options: target.connection,
    opener: openerOf(backend, target, settings),
    talk: io,
  });
}
