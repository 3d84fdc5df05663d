import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import type { Certificate } from './tls.js';

/** One request as a test sees it; secrets stand in `headers` and `body` in the clear. */
export interface DoubleRequest {
  /** What it asks for, in one word of the double: `login`, `query`, `OpenSession`, … */
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: http.IncomingHttpHeaders;
  /** Parsed JSON, form fields, a decoded Thrift struct, or undefined. */
  readonly body: unknown;
  /** Milliseconds since the double started. */
  readonly at: number;
}

export interface HttpAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects are sent as JSON, text as text/html, bytes as they are. */
  readonly body?: unknown;
}

/** What goes wrong with a request. `delay` and `hold` answer well, but late; all others don't answer well. */
export type Trouble =
  | { readonly do: 'delay'; readonly ms: number }
  | { readonly do: 'hold'; readonly until: Promise<void> }
  | {
      readonly do: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    }
  /** The connection breaks before an answer. */
  | { readonly do: 'reset' }
  /** What was asked is done, but the connection breaks after a share (0 to 1) of the answer's bytes; 0: before its head. */
  | { readonly do: 'cut'; readonly at: number }
  /** The right answer, cut in the middle of its promised length. */
  | { readonly do: 'truncate' }
  /** Half of the right answer, sent as if it were whole. */
  | { readonly do: 'malformed' }
  /** A page of a proxy or a sign-in portal, with status 200. */
  | { readonly do: 'html' }
  /** No answer while the double runs. */
  | { readonly do: 'hang' }
  /** Another answer than the double would give, in the protocol's own form. */
  | { readonly do: 'answer'; readonly answer: HttpAnswer | ((request: DoubleRequest) => HttpAnswer) };

export interface When {
  /** How many requests it hits; Infinity: all. 1 unless told. */
  readonly times?: number;
  /** How many requests go well first. */
  readonly after?: number;
}

interface Plan {
  readonly kind: string;
  readonly trouble: Trouble;
  times: number;
  after: number;
}

export interface HttpDoubleOptions {
  readonly tls?: Certificate;
  /** Names a request and reads its body, before anything is answered. */
  readonly read: (
    request: Omit<DoubleRequest, 'kind' | 'body' | 'at'>,
    bytes: Buffer,
  ) => { kind: string; body: unknown };
  readonly answer: (request: DoubleRequest) => HttpAnswer | Promise<HttpAnswer>;
}

const PORTAL = '<!doctype html><html><head><title>Sign in to the network</title></head><body>Sign in</body></html>';

/** An HTTP server that counts what it is asked, and misbehaves when told. Listens on 127.0.0.1 only. */
export class HttpDouble {
  readonly requests: DoubleRequest[] = [];
  readonly #plans: Plan[] = [];
  readonly #server: http.Server;
  readonly #options: HttpDoubleOptions;
  readonly #started = performance.now();

  constructor(options: HttpDoubleOptions) {
    this.#options = options;
    const listener: http.RequestListener = (request, response) => void this.#serve(request, response);
    const settings = { keepAliveTimeout: 60_000 };
    this.#server = options.tls
      ? https.createServer({ ...settings, ...options.tls }, listener)
      : http.createServer(settings, listener);
    this.#server.on('tlsClientError', () => undefined); // a driver that does not trust the certificate
  }

  async listen(): Promise<number> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = once(this.#server.close(), 'close');
    this.#server.closeAllConnections();
    await closed;
  }

  count(kind: string): number {
    return this.requests.filter((request) => request.kind === kind).length;
  }

  /** The next requests of that kind (`*`: of any) go wrong. Returns what ends it early. */
  misbehave(kind: string, trouble: Trouble, { times = 1, after = 0 }: When = {}): () => void {
    const plan = { kind, trouble, times, after };
    this.#plans.push(plan);
    return () => void (plan.times = 0);
  }

