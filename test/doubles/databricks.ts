import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabricksLogins } from './databricks-logins.js';
import type { DatabricksError } from './databricks-operations.js';
import { DatabricksProtocol } from './databricks-protocol.js';
import type { DatabricksAnswer, DatabricksDoubleOptions } from './databricks-protocol.js';
import type { DatabricksCatalogs, DatabricksSession } from './databricks-session.js';
import { CLUSTER_PATH, RUNNING_WAREHOUSE, STOPPED_WAREHOUSE, WORKSPACE_HOST } from './databricks-warehouses.js';
import type { Warehouses } from './databricks-warehouses.js';
import { HttpDouble } from './http.js';
import type { DoubleRequest, Trouble, When } from './http.js';
import { browse } from './oauth.js';
import type { OauthServer } from './oauth.js';
import type { Matcher } from './script.js';
import { makeCertificate, startConnectProxy } from './tls.js';
import type { Certificate, ConnectProxy } from './tls.js';

/** Kinds of requests: Thrift's methods, and what REST and OAuth are asked for. */
export type DatabricksKind =
  | 'OpenSession'
  | 'CloseSession'
  | 'ExecuteStatement'
  | 'GetOperationStatus'
  | 'GetResultSetMetadata'
  | 'FetchResults'
  | 'CancelOperation'
  | 'CloseOperation'
  | 'warehouses'
  | 'warehouse'
  | 'warehouse-start'
  | 'warehouse-stop'
  | 'catalogs'
  | 'schemas'
  | 'tables'
  | 'table'
  | 'me'
  | 'oauth-metadata'
  | 'oauth-authorize'
  | 'oauth-token'
  | 'unknown';

const AZURE_HOST = 'adb-1234567890123456.7.azuredatabricks.net';
const ENTRA_HOST = 'login.microsoftonline.com';

/** Speaks a Databricks workspace's protocols to the real driver and knows no SQL: tests script what statements answer. */
export class DatabricksDouble {
  readonly host = 'localhost';
  readonly port: number;
  readonly path = `/sql/1.0/warehouses/${RUNNING_WAREHOUSE}`;
  readonly stoppedPath = `/sql/1.0/warehouses/${STOPPED_WAREHOUSE}`;
  readonly clusterPath = CLUSTER_PATH;
  /** A host name for which the driver allows OAuth; reached through `proxy`. */
  readonly oauthHost = WORKSPACE_HOST;
  readonly azureHost = AZURE_HOST;
  /** The certificate to trust, as PEM and as a file. */
  readonly ca: string;
  readonly caFile: string;
  readonly proxy: { readonly protocol: 'http'; readonly host: string; readonly port: number };
  readonly #http: HttpDouble;
  readonly #protocol: DatabricksProtocol;
  readonly #proxy: ConnectProxy;
  readonly #folder = mkdtempSync(join(tmpdir(), 'smallex-double-'));

  constructor(
    port: number,
    server: HttpDouble,
    protocol: DatabricksProtocol,
    proxy: ConnectProxy,
    { cert }: Certificate,
  ) {
    this.port = port;
    this.#http = server;
    this.#protocol = protocol;
    this.#proxy = proxy;
    this.proxy = { protocol: 'http', host: '127.0.0.1', port: proxy.port };
    this.ca = cert;
    this.caFile = join(this.#folder, 'ca.pem');
    writeFileSync(this.caFile, cert);
  }

  async stop(): Promise<void> {
    this.#protocol.sessions.end();
    this.#proxy.close();
    await this.#http.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get token(): string {
    return this.logins.token;
  }

  /** What it lets in; may be changed while it runs. */
  get logins(): DatabricksLogins {
    return this.#protocol.logins;
  }

  /** The person in the browser (`oauth.approve`) and the refresh tokens (`oauth.revoke()`). */
  get oauth(): OauthServer {
    return this.#protocol.tokens.oauth;
  }

  get warehouses(): Warehouses {
    return this.#protocol.warehouses;
  }

  /** catalog → schema → tables; may be changed while it runs. */
  get catalogs(): DatabricksCatalogs {
    return this.#protocol.catalogs;
  }

  get sessions(): readonly DatabricksSession[] {
    return this.#protocol.sessions.all;
  }

  /** Every request so far, with parsed bodies. */
  get requests(): readonly DoubleRequest[] {
    return this.#http.requests;
  }

  /** The `host:port` of every tunnel that the proxy was asked for. */
  get tunnels(): readonly string[] {
    return this.#proxy.tunnels;
  }

  /** The statements asked for so far, in order. */
  get statements(): readonly string[] {
    return this.#protocol.statements;
  }

  count(kind: DatabricksKind): number {
    return this.#http.count(kind);
  }

  /** What a statement answers; the answer told last wins. `times`: how often it holds. */
  answer(matches: Matcher, answer: DatabricksAnswer, times?: number): this {
    this.#protocol.script.add(matches, answer, times);
    return this;
  }

  /** The next requests of that kind go wrong; returns what ends it early. */
  misbehave(kind: DatabricksKind | '*', trouble: Trouble, when?: When): () => void {
    return this.#http.misbehave(kind, trouble, when);
  }

  /** The next Thrift calls of that method are refused in their status. */
  refuse(kind: DatabricksKind, error: Partial<DatabricksError> & { message: string }, when?: When): () => void {
    const answer = (request: DoubleRequest): ReturnType<DatabricksProtocol['refusal']> =>
      this.#protocol.refusal(request, error);
    return this.#http.misbehave(kind, { do: 'answer', answer }, when);
  }

  /** Sessions and statements are unknown from now on. */
  endSessions(): void {
    this.#protocol.sessions.end();
  }

  /** OAuth tokens issued so far are refused from now on. */
  expireTokens(): void {
    this.#protocol.tokens.expire();
  }

  /** Does what the person's browser does with the URL that a client opens, whatever host it names. */
  browse(url: string): Promise<void> {
    return browse(url, (target) => this.#locationOf(target));
  }

  #locationOf(url: string): Promise<string | null> {
    const { pathname, search } = new URL(url);
    const target = { host: this.host, port: this.port, path: pathname + search, ca: this.ca, agent: false };
    return new Promise((resolve, reject) => {
      https.get(target, (response) => resolve(response.resume().headers.location ?? null)).on('error', reject);
    });
  }
}

/** Made once for all doubles of a process. */
let certificate: Promise<Certificate> | undefined;

/** Starts a double, and an HTTP proxy that leads every host to it, on free ports of 127.0.0.1. */
export async function startDatabricksDouble(options: DatabricksDoubleOptions = {}): Promise<DatabricksDouble> {
  const tls = await (certificate ??= makeCertificate([WORKSPACE_HOST, AZURE_HOST, ENTRA_HOST]));
  const protocol = new DatabricksProtocol(options);
  const server = new HttpDouble({
    tls,
    read: (seen, bytes) => protocol.read(seen, bytes),
    answer: (request) => protocol.answer(request),
  });
  const port = await server.listen();
  return new DatabricksDouble(port, server, protocol, await startConnectProxy(port), tls);
}
