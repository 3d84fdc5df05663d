import { getBackend } from '../backends/index.js';
import { SILENT_IO, type DatabaseConfig, type Io } from '../backends/base.js';
import { resolveOptions, type Profile, type ProfileSettings } from '../profiles/index.js';
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
  const resolved = profile ? await resolveOptions(profile, io) : target.connection;
  backend.validateConnectionOptions(resolved);
  const login = await backend.login(resolved, io);
  try {
    const connection = await login.open(resolved, io);
    return new Session({
      name: options.name ?? profile?.name ?? backend.engineName,
      engine: backend.engineName,
      settings: { ...profile?.settings, ...options.settings },
      options: target.connection,
      login,
      connection,
    });
  } catch (error) {
    await login.close();
    throw error;
  }
}
