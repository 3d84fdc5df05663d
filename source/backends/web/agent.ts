import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest, type AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import {
  connect as connectTls,
  createSecureContext,
  rootCertificates,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { Proxy } from './proxy.js';

export interface NetworkOptions {
  /** PEM text to trust besides the usual roots. */
  readonly ca?: string | undefined;
  /** Certificates of NODE_EXTRA_CA_CERTS: Node forgets them as soon as `ca` is set. */
  readonly extraCa?: string | undefined;
  /** The proxy on the way to a host; undefined: straight there. */
  readonly proxyFor: (host: string, port: number) => Proxy | undefined;
  readonly connectTimeoutMs: number;
}

const CUT_OFF = { code: 'ECONNRESET' };

type ConnectCallback = (error: Error | null, socket?: Duplex) => void;
interface Target {
  readonly host: string;
  readonly port: number;
}
/** Node gives the port as a number, node-fetch as text. */
interface RequestTarget {
  readonly host: string;
  readonly port: number | string;
}

/**
 * TLS connections to an engine, through a proxy's CONNECT where one is set. Written by hand because the driver's own
 * proxy agent drops `customCaCert` (DEPTH_ZERO_SELF_SIGNED_CERT); REST, OAuth and the driver all use this one.
 */
export class WebAgent extends Agent {
  readonly #network: NetworkOptions;
  readonly #context: SecureContext;
  #ready: { readonly target: Target; readonly socket: TLSSocket } | undefined;

  constructor(network: NetworkOptions) {
    const trusted = [network.ca, network.extraCa].filter((pem) => pem !== undefined);
    super({ keepAlive: true, keepAliveMsecs: 10_000 });
    this.#network = network;
    // Made once: reading the 145 usual roots takes 200 ms, which each connection would spend again.
    this.#context = createSecureContext({
      minVersion: 'TLSv1.2',
      ...(network.ca !== undefined && { ca: [...rootCertificates, ...trusted] }),
    });
  }

  /** Opens the connection that the first request will use. @throws the system's or TLS's error */
  async prepare(target: Target, signal?: AbortSignal): Promise<string> {
    const socket = await this.#open(target, {}, signal);
    this.#ready = { target, socket };
    socket.once('close', () => (this.#ready = undefined));
    socket.unref();
    return socket.getProtocol() ?? 'TLS';
  }

  override createConnection(
    options: RequestTarget & Omit<AgentOptions, 'host' | 'port'>,
    callback: ConnectCallback,
  ): undefined {
    const target = { host: options.host, port: Number(options.port) };
    const ready = this.#ready;
    if (ready && ready.target.host === target.host && ready.target.port === target.port) {
      this.#ready = undefined;
      callback(null, ready.socket.ref());
      return;
    }
    this.#open(target, options as AgentOptions).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error as Error),
    );
  }

  /**
   * Called by Node with every request. An answer that is cut off becomes an error of its request: node-fetch 2, which the
   * driver uses, would wait for the rest until its socket timeout (15 minutes).
   */
  addRequest(request: ClientRequest, options: object): void {
    request.once('response', (response: IncomingMessage) => {
      response.once('close', () => {
        if (!response.complete) request.emit('error', Object.assign(new Error('The answer was cut off.'), CUT_OFF));
      });
    });
    (Agent.prototype as unknown as { addRequest: WebAgent['addRequest'] }).addRequest.call(this, request, options);
  }

  override destroy(): void {
    this.#ready?.socket.destroy();
    super.destroy();
  }

  async #open(target: Target, tls: AgentOptions, signal?: AbortSignal): Promise<TLSSocket> {
    const limit = AbortSignal.timeout(this.#network.connectTimeoutMs);
    const stop = signal ? AbortSignal.any([signal, limit]) : limit;
    const proxy = this.#network.proxyFor(target.host, target.port);
    const tunnel = proxy ? await openTunnel(proxy, target, stop) : undefined;
    return await new Promise((resolve, reject) => {
      const servername = /^[\d.]+$|:/.test(target.host) ? '' : target.host;
      const { host, port } = target;
      const secureContext = this.#context;
      const socket = connectTls({
        ...tls,
        secureContext,
        servername,
        ...(tunnel ? { socket: tunnel } : { host, port }),
      });
      const onAbort = () => socket.destroy(timeoutError(target));
      stop.addEventListener('abort', onAbort, { once: true });
      socket.once('error', reject).once('secureConnect', () => {
        stop.removeEventListener('abort', onAbort);
        socket.off('error', reject);
        resolve(socket);
      });
    });
  }
}

function openTunnel(proxy: Proxy, target: Target, signal: AbortSignal): Promise<Duplex> {
  const authority = `${target.host}:${target.port}`;
  const send = proxy.protocol === 'https' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send({
      method: 'CONNECT',
      host: proxy.host,
      port: proxy.port,
      path: authority,
      signal,
      headers: { host: authority, ...proxyAuthorization(proxy) },
    });
    request.once('error', reject);
    request.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(Object.assign(new Error(`The proxy answered ${statusCode}.`), { code: 'PROXY_REFUSED', statusCode }));
    });
    request.end();
  });
}

function proxyAuthorization({ auth }: Proxy): Record<string, string> {
  if (!auth) return {};
  const credentials = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
  return { 'proxy-authorization': `Basic ${credentials}` };
}

function timeoutError({ host, port }: Target): Error {
  return Object.assign(new Error(`No connection to ${host}:${port}.`), { code: 'ETIMEDOUT' });
}
