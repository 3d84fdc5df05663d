import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AuthError, CancelledError, ConfigError, TimeoutError } from '../../support/errors.js';
import type { Io } from '../base.js';
import { pastedAddress } from './pasted-address.js';
import { requestToken, type FetchedToken, type OAuthClient, type OAuthServer } from './token-request.js';

export interface BrowserLogin {
  readonly server: OAuthServer;
  readonly client: OAuthClient;
  readonly scope: string | undefined;
  /** Where the browser is sent back to, as the OAuth app knows it; its port is the one that listens. */
  readonly redirect: (port: number) => string;
  /** Tried in this order; 0: any free one. */
  readonly ports: readonly number[];
  readonly limitMs: number;
}

/**
 * OAuth authorization code with PKCE (RFC 7636): tells the face which page to open, waits on this machine for the
 * browser to come back, or for the person to paste the address that it ended on, and exchanges the code.
 * @throws AuthError when the login is refused, TimeoutError, CancelledError, ConfigError when no port is free.
 */
export async function loginInBrowser(login: BrowserLogin, io: Io): Promise<FetchedToken> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const { listener, port } = await listen(login.ports);
  const redirect = login.redirect(port);
  const ended = new AbortController();
  try {
    const url = new URL(login.server.authorizeUrl);
    const query = {
      client_id: login.client.id,
      response_type: 'code',
      redirect_uri: redirect,
      ...(login.scope !== undefined && { scope: login.scope }),
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    io.onEvent({ type: 'open-url', url: url.href, port });
    io.onEvent({ type: 'waiting', for: 'browser' });
    const brought = codeFrom(listener, state, login.limitMs, io.signal);
    const pasted = pastedAddress(io, `${redirect}/?code=`, (found) => pastedAnswer(found, state), ended.signal);
    const answer = await Promise.race([brought, pasted]);
    if (answer.kind === 'refused') throw refused(answer);
    const grant = {
      grant_type: 'authorization_code',
      code: answer.code,
      redirect_uri: redirect,
      code_verifier: verifier,
    };
    return await requestToken(login.server, grant, login.client, io.signal);
  } finally {
    ended.abort();
    listener.close();
    listener.closeAllConnections();
  }
}

async function listen(ports: readonly number[]): Promise<{ listener: Server; port: number }> {
  for (const port of ports) {
    const listener = createServer();
    if (await isListening(listener, port)) return { listener, port: (listener.address() as AddressInfo).port };
  }
  const which = ports.length > 1 ? `The ports ${ports[0]}–${ports.at(-1)} are` : `The port ${ports[0]} is`;
  throw new ConfigError(`${which} in use on this machine, so the browser can't bring the login back.`, {
    hint: 'Close the other login, or set oauth_redirect_port to a free port that the OAuth app allows.',
  });
}

function isListening(listener: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    listener.once('error', () => resolve(false));
    listener.listen(port, '127.0.0.1', () => resolve(true));
  });
}

type Answer =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly code: string | undefined }
  | { readonly kind: 'foreign' };
type Ours = Exclude<Answer, { readonly kind: 'foreign' }>;

function codeFrom(listener: Server, state: string, limitMs: number, signal: AbortSignal | undefined): Promise<Ours> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      done(() => reject(new TimeoutError(`Nobody logged in within ${Math.round(limitMs / 1000)} seconds.`, LIMIT)));
    }, limitMs);
    const onAbort = () => done(() => reject(new CancelledError('The login was cancelled.')));
    const done = (settle: () => void) => {
      clearTimeout(limit);
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    listener.once('close', () => done(() => undefined));
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    listener.on('request', ({ url = '/' }, response) => {
      const answer = answerIn(new URL(url, 'http://localhost').searchParams, state);
      reply(response, answer);
      if (answer.kind !== 'foreign') done(() => resolve(answer));
    });
  });
}

const LIMIT = { hint: 'Try again; login_timeout allows more time.' };

/** What the browser brought; a request without our state is somebody else's (or /favicon.ico). */
function answerIn(query: URLSearchParams, state: string): Answer {
  if (query.get('state') !== state) return { kind: 'foreign' };
  const code = query.get('code');
  if (code !== null && code !== '') return { kind: 'code', code };
  const error = query.get('error') ?? undefined;
  return { kind: 'refused', code: error, reason: query.get('error_description') ?? error ?? 'no reason was given.' };
}

function pastedAnswer(query: URLSearchParams, state: string): Ours | null {
  const answer = answerIn(query, state);
  return answer.kind === 'foreign' ? null : answer;
}

function refused({ reason, code }: Extract<Ours, { readonly kind: 'refused' }>): AuthError {
  const hint = 'Try again, and allow it in the browser.';
  return new AuthError(`The login was refused in the browser: ${reason}`, { hint, engineCode: code });
}

function reply(response: ServerResponse, answer: Answer): void {
  const text = {
    code: 'You are logged in. You can close this window and go back to the terminal.',
    refused: 'The login was refused. Go back to the terminal to see why.',
    foreign: 'This page belongs to a login that is under way in a terminal.',
  }[answer.kind];
  response.writeHead(answer.kind === 'foreign' ? 404 : 200, {
    'content-type': 'text/html; charset=utf-8',
    connection: 'close',
  });
  response.end(`<!doctype html><meta charset="utf-8"><title>smallex</title><p>${text}</p>`);
}
