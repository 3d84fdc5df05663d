import type { BackendEvent, Io } from '../backends/base.js';
import type { Session } from '../session/index.js';
import { AuthError, CancelledError, ConfigError, EXIT, SmallexError } from '../support/errors.js';
import type { Questions } from './questions.js';
import type { ReplState } from './repl-types.js';
import type { Store } from './store.js';
import { Waiting } from './waiting.js';

/** What the opening of the first session acts on. */
export interface ArrivalHome {
  readonly state: Store<ReplState>;
  readonly waiting: Waiting;
  readonly questions: Questions;
  say(text: string): void;
  showError(thrown: unknown): void;
  /** Resolves when no key has come for a moment: an answer must not be what was typed for something else. */
  quiet(): Promise<void>;
  /** The session is open. */
  arrived(session: Session): void;
  /** What was named can't be used at all. */
  giveUp(error: unknown): void;
}

export interface ArrivalParts {
  readonly session: Session;
  /** Opens it; may be called again after it failed. */
  readonly open: (io: Io) => Promise<void>;
  /** True where \c NAME opens it, too. */
  readonly isProfile: boolean;
}

/** Hints under which Ctrl-C ends the login of the first session. */
export const TAKEN_BACK = 'It was not sent. The login goes on; Ctrl+C again cancels it.';
export const STILL_CONNECTING = 'Still connecting: Ctrl+C again cancels that, Ctrl+D quits.';

const STATUS_KEYS = 'type on';
const WAIT_KEYS = 'Ctrl+C takes it back';

/**
 * The first session, opened behind a prompt that is there already. What needs the connection waits for it; a login that
 * was refused isn't tried again for a statement.
 */
export class Arrival {
  readonly #parts: ArrivalParts;
  readonly #home: ArrivalHome;
  readonly #status: Waiting;
  #work: Promise<boolean> | undefined;
  #abort = new AbortController();
  #failure: SmallexError | undefined;
  #isAwaited = false;
  #isOver = false;
  #takeBack: () => void = () => undefined;

  constructor(parts: ArrivalParts, home: ArrivalHome) {
    this.#parts = parts;
    this.#home = home;
    this.#status = new Waiting((opening) => home.state.set({ opening }), { keys: STATUS_KEYS, silentMs: 0 });
    // On the first frame already.
    home.state.set({ opening: 'connecting' });
  }

  /** True once the session is open, or another one is in use. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** True while the session is being opened, and still the one in use. */
  get isUnderWay(): boolean {
    return !this.#isOver && this.#work !== undefined;
  }

  /** True while something that was entered waits for it. */
  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  /** What the program ends with that was never connected. */
  get exitCode(): number {
    return this.#failure?.exitCode ?? EXIT.done;
  }

  /** Opens the session, unless that is under way. Never rejects. @returns whether it is open */
  begin(): Promise<boolean> {
    this.#work ??= this.#open().finally(() => (this.#work = undefined));
    return this.#work;
  }

  /** For what was entered: waits for the connection. False: it failed, or Ctrl-C took back what was entered. */
  async ready(): Promise<boolean> {
    if (this.#isOver) return true;
    const { waiting } = this.#home;
    if (!this.#work && this.#failure instanceof AuthError) {
      this.#home.showError(
        new ConfigError(`"${this.#parts.session.name}" is not connected: its login was refused.`, {
          hint: this.#wayOn(),
        }),
      );
      return false;
    }
    waiting.begin('connecting', performance.now(), WAIT_KEYS);
    this.#isAwaited = true;
    const takenBack = new Promise<boolean>((resolve) => (this.#takeBack = () => resolve(false)));
    try {
      return await Promise.race([this.begin(), takenBack]);
    } finally {
      this.#isAwaited = false;
      waiting.end();
    }
  }

  /** Ctrl-C while something waits for the connection: it doesn't any more, and the login goes on. */
  takeBack(): void {
    this.#takeBack();
  }

  /** Ends the login that is under way. */
  cancel(): void {
    this.#abort.abort();
  }

  /** Another session is in use: nothing is told of this one any more. */
  leave(): void {
    this.end();
    this.#failure = undefined;
  }

  /** The program ends, with the exit code of what went wrong here last. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.cancel();
    this.#home.state.set({ opening: null });
  }

  async #open(): Promise<boolean> {
    this.#abort = new AbortController();
    this.#failure = undefined;
    this.#status.begin('connecting');
    try {
      await this.#parts.open(this.#io(this.#abort.signal));
      this.#status.end();
      if (this.#isOver) return false;
      this.#isOver = true;
      this.#home.arrived(this.#parts.session);
      return true;
    } catch (thrown) {
      this.#status.end();
      if (!this.#isOver) this.#tellFailure(thrown);
      return false;
    }
  }

  #tellFailure(thrown: unknown): void {
    const { session } = this.#parts;
    const home = this.#home;
    // Open, and yet it failed: a data file that can't be read.
    if (session.asleep === undefined) {
      home.giveUp(thrown);
      return;
    }
    this.#failure = thrown instanceof SmallexError ? thrown : undefined;
    home.state.set({ opening: 'not connected' });
    if (thrown instanceof CancelledError) {
      home.say('Not connected: the login was cancelled. The next statement connects; Ctrl+D quits.');
      return;
    }
    home.showError(thrown);
    home.say(`Not connected. ${this.#wayOn()}`);
  }

  #wayOn(): string {
    const { session, isProfile } = this.#parts;
    if (!isProfile) return 'The next statement tries again; \\c NAME opens a profile.';
    const again =
      this.#failure instanceof AuthError
        ? `\\c ${session.name} logs in again`
        : `The next statement tries again, and so does \\c ${session.name}`;
    return `${again}; smallex setup --edit ${session.name} changes the profile.`;
  }

  #io(signal: AbortSignal): Io {
    const io = this.#home.questions.io(signal);
    const take = (event: BackendEvent): void => {
      if (this.#isOver) return;
      this.#status.take(event);
      io.onEvent(event);
    };
    return {
      ...io,
      onEvent: take,
      ask: async (question) => {
        await this.#home.quiet();
        return io.ask(question);
      },
    };
  }
}
