import type { Connection, ConnectionContext, ConnectionOptions, EngineName } from '../backends/base.js';
import type { Classification } from '../sql/index.js';
import { ConnectionError, messageOf } from '../support/errors.js';
import { placeOf, placeText } from './place.js';
import { FRESH_STATE, heldText, noteStatement, type SessionState } from './session-state.js';

/** What is known of a session, also while it is closed: where it was, what was set in it, what lives in it. */
export class SessionMemory {
  readonly #engine: EngineName;
  #context: ConnectionContext;
  #state: SessionState = FRESH_STATE;
  #inTransaction = false;

  /** @param context of before anything was sent */
  constructor(engine: EngineName, context: ConnectionContext) {
    this.#engine = engine;
    this.#context = context;
  }

  /** @param connection undefined while there is none */
  context(connection: Connection | undefined): ConnectionContext {
    const context = connection?.context() ?? this.#context;
    return context.inTransaction === undefined ? { ...context, inTransaction: this.#inTransaction } : context;
  }

  /** Takes note of a statement that the engine has run. */
  note(sql: string, meaning: Classification): void {
    this.#state = noteStatement(this.#state, sql, meaning, this.#engine);
    if (meaning.transaction !== undefined) this.#inTransaction = meaning.transaction === 'begin';
  }

  /** The connection is over: the place where it was is kept, its transaction is not. */
  keepPlaceOf(connection: Connection | undefined): void {
    if (connection) this.#context = { ...this.context(connection), inTransaction: false };
    this.#inTransaction = false;
  }

  /** What would be lost with the session, as a person would say it; '' for nothing. */
  held(connection: Connection | undefined): string {
    return heldText(this.#state.held, this.context(connection).inTransaction === true);
  }

  /** What lived in the session is gone. */
  forgetHeld(): void {
    this.#state = { ...this.#state, held: [] };
  }

  /** Options that lead back to where the session was. */
  get place(): ConnectionOptions {
    return placeOf(this.#engine, this.#context);
  }

  /** Sends the settings again; what the engine refuses now is forgotten, and a sentence on each is returned. */
  async putBack(connection: Connection): Promise<string[]> {
    const refused: string[] = [];
    for (const setting of this.#state.settings) {
      try {
        await (await connection.execute(setting.sql)).close();
      } catch (thrown) {
        if (thrown instanceof ConnectionError) throw thrown;
        this.#state = { ...this.#state, settings: this.#state.settings.filter((one) => one !== setting) };
        refused.push(`Not put back: ${setting.key.toLowerCase()}. ${messageOf(thrown)}`);
      }
    }
    return refused;
  }

  /** ` in SALES.PUBLIC, with 2 settings`: what was put back, for the end of a sentence. */
  whereText(connection: Connection): string {
    const place = placeText(this.context(connection));
    const count = this.#state.settings.length;
    const settings = count === 0 ? '' : `, with ${count} setting${count === 1 ? '' : 's'}`;
    return `${place === '' ? '' : ` ${place}`}${settings}`;
  }
}
