import type { Connection, ConnectionContext, EngineName, Io, Login } from '../backends/base.js';
import { ConnectionError } from '../support/errors.js';
import type { Opened, Opener } from './opened.js';
import { tell, type Reopening } from './recovery.js';
import { SessionMemory } from './session-memory.js';
import { unlessAborted } from './unless-aborted.js';

/** Why there is no connection at the moment. */
export type Asleep = 'unopened' | 'idle' | 'released' | 'lost';

export interface ReconnectorParts {
  readonly engine: EngineName;
  /** How a person calls the session: the profile's name. */
  readonly name: string;
  /** Undefined: the first `wake` opens it. */
  readonly opened?: Opened | undefined;
  /** Undefined: what is lost stays lost. */
  readonly opener?: Opener | undefined;
  /** What is known of the place before it is open. */
  readonly ahead: ConnectionContext;
}

/** The login and connection of a session: opened when needed, put to sleep, opened again where they were. */
export class Reconnector implements Reopening {
  readonly memory: SessionMemory;
  readonly #parts: ReconnectorParts;
  readonly #onOpened: () => void;
  #opened: Opened | undefined;
  #login: Login | undefined;
  #asleep: Asleep = 'unopened';
  #waking: Promise<Connection> | undefined;
  #releasing: Promise<void> | undefined;
  #isClosed = false;

  /** @param onOpened told each time that it was opened */
  constructor(parts: ReconnectorParts, onOpened: () => void) {
    this.#parts = parts;
    this.#onOpened = onOpened;
    this.#opened = parts.opened;
    this.#login = parts.opened?.login;
    this.memory = new SessionMemory(parts.engine, parts.opened?.connection.context() ?? parts.ahead);
  }

  /** Undefined while there is none. */
  get connection(): Connection | undefined {
    return this.#opened?.connection;
  }

  /** Undefined while the connection is open. */
  get asleep(): Asleep | undefined {
    return this.#opened ? undefined : this.#asleep;
  }

  /** The login in use. @throws ConnectionError while there is none. */
  get login(): Login {
    if (this.#login) return this.#login;
    throw new ConnectionError(`"${this.#parts.name}" is not connected yet.`, { engineCode: 'LOST' });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** False once what is lost stays lost. */
  get mayReopen(): boolean {
    return this.#parts.opener !== undefined && !this.#isClosed;
  }

  context(): ConnectionContext {
    return this.memory.context(this.connection);
  }

  /** True when a transaction is open on it. */
  inTransaction(): boolean {
    return this.context().inTransaction === true;
  }

  /** What would be lost with the session, as a person would say it; '' for nothing. */
  get held(): string {
    return this.memory.held(this.connection);
  }

  /** The connection, opened where there is none; whoever comes meanwhile waits for the same. @throws SmallexError */
  wake(io: Io): Promise<Connection> {
    if (this.#opened) return Promise.resolve(this.#opened.connection);
    this.#waking ??= this.#open(io).finally(() => (this.#waking = undefined));
    return unlessAborted(this.#waking, io.signal);
  }

  /** The session has ended: opens it again and says so in one line. `lost`: what could not be put back. */
  async afterEnd(io: Io): Promise<{ readonly connection: Connection; readonly lost: string }> {
    const lost = this.held;
    this.lose();
    this.memory.forgetHeld();
    const gone = lost === '' ? '' : ` Lost: ${lost}.`;
    try {
      const connection = await this.wake(io);
      tell(io, `The session had ended; it is open again${this.memory.whereText(connection)}.${gone}`);
      return { connection, lost };
    } catch (thrown) {
      if (gone !== '') tell(io, `The session has ended.${gone}`);
      throw thrown;
    }
  }

  /** The server has ended the session. */
  lose(): void {
    this.#sleep('lost');
  }

  /** Closes the session on the server, or the file, until it is woken. */
  async release(as: 'idle' | 'released'): Promise<void> {
    // Whoever closes the session meanwhile waits for this: the login's sockets are what the server is told by.
    this.#releasing = this.#put(this.#sleep(as));
    await this.#releasing;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#waking?.catch(() => undefined);
    await this.#releasing;
    await this.#opened?.connection.close();
    await this.#login?.close();
  }

  #sleep(why: Asleep): Opened | undefined {
    const opened = this.#opened;
    this.memory.keepPlaceOf(opened?.connection);
    this.#opened = undefined;
    this.#asleep = why;
    return opened;
  }

  async #put(opened: Opened | undefined): Promise<void> {
    await opened?.connection.close();
    if (opened?.login.reopens) return;
    if (this.#login === opened?.login) this.#login = undefined;
    await opened?.login.close();
  }

  async #open(io: Io): Promise<Connection> {
    const { opener } = this.#parts;
    const why = this.#asleep;
    if (!opener || this.#isClosed) {
      throw new ConnectionError('This session is closed.', { engineCode: 'LOST', hint: 'Open the profile again.' });
    }
    const old = this.#login;
    const before = { place: this.memory.place, login: old };
    const opened = await opener(io, why === 'unopened' ? undefined : before);
    if (old && old !== opened.login) void old.close();
    this.#login = opened.login;
    const { connection } = opened;
    const refused = await this.memory.putBack(connection);
    this.#opened = opened;
    this.#onOpened();
    for (const message of refused) io.onEvent({ type: 'notice', message });
    if (why === 'idle') {
      tell(io, `The session was closed while idle; it is open again${this.memory.whereText(connection)}.`);
    }
    return connection;
  }
}
