import { HttpDouble } from './http.js';
import type { DoubleRequest, Trouble, When } from './http.js';
import { browse } from './oauth.js';
import type { OauthServer } from './oauth.js';
import type { Matcher } from './script.js';
import type { SnowflakeLogins } from './snowflake-logins.js';
import { SnowflakeProtocol } from './snowflake-protocol.js';
import type { SnowflakeAnswer, SnowflakeDoubleOptions } from './snowflake-protocol.js';
import { readRequest } from './snowflake-routes.js';
import type { SnowflakeKind } from './snowflake-routes.js';
import type { SnowflakeSession } from './snowflake-session.js';
import { failure } from './snowflake-wire.js';
import type { SnowflakeError } from './snowflake-wire.js';

/** Speaks Snowflake's REST protocol to the real driver and knows no SQL: tests script what statements answer. */
export class SnowflakeDouble {
  readonly host = '127.0.0.1';
  readonly account = 'double';
  readonly url: string;
  readonly port: number;
  readonly #http: HttpDouble;
  readonly #protocol: SnowflakeProtocol;

  constructor(port: number, server: HttpDouble, protocol: SnowflakeProtocol) {
    this.port = port;
    this.url = `http://${this.host}:${port}`;
    this.#http = server;
    this.#protocol = protocol;
    protocol.url = this.url;
  }

  async stop(): Promise<void> {
    for (const statement of this.#protocol.statements) statement.abandon();
    await this.#http.close();
  }

  /** What it lets in; may be changed while it runs. */
  get logins(): SnowflakeLogins {
    return this.#protocol.logins;
  }

  /** The person in the browser (`oauth.approve`) and the refresh tokens (`oauth.revoke()`). */
  get oauth(): OauthServer {
    return this.#protocol.oauth;
  }

  get sessions(): readonly SnowflakeSession[] {
    return this.#protocol.sessions.open;
  }

  /** Every request so far, with parsed bodies. */
  get requests(): readonly DoubleRequest[] {
    return this.#http.requests;
  }

  /** The statements asked for so far, in order. */
  get statements(): readonly string[] {
    return this.#protocol.statements.map(({ sql }) => sql);
  }

  count(kind: SnowflakeKind): number {
    return this.#http.count(kind);
  }

  /** What a statement answers; the answer told last wins. `times`: how often it holds. */
  answer(matches: Matcher, answer: SnowflakeAnswer, times?: number): this {
    this.#protocol.script.add(matches, answer, times);
    return this;
  }

  /** The next requests of that kind go wrong; returns what ends it early. */
  misbehave(kind: SnowflakeKind | '*', trouble: Trouble, when?: When): () => void {
    return this.#http.misbehave(kind, trouble, when);
  }

  /** The next requests of that kind are refused in Snowflake's own form. */
  refuse(kind: SnowflakeKind, error: SnowflakeError, when?: When): () => void {
    return this.#http.misbehave(kind, { do: 'answer', answer: failure(error) }, when);
  }

  /** Session tokens expire (390112) and the driver renews them; with `master` it can't (390114). */
  expireSessions({ master = false } = {}): void {
    this.#protocol.sessions.expire({ master });
  }

  /** Sessions are gone (390111): only a new login helps. */
  endSessions(): void {
    this.#protocol.sessions.end();
  }

  /** Does what the person's browser does with the URL that the driver opens. */
  browse(url: string): Promise<void> {
    return browse(url);
  }
}

/** Starts a double on a free port of 127.0.0.1. */
export async function startSnowflakeDouble(options: SnowflakeDoubleOptions = {}): Promise<SnowflakeDouble> {
  const protocol = new SnowflakeProtocol(options);
  const server = new HttpDouble({ read: readRequest, answer: (request) => protocol.answer(request) });
  return new SnowflakeDouble(await server.listen(), server, protocol);
}
