import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
import { makeCertificate, startConnectProxy } from './tls.js';
import type { ConnectProxy } from './tls.js';
import type { SnowflakeError } from './snowflake-wire.js';

/** Speaks Snowflake's REST protocol to the real driver and knows no SQL: tests script what statements answer. */
export class SnowflakeDouble {
  readonly host = '127.0.0.1';
  readonly account = 'double';
  readonly url: string;
  readonly port: number;
  /** With `tls`: a name to reach it by on port 443, through `tls.proxy`; single sign-on insists on both. */
  readonly ssoHost = 'snowflake.test';
  /** The way to it where it speaks TLS, and the file with the certificate to trust (NODE_EXTRA_CA_CERTS). */
  readonly tls: SnowflakeTls | undefined;
  readonly #http: HttpDouble;
  readonly #protocol: SnowflakeProtocol;

  constructor(port: number, server: HttpDouble, protocol: SnowflakeProtocol, tls?: SnowflakeTls) {
    this.port = port;
    this.tls = tls;
    this.url = `${tls ? 'https' : 'http'}://${this.host}:${port}`;
    this.#http = server;
    this.#protocol = protocol;
    protocol.url = this.url;
  }

  async stop(): Promise<void> {
    for (const statement of this.#protocol.statements) statement.abandon();
    this.tls?.proxy.close();
    await this.#http.close();
    if (this.tls) rmSync(dirname(this.tls.caFile), { recursive: true, force: true });
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
    return browse(url, (target) => this.end(target));
  }

  /** The address that the person's browser ends on, for those who paste it. */
  async end(url: string): Promise<string> {
    const { pathname, search } = new URL(url);
    const target = {
      host: this.host,
      port: this.port,
      path: pathname + search,
      agent: false,
      rejectUnauthorized: false,
    };
    const request = this.tls ? https.get(target) : http.get(target);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    return response.headers.location ?? '';
  }
}

interface SnowflakeTls {
  readonly proxy: ConnectProxy;
  readonly caFile: string;
}

/** Starts a double on a free port of 127.0.0.1. With `tls` it speaks https, and has a proxy that leads every host to it. */
export async function startSnowflakeDouble(
  options: SnowflakeDoubleOptions & { readonly tls?: boolean } = {},
): Promise<SnowflakeDouble> {
  const protocol = new SnowflakeProtocol(options);
  const names = ['snowflake.test', 'double.snowflakecomputing.com', 'double.okta.com'];
  const certificate = options.tls === true ? await makeCertificate(names) : undefined;
  const server = new HttpDouble({
    read: readRequest,
    answer: (request) => protocol.answer(request),
    ...(certificate && { tls: certificate }),
  });
  const port = await server.listen();
  if (!certificate) return new SnowflakeDouble(port, server, protocol);
  const caFile = join(mkdtempSync(join(tmpdir(), 'smallex-double-')), 'ca.pem');
  writeFileSync(caFile, certificate.cert);
  return new SnowflakeDouble(port, server, protocol, { proxy: await startConnectProxy(port), caFile });
}
