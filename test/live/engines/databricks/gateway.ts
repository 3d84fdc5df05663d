import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { DatabricksTokens, defaultLogins, oauthMetadata } from '../../../doubles/databricks-logins.js';
import { answerWarehouses, restFailure, restKind } from '../../../doubles/databricks-rest.js';
import type { HttpAnswer } from '../../../doubles/http.js';
import { methodOf } from '../../../doubles/thrift.js';
import { makeCertificate, startConnectProxy, type Certificate } from '../../../doubles/tls.js';
import { translate } from './dialect.js';
import type { Send } from './dialect.js';
import { SparkThrift } from './spark-thrift.js';
import { answerTable, answerUnityCatalog } from './unity-catalog.js';
import type { RunSql } from './unity-catalog.js';
import { CLUSTER_PATH, Warehouses, WORKSPACE_HOST } from '../../../doubles/databricks-warehouses.js';

export interface GatewayOptions {
  readonly sparkPort: number;
  /** A free one, and a fresh certificate, unless given: those of a gateway that was closed, to start it again. */
  readonly port?: number;
  readonly certificate?: Certificate;
  readonly tokenLifeSeconds?: number;
  readonly warehouseStartMs?: number;
}

export interface Gateway {
  readonly port: number;
  readonly proxyPort: number;
  readonly certificate: string;
  /** A token for the engine's own statements: those are not counted. */
  readonly ownToken: string;
  /** How Unity Catalog's listings are read; set once the warm-up has opened a session. */
  useSql(run: RunSql): void;
  /** Requests that people have sent, by kind, as `countsOf` gives them. */
  readonly counts: Readonly<Record<string, number>>;
  /**
   * Lets the calls of a Thrift method wait, but for the next `after` of them: the server is at that stage until the
   * test ends it. Returns what lets them go on.
   */
  hold(method: string, after?: number): () => void;
  close(): void;
}

const OWN_USER = 'gateway';
/** Spark cuts a user's name at an `@`. */
const PERSON = 'smallex';
const METADATA = /^GET (\/oidc)?\/\.well-known\/(oauth-authorization-server|openid-configuration)$/;
const THRIFT = /^POST \/sql\/1\.0\/warehouses\/(\w+)$/;
const UNITY_CATALOG = /^GET \/api\/2\.1\/unity-catalog\/(catalogs|schemas|tables)(?:\/(.+))?$/;

