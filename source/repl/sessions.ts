import type { Io } from '../backends/base.js';
import type { ProfileStore } from '../profiles/index.js';
import { openSession, type Session } from '../session/index.js';
import { ConfigError } from '../support/errors.js';
import { nearest } from '../support/nearest.js';

const PARKED_MINUTES = 30;

/** How long a session may be parked: 30 minutes, or the setting `close_when_parked`. */
function parkedMs({ settings }: Session): number {
  const minutes = settings['close_when_parked'];
  return (typeof minutes === 'number' && minutes > 0 ? minutes : PARKED_MINUTES) * 60_000;
}

export interface SessionsOptions {
  readonly profiles: ProfileStore;
  /** Told of a parked session that was closed. */
  readonly say: (text: string) => void;
}

/** The session in use and those that were left with \c: coming back asks for no login. */
export class Sessions {
  readonly #profiles: ProfileStore;
  readonly #say: (text: string) => void;
  readonly #parked: Session[] = [];
  readonly #timers = new Map<Session, NodeJS.Timeout>();
  #current: Session;

  constructor(first: Session, { profiles, say }: SessionsOptions) {
    this.#current = first;
    this.#profiles = profiles;
    this.#say = say;
  }

  get current(): Session {
    return this.#current;
  }

  get parked(): readonly Session[] {
    return this.#parked;
  }

  /**
   * Makes another profile's session the current one; `-` goes back to the one before. The old one is parked.
   * @throws ConfigError for an unknown name, and what opening throws; the old session then stays in use.
   */
  async switchTo(name: string, io: Io): Promise<Session> {
    const next = name === '-' ? this.#previous() : (this.#unpark(name) ?? (await this.#open(name, io)));
    clearTimeout(this.#timers.get(next));
    this.#timers.delete(next);
    // What was never opened is nothing to come back to.
    if (this.#current.asleep === 'unopened') void this.#current.close();
    else this.#park(this.#current);
    this.#current = next;
    return next;
  }

  #park(session: Session): void {
    this.#parked.push(session);
    this.#watch(session);
  }

  #watch(session: Session): void {
    const timer = setTimeout(() => void this.#expire(session), parkedMs(session));
    timer.unref();
    this.#timers.set(session, timer);
  }

  /** What would be lost with it keeps a parked session open. */
  async #expire(session: Session): Promise<void> {
    this.#timers.delete(session);
    const index = this.#parked.indexOf(session);
    if (index < 0) return;
    // Looked at again later: a transaction may be all that kept it.
    if (session.held !== '') {
      this.#watch(session);
      return;
    }
    this.#parked.splice(index, 1);
    await session.close();
    const minutes = Math.round(parkedMs(session) / 60_000);
    this.#say(
      `The parked session "${session.name}" was closed after ${minutes} minute${minutes === 1 ? '' : 's'}; \\c ${session.name} opens it anew.`,
    );
  }

  #previous(): Session {
    const session = this.#parked.pop();
    if (session) return session;
    throw new ConfigError('There is no session to go back to.', {
      hint: 'Open one with \\c NAME; \\profiles lists them.',
    });
  }

  #unpark(name: string): Session | undefined {
    const index = this.#parked.findLastIndex((session) => session.name === name);
    return index < 0 ? undefined : this.#parked.splice(index, 1)[0];
  }

  async #open(name: string, io: Io): Promise<Session> {
    const profile = this.#profiles.get(name);
    if (!profile) throw await this.#unknown(name);
    const session = await openSession(profile, { io });
    this.#profiles.touch(profile.name);
    return session;
  }

  async #unknown(name: string): Promise<ConfigError> {
    const names = this.#profiles.list().map((profile) => profile.name);
    const guess = nearest(name, names);
    // Users of psql mean a database by \c NAME.
    const { asleep, connection } = this.#current;
    const catalogs = asleep === undefined ? await connection.catalog.catalogs().catch(() => []) : [];
    const catalog = catalogs.find((entry) => entry.name.toLowerCase() === name.toLowerCase());
    return new ConfigError(`There is no profile "${name}".${guess ? ` Did you mean "${guess}"?` : ''}`, {
      hint: catalog
        ? `"${catalog.name}" is a database here: \\use ${catalog.name}`
        : names.length > 0
          ? `Profiles: ${names.join(', ')}.`
          : 'There are no profiles yet: smallex setup makes one.',
    });
  }

  async closeAll(): Promise<void> {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all([this.#current, ...this.#parked].map((session) => session.close()));
  }
}
