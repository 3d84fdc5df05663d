import { getBackend, listBackends } from '../backends/index.js';
import type { BaseDatabaseBackend, EngineName } from '../backends/base.js';
import { BrokenProfileFile } from '../profiles/file.js';
import type { ProfileStore } from '../profiles/store.js';
import type { WizardWorld } from './form.js';
import type { Given } from './given.js';
import { foundOffers } from './offers.js';
import type { Offer } from './offer.js';
import { WizardSession, type WizardOutcome } from './session.js';

/** Draws a wizard and sends it what the person does, until it has ended. */
export interface WizardFace {
  run(session: WizardSession): Promise<void>;
}

export interface WizardIo {
  readonly env?: NodeJS.ProcessEnv;
  /** Leaves the wizard, as Ctrl-C does. */
  readonly signal?: AbortSignal;
  /** The engines to choose from; the registry's, unless a test brings its own. */
  readonly backends?: Readonly<Partial<Record<EngineName, () => BaseDatabaseBackend>>>;
}

export interface RunWizardInput {
  readonly face: WizardFace;
  readonly answers?: Given;
  readonly store: ProfileStore;
  readonly io?: WizardIo;
}

/**
 * Leads a person to a saved profile that was seen working, and hands over its open login and connection.
 * @throws ConfigError when a given answer or the profiles can't be used; nothing is asked then.
 */
export async function runWizard({ face, answers, store, io = {} }: RunWizardInput): Promise<WizardOutcome> {
  const offers = answers?.from ?? (await offersFor(store, answers));
  const session = startSession(store, answers, io, offers);
  // A bug in the session ends the face's wait, too.
  const broken = session.finished.then(() => new Promise<never>(() => undefined));
  return led(session, io.signal, () => Promise.race([face.run(session), broken]));
}

/** Leads a session to its end; it is left where `lead` fails, or the signal comes. @throws what `lead` throws */
export async function led(
  session: WizardSession,
  signal: AbortSignal | undefined,
  lead: () => Promise<void>,
): Promise<WizardOutcome> {
  const leave = (): void => session.send({ type: 'leave' });
  if (signal?.aborted) leave();
  signal?.addEventListener('abort', leave, { once: true });
  try {
    await lead();
  } catch (error) {
    leave();
    await session.finished.catch(() => undefined);
    throw error;
  } finally {
    signal?.removeEventListener('abort', leave);
  }
  return session.finished;
}

/** A session of the wizard over the registry's engines. @throws ConfigError */
export function startSession(
  store: ProfileStore,
  given: Given | undefined,
  io: WizardIo,
  offers: readonly Offer[] = [],
): WizardSession {
  const { env = process.env, backends } = io;
  const notices: string[] = [];
  const world: WizardWorld = {
    engines: backends ? (Object.keys(backends) as EngineName[]) : listBackends(),
    backendOf: remembered((engine) => backends?.[engine]?.() ?? getBackend(engine)),
    env,
    profiles: profilesOf(store, notices),
    offers,
  };
  return new WizardSession({ world, given, store, env, notices });
}

/** What is found on this machine, where nothing is chosen yet. */
async function offersFor(store: ProfileStore, given: Given = {}): Promise<readonly Offer[]> {
  return given.edit === undefined && given.engine === undefined ? foundOffers(profilesOf(store, [])) : [];
}

function remembered(make: (engine: EngineName) => BaseDatabaseBackend): WizardWorld['backendOf'] {
  const made = new Map<EngineName, BaseDatabaseBackend>();
  return (engine) => {
    const backend = made.get(engine) ?? make(engine);
    made.set(engine, backend);
    return backend;
  };
}

/** A broken file is no reason to refuse a new connection; a newer one is: what is saved could not be added to it. */
function profilesOf(store: ProfileStore, notices: string[]): WizardWorld['profiles'] {
  try {
    return store.recent();
  } catch (error) {
    if (!(error instanceof BrokenProfileFile)) throw error;
    notices.push(`${error.message} A copy is kept as ${error.keptAs}.`);
    return [];
  }
}
