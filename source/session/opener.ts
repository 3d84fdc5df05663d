import type {
  BaseDatabaseBackend,
  Connection,
  ConnectionOptions,
  DatabaseConfig,
  EngineName,
  Io,
  Login,
} from '../backends/base.js';
import { resolveOptions, withKeptLogins, type Profile, type ProfileSettings } from '../profiles/index.js';
import { AuthError, CancelledError, ConnectionError } from '../support/errors.js';
import { refuseStartup } from './guard.js';
import { wasCut } from './loss.js';
import { openConnection } from './open-connection.js';
import type { Opener } from './opened.js';
import { readOnlyNotice, readOnlyOptions } from './read-only.js';

/** How a target is opened, and opened again where it was. Secrets are resolved at each login; none is kept. */
export function openerOf(
  backend: BaseDatabaseBackend,
  target: Profile | DatabaseConfig,
  settings: ProfileSettings,
): Opener {
  const goal = { engine: backend.engineName, settings };
  return async (plainIo, before) => {
    // Options of a program that uses smallex as a library are its own business, and so are their logins.
    const io = 'name' in target ? withKeptLogins(plainIo, { keep: settings.keep_logins }) : plainIo;
    // Before a login that would be for nothing.
    if (settings.read_only === true) refuseStartup(settings.startup ?? [], goal.engine);
    const place = before ? { ...before.place, ...toStart(target.connection) } : {};
    if (before?.login?.reopens) {
      try {
        const { login } = before;
        return { login, connection: await openThere(goal, login, target.connection, place, io) };
      } catch (error) {
        // A token that is refused now: one login, with a new one.
        if (!(error instanceof AuthError)) throw error;
      }
    }
    if (before) await agreeToLogin(backend, target, io);
    const given = 'name' in target ? await resolveOptions(target, io) : target.connection;
    const readOnly = settings.read_only === true ? readOnlyOptions(backend.engineName, given) : undefined;
    backend.validateConnectionOptions(readOnly?.options ?? given);
    const login = await loginOnceOrTwice(backend, readOnly?.options ?? given, io);
    try {
      const connection = await openThere(goal, login, given, place, io);
      if (readOnly && !before) {
        const message = readOnlyNotice(readOnly.enforcement, connection.context().role);
        io.onEvent({ type: 'notice', message });
      }
      return { login, connection };
    } catch (error) {
      await login.close();
      throw error;
    }
  };
}

/** A session is opened again for a statement: that is the yes to a stopped warehouse, unless the profile says no. */
function toStart(options: ConnectionOptions): ConnectionOptions {
  return options['start_warehouse'] === 'no' ? {} : { start_warehouse: 'yes' };
}

const PLACE_OF_STAGE: Readonly<Record<string, readonly string[]>> = {
  role: ['role'],
  warehouse: ['warehouse'],
  catalog: ['database', 'catalog', 'schema'],
  schema: ['schema'],
};

interface Goal {
  readonly engine: EngineName;
  readonly settings: ProfileSettings;
}

/** Opens at a place; a part of it that is no longer there is told and left out. */
async function openThere(
  goal: Goal,
  login: Login,
  options: ConnectionOptions,
  place: ConnectionOptions,
  io: Io,
  isSecondTry = false,
): Promise<Connection> {
  try {
    return await openConnection(login, goal.engine, { ...options, ...place }, goal.settings, io);
  } catch (error) {
    // The login stands: what opens a session on it may be asked for twice. A third time would only keep a person waiting.
    if (!isSecondTry && wasCut(error) && io.signal?.aborted !== true) {
      return openThere(goal, login, options, place, io, true);
    }
    if (!(error instanceof ConnectionError) || error instanceof AuthError || error.engineCode === 'LOST') throw error;
    const gone = (PLACE_OF_STAGE[error.stage] ?? []).filter((key) => place[key] !== undefined);
    if (gone.length === 0) throw error;
    io.onEvent({ type: 'notice', message: error.message });
    const rest = Object.fromEntries(gone.map((key) => [key, undefined]));
    return openThere(goal, login, options, { ...place, ...rest }, io, isSecondTry);
  }
}

/** A connection that was cut is tried once more where the login only shows a token, and no server counts attempts. */
async function loginOnceOrTwice(backend: BaseDatabaseBackend, options: ConnectionOptions, io: Io): Promise<Login> {
  try {
    return await backend.login(options, io);
  } catch (error) {
    const mayRepeat = backend.authModeOf(options).repeatable === true && wasCut(error) && io.signal?.aborted !== true;
    if (!mayRepeat) throw error;
    return backend.login(options, io);
  }
}

/** A login that opens a browser or wants an answer isn't begun behind a person's back. */
async function agreeToLogin(backend: BaseDatabaseBackend, target: Profile | DatabaseConfig, io: Io): Promise<void> {
  const need = needOfPerson(backend, target);
  if (need === undefined || (await isKept(backend, target, io))) return;
  const name = 'name' in target ? `"${target.name}"` : backend.label;
  const answer = await io.ask({
    kind: 'confirm',
    message: `The session of ${name} has ended. Log in again? ${need}`,
  });
  if (/^y(?:es)?$/i.test(answer.trim())) return;
  throw new CancelledError('The session stays closed; the next statement asks again.', { confirmed: true });
}

/** A login that is kept needs nobody. */
async function isKept(
  backend: BaseDatabaseBackend,
  target: Profile | DatabaseConfig,
  { logins }: Io,
): Promise<boolean> {
  for (const key of backend.keptLoginKeys(target.connection)) {
    if ((await logins?.read(key)) != null) return true;
  }
  return false;
}

function needOfPerson(backend: BaseDatabaseBackend, target: Profile | DatabaseConfig): string | undefined {
  const mode = backend.authModeOf(target.connection);
  if (mode.interactive) return 'It needs your browser or your phone.';
  const secrets = 'name' in target ? Object.values(target.secrets) : [];
  return secrets.some((reference) => /^prompt\b/.test(reference)) ? 'It asks for a secret.' : undefined;
}