  async #serve(incoming: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    try {
      const raw = await buffer(incoming);
      const bytes = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://double');
      const { headers, method = 'GET' } = incoming;
      const seen = { method, path: pathname, query: searchParams, headers };
      const request = { ...seen, ...this.#options.read(seen, bytes), at: performance.now() - this.#started };
      this.requests.push(request);
      await this.#act(this.#troubleOf(request.kind), request, response);
    } catch (error) {
      // A double that is wrong must be seen by the test, not turn into a driver's retry.
      if (!response.headersSent && !response.destroyed)
        send(response, { status: 400, body: { message: String(error) } });
    }
  }

  #troubleOf(kind: string): Trouble | undefined {
    for (const plan of this.#plans) {
      if (plan.times <= 0 || (plan.kind !== kind && plan.kind !== '*')) continue;
      if (plan.after > 0) {
        plan.after -= 1;
        continue;
      }
      plan.times -= 1;
      return plan.trouble;
    }
    return undefined;
  }

  async #act(trouble: Trouble | undefined, request: DoubleRequest, response: http.ServerResponse): Promise<void> {
    if (trouble?.do === 'hang') return;
    if (trouble?.do === 'reset') {
      breakOff(response);
      return;
    }
    if (trouble?.do === 'delay') await new Promise((resolve) => setTimeout(resolve, trouble.ms));
    if (trouble?.do === 'hold') await trouble.until;
    const answer = insteadOf(trouble, request) ?? (await this.#options.answer(request));
    if (trouble?.do === 'cut') sendShare(response, answer, trouble.at);
    else if (trouble?.do === 'truncate') sendHalf(response, answer, { honest: false });
    else if (trouble?.do === 'malformed') sendHalf(response, answer, { honest: true });
    else send(response, answer);
  }
}

/** The answers that come without asking the protocol. */
function insteadOf(trouble: Trouble | undefined, request: DoubleRequest): HttpAnswer | undefined {
  if (trouble?.do === 'html') return { body: PORTAL };
  if (trouble?.do === 'answer') return typeof trouble.answer === 'function' ? trouble.answer(request) : trouble.answer;
  if (trouble?.do !== 'status') return undefined;
  return { status: trouble.status, headers: trouble.headers ?? {}, body: trouble.body ?? {} };
}

function send(response: http.ServerResponse, answer: HttpAnswer): void {
  const { bytes, type } = encode(answer.body);
  const headers = { 'content-type': type, 'content-length': String(bytes.length), ...answer.headers };
  response.writeHead(answer.status ?? 200, headers).end(bytes);
}

/** Only plain sockets can send a reset; a TLS one just ends, which a driver sees as a reset too. */
function breakOff({ socket }: http.ServerResponse): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

function sendShare(response: http.ServerResponse, answer: HttpAnswer, share: number): void {
  if (share === 0) {
    breakOff(response);
    return;
  }
  const { bytes, type } = encode(answer.body);
  const headers = { 'content-type': type, ...answer.headers, 'content-length': String(bytes.length) };
  response.writeHead(answer.status ?? 200, headers);
  response.write(bytes.subarray(0, Math.floor((bytes.length - 1) * share) || 1), () => response.socket?.destroy());
}

function sendHalf(response: http.ServerResponse, answer: HttpAnswer, { honest }: { honest: boolean }): void {
  const { bytes, type } = encode(answer.body);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  const promised = honest ? half.length : bytes.length;
  response.writeHead(answer.status ?? 200, {
    'content-type': type,
    ...answer.headers,
    'content-length': String(promised),
  });
  if (honest) response.end(half);
  else response.write(half, () => response.socket?.destroy());
}

function encode(body: unknown): { bytes: Buffer; type: string } {
  if (Buffer.isBuffer(body)) return { bytes: body, type: 'application/octet-stream' };
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/html; charset=utf-8' };
  return { bytes: Buffer.from(body === undefined ? '' : JSON.stringify(body)), type: 'application/json' };
}
