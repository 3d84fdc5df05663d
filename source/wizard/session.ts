import type { BaseDatabaseBackend, Connection, ConnectionOptions, Io, Login, Question } from '../backends/base.js';
import { agreeToCommands } from '../profiles/agreement.js';
import { withKeptLogins } from '../profiles/logins/kept-logins.js';
import { probeKeyring } from '../profiles/keyring.js';
import type { Profile } from '../profiles/profile.js';
import { resolveSecret } from '../profiles/secrets.js';
import type { ProfileStore } from '../profiles/store.js';
import { CancelledError, messageOf, SmallexError } from '../support/errors.js';
import { log } from '../support/log.js';
import { forwardLine, openBrowser } from '../support/open-browser.js';
import { guardSecret } from '../support/redact.js';
import type { WizardWorld } from './form.js';
import { startWizard, stepWizard } from './flow.js';
import type { Given } from './given.js';
import { saveProfile } from './save.js';
import type { Effect, Transition, WizardEvent, WizardOptions, WizardState } from './state.js';
import { tellBackend } from './tell.js';
import { viewOf, type WizardView } from './view.js';

/** How the wizard ended. Saved without a proof, nothing is open. */
export type WizardOutcome =
  | {
      readonly kind: 'saved';
      readonly profile: Profile;
      /** Open and tested; to be closed by whoever takes them. */
      readonly login: Login | null;
      readonly connection: Connection | null;
      /** Plain values, secrets among them, that login and connection were made from. */
      readonly options: ConnectionOptions | null;
    }
  | { readonly kind: 'left' };

interface Settle {
  readonly resolve: (outcome: WizardOutcome) => void;
  readonly reject: (error: unknown) => void;
}

export interface WizardSessionInput {
  readonly world: WizardWorld;
  readonly given?: Given | undefined;
  readonly store: ProfileStore;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly notices?: readonly string[] | undefined;
}

/** The wizard at work: holds its state, does what the flow wants done, and tells faces when there is something new. */
export class WizardSession {
  /** Resolves once the wizard has ended and what it doesn't hand over is closed. Rejects on a bug. */
  readonly finished: Promise<WizardOutcome>;
  readonly world: WizardWorld;
  readonly #store: ProfileStore;
  readonly #env: NodeJS.ProcessEnv;
  readonly #listeners = new Set<() => void>();
  readonly #settle: Settle;
  #state: WizardState;
  #view: WizardView;
  #work = new AbortController();
  #answer: { resolve: (value: string) => void; reject: (error: Error) => void } | null = null;
  #backend: BaseDatabaseBackend | null = null;
  #login: Login | null = null;
  #connection: Connection | null = null;
  #loginOptions: ConnectionOptions = {};
  #options: ConnectionOptions | null = null;

