import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { WebAgent } from './agent.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

// REST answers come in well under a second; a minute covers a workspace that is being woken.
const TIMEOUT_MS = 60_000;
// A listing of 1,000 warehouses is about 1 MB.
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * One request, never retried, never redirected; `agent` serves https alone (plain http is for servers on this machine).
 * @throws the system's error, or the signal's AbortError
 */
export function send(agent: WebAgent, request: HttpRequest): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      const timedOut = limit.aborted && !request.signal?.aborted;
      const reason = timedOut ? Object.assign(new Error('No answer in time.'), { code: 'ETIMEDOUT' }) : error;
      reject(reason);
    };
    const headers = {
      accept: 'application/json',
      'user-agent': 'smallex',
      ...(request.body !== undefined && { 'content-length': String(Buffer.byteLength(request.body)) }),
      ...request.headers,
    };
    const isPlain = request.url.protocol === 'http:';
    const start = isPlain ? httpRequest : httpsRequest;
    const options = { method: request.method, headers, signal, ...(!isPlain && { agent }) };
    const outgoing = start(request.url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('error', fail).on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MOST_BYTES) response.destroy(new Error('The answer is larger than 64 MiB.'));
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.on('error', fail).end(request.body);
  });
}

/** The body as a JSON object; undefined when it is none. */
export function jsonOf({ body }: HttpAnswer): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