/**
 * Makes a Spark Thrift Server look like a Databricks workspace: TLS, bearer tokens, OAuth for service principals, and
 * the REST APIs of SQL warehouses and Unity Catalog. Everything listens on 127.0.0.1 only.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const certificate = options.certificate ?? (await makeCertificate([WORKSPACE_HOST]));
  const { cert, key } = certificate;
  const workspace = new Workspace(options);
  const server = https.createServer({ cert, key, keepAliveTimeout: 60_000 }, (request, response) => {
    void workspace
      .answer(request)
      .catch((error: unknown) =>
        restFailure(502, 'BAD_GATEWAY', error instanceof Error ? error.message : String(error)),
      )
      .then(({ status = 200, headers, body }) => {
        const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
        const type = Buffer.isBuffer(body) ? 'application/x-thrift' : 'application/json';
        response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...headers }).end(bytes);
      });
  });
  await once(server.listen(options.port ?? 0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy = await startConnectProxy(port);
  return {
    port,
    proxyPort: proxy.port,
    certificate: cert,
    ownToken: workspace.ownToken,
    useSql: (run) => (workspace.runSql = run),
    counts: workspace.counts,
    hold: (method, after = 0) => workspace.hold(method, after),
    close() {
      workspace.close();
      proxy.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

class Workspace {
  runSql: RunSql = () => Promise.reject(new Error('The engine is still warming up.'));
  readonly ownToken: string;
  readonly #spark: SparkThrift;
  readonly #warehouses: Warehouses;
  readonly #tokens: DatabricksTokens;
  readonly #senders = new Map<string, Send>();
  readonly counts: Record<string, number> = {};
  readonly #holds = new Map<string, { after: number; readonly released: Promise<void> }>();

  constructor({ sparkPort, tokenLifeSeconds = 3600, warehouseStartMs = 1500 }: GatewayOptions) {
    this.#spark = new SparkThrift(sparkPort);
    this.#warehouses = new Warehouses(warehouseStartMs);
    this.#tokens = new DatabricksTokens({ ...defaultLogins(), user: PERSON, lifeSeconds: tokenLifeSeconds });
    this.ownToken = this.#tokens.grant(OWN_USER);
  }

  close(): void {
    this.#spark.close();
  }

  hold(method: string, after: number): () => void {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    this.#holds.set(method, { after, released });
    return () => {
      this.#holds.delete(method);
      release();
    };
  }

  async #passed(method: string): Promise<void> {
    const hold = this.#holds.get(method);
    if (hold && --hold.after < 0) await hold.released;
  }

  async answer(request: IncomingMessage): Promise<HttpAnswer> {
    const body = await buffer(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://gateway');
    const route = `${request.method ?? ''} ${pathname}`;
    if (route === 'GET /test/counts') return { body: this.counts };
    if (METADATA.test(route)) return { body: oauthMetadata(`https://${request.headers.host ?? ''}/oidc`) };
    if (route === 'GET /oidc/v1/authorize') return this.#tokens.oauth.authorize(searchParams);
    if (route === 'POST /oidc/v1/token') {
      this.#count('token');
      return this.#tokens.oauth.token(request.headers.authorization, new URLSearchParams(body.toString()));
    }
    const who = this.#tokens.userOf(request.headers.authorization);
    if ('status' in who) {
      this.#count('refused');
      return restFailure(who.status, who.status, who.message);
    }
    return this.#answerUser(who.user, route, searchParams, body);
  }

  async #answerUser(user: string, route: string, query: URLSearchParams, body: Buffer): Promise<HttpAnswer> {
    const [, listed, fullName] = UNITY_CATALOG.exec(route) ?? [];
    if (listed !== undefined) {
      this.#count(fullName === undefined ? listed : 'table');
      if (fullName !== undefined) return answerTable(fullName, this.runSql);
      return answerUnityCatalog(listed, query, this.runSql);
    }
    if (route === `POST ${CLUSTER_PATH}`) return this.#callSpark(user, body);
    const id = THRIFT.exec(route)?.[1];
    if (id !== undefined) return this.#callWarehouse(id, user, body);
    const kind = restKind(route);
    if (!kind?.startsWith('warehouse')) return restFailure(404, 'ENDPOINT_NOT_FOUND', `No API found for '${route}'`);
    this.#count(kind);
    return answerWarehouses(kind, route, this.#warehouses);
  }

  /** Like Databricks, a query to a stopped warehouse starts it and is refused until it runs. */
  async #callWarehouse(id: string, user: string, body: Buffer): Promise<HttpAnswer> {
    if (!this.#warehouses.has(id)) {
      return restFailure(404, 'RESOURCE_DOES_NOT_EXIST', `SQL warehouse ${id} does not exist`);
    }
    this.#warehouses.start(id);
    if (this.#warehouses.isRunning(id)) return this.#callSpark(user, body);
    return restFailure(503, 'TEMPORARILY_UNAVAILABLE', `SQL warehouse ${id} is starting`, { 'retry-after': '1' });
  }

  async #callSpark(user: string, message: Buffer): Promise<HttpAnswer> {
    if (user !== OWN_USER) {
      const method = methodOf(message);
      this.#count(method);
      await this.#passed(method);
    }
    const known = this.#senders.get(user);
    const send = known ?? translate((translated) => this.#spark.call(user, translated));
    if (!known) this.#senders.set(user, send);
    return { body: await send(message) };
  }

  #count(kind: string): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
  }
}