  /** @throws ConfigError for a given answer that can't be used. */
  constructor({ world, given = {}, store, env = process.env, notices = [] }: WizardSessionInput) {
    this.world = world;
    this.#store = store;
    this.#env = env;
    let settle: Settle;
    this.finished = new Promise((resolve, reject) => (settle = { resolve, reject }));
    // Whoever waits hears of it; nobody has to wait from the start.
    this.finished.catch(() => undefined);
    this.#settle = settle!;
    const { state, effects } = startWizard(world, given);
    this.#state = { ...state, notices: [...notices, ...state.notices] };
    this.#view = viewOf(world, this.#state);
    // Listeners come after the constructor; work that starts at once may tell them something.
    queueMicrotask(() => this.#perform(effects));
  }

  get state(): WizardState {
    return this.#state;
  }

  /** What to show now; the same object until something changes. */
  readonly view = (): WizardView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly send = (event: WizardEvent): void => {
    const next: Transition = stepWizard(this.world, this.#state, event);
    if (next.state === this.#state && next.effects.length === 0) return;
    this.#state = next.state;
    this.#view = viewOf(this.world, next.state);
    this.#perform(next.effects);
    for (const listener of [...this.#listeners]) listener();
  };

  #perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      this.#do(effect).catch((error: unknown) => {
        log('wizard-bug', { error });
        this.#work.abort();
        void this.#closeAll().finally(() => this.#settle.reject(error));
      });
    }
  }

  async #do(effect: Effect): Promise<void> {
    switch (effect.type) {
      case 'login':
        return this.#attempt(effect.work, (io) => this.#logIn(effect.work, effect.options, io));
      case 'open':
        return this.#attempt(effect.work, (io) => this.#open(effect.work, effect.options, io));
      case 'save':
        return this.#attempt(effect.work, async () => {
          this.send({ type: 'saved', work: effect.work, ...(await saveProfile(this.#store, effect)) });
        });
      case 'list':
        return this.#list(effect);
      case 'probe-keyring': {
        const probed = await probeKeyring({ env: this.#env });
        this.send({ type: 'keyring', ...probed });
        return;
      }
      case 'cancel':
        this.#work.abort();
        this.#reply(null);
        return;
      case 'answer':
        this.#reply(effect.value);
        return;
      case 'end':
        return this.#end(effect);
    }
  }

  /** Runs one piece of work; its expected errors become the flow's, and nothing of it counts once it is cancelled. */
  async #attempt(work: number, run: (io: Io) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    this.#work = controller;
    const io: Io = {
      signal: controller.signal,
      onEvent: (event) => {
        const told = tellBackend(work, event);
        if (told) this.send(told);
        if (event.type !== 'open-url' || openBrowser(event.url, this.#env)) return;
        const forward = forwardLine(event.port, this.#env);
        if (forward) this.send({ type: 'notice', work, text: forward });
      },
      ask: (question) => this.#ask(work, question, controller.signal),
    };
    try {
      await run(io);
    } catch (error) {
      if (controller.signal.aborted) return;
      if (!(error instanceof SmallexError)) throw error;
      log('wizard-failed', { code: error.code, error });
      this.send({ type: 'failed', work, error });
    }
  }

  async #logIn(work: number, options: WizardOptions, io: Io): Promise<void> {
    await this.#closeAll();
    const backend = this.world.backendOf(options.engine);
    const resolved: Record<string, unknown> = { ...options.plain };
    for (const field of backend.authModes.flatMap((mode) => mode.fields)) {
      const value = resolved[field.key];
      if (field.secret && typeof value === 'string') guardSecret(value);
    }
    await agreeToCommands(options.settings, options.plain, options.references, (question) => io.ask(question));
    for (const [field, reference] of Object.entries(options.references)) {
      resolved[field] = await resolveSecret(reference, {
        field,
        ask: (question) => io.ask(question),
        signal: io.signal,
        env: this.#env,
      });
    }
    const keep = this.#state.answers.editing?.settings.keep_logins;
    const login = await backend.login(resolved, withKeptLogins(io, { keep, env: this.#env }));
    if (io.signal?.aborted) return login.close();
    this.#backend = backend;
    this.#login = login;
    this.#loginOptions = resolved;
    this.send({ type: 'logged-in', work });
  }

  async #open(work: number, { plain }: WizardOptions, io: Io): Promise<void> {
    const before = this.#connection;
    this.#connection = null;
    await before?.close();
    const options = { ...this.#loginOptions, ...plain };
    const connection = await this.#login!.open(options, io);
    try {
      const report = await this.#backend!.testConnection(connection, options, io);
      if (io.signal?.aborted) {
        await connection.close();
        return;
      }
      if (report.ok) {
        this.#connection = connection;
        this.#options = options;
      } else await connection.close();
      this.send({ type: 'opened', work, report });
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  async #list({ list, kind, parent }: Effect & { readonly type: 'list' }): Promise<void> {
    const login = this.#login;
    try {
      const items = (await login?.list(kind, parent ?? undefined)) ?? [];
      if (login === this.#login) this.send({ type: 'listed', list, items });
    } catch (error) {
      if (!(error instanceof SmallexError)) throw error;
      if (login === this.#login) this.send({ type: 'not-listed', list, reason: messageOf(error) });
    }
  }

  #ask(work: number, question: Question, signal: AbortSignal): Promise<string> {
    if (signal.aborted) return Promise.reject(new CancelledError());
    return new Promise((resolve, reject) => {
      const answer = { resolve, reject };
      this.#answer = answer;
      this.send({ type: 'asked', work, question });
      question.signal?.addEventListener('abort', () => {
        if (this.#answer !== answer) return;
        this.#answer = null;
        reject(new CancelledError());
        this.send({ type: 'withdrawn', work });
      });
    });
  }

  #reply(value: string | null): void {
    const answer = this.#answer;
    this.#answer = null;
    if (value === null) answer?.reject(new CancelledError());
    else answer?.resolve(value);
  }

  async #closeAll(): Promise<void> {
    const [connection, login] = [this.#connection, this.#login];
    [this.#connection, this.#login, this.#options] = [null, null, null];
    await connection?.close();
    await login?.close();
  }

  async #end(effect: Effect & { readonly type: 'end' }): Promise<void> {
    const { outcome } = this.#state;
    if (effect.kind === 'left' || outcome?.kind !== 'saved') {
      await this.#closeAll();
      this.#settle.resolve({ kind: 'left' });
      return;
    }
    if (!effect.proved) await this.#closeAll();
    const { profile } = outcome;
    this.#settle.resolve({
      kind: 'saved',
      profile,
      login: this.#login,
      connection: this.#connection,
      options: this.#options,
    });
  }
}
