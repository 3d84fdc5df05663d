import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { AuthError, CancelledError, ConfigError, TimeoutError } from '../../support/errors.js';
import type { Io } from '../base.js';
import type { FetchedToken } from './external-command.js';
import { requestToken, type OAuthServer } from './oauth.js';

export interface BrowserLogin {
  readonly server: OAuthServer;
  readonly clientId: string;
  readonly scope: string;
  /** A fixed port; undefined: the first free one from 8030 on. */
  readonly port: number | undefined;
  readonly limitMs: number;
}

// The built-in OAuth apps are registered for http://localhost:8030, where the driver itself listens.
const FIRST_PORT = 8030;
const PORTS = 10;

/**
 * OAuth authorization code with PKCE (RFC 7636): tells the face which page to open, waits on this machine for the
 * browser to come back, and exchanges the code.
 * @throws AuthError when the login is refused, TimeoutError, CancelledError, ConfigError when no port is free.
 */
export async function loginInBrowser(login: BrowserLogin, io: Io): Promise<FetchedToken> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const { listener, port } = await listen(login.port);
  const redirect = `http://localhost:${port}`;
  try {
    const url = new URL(login.server.authorizeUrl);
    const query = {
      client_id: login.clientId,
      response_type: 'code',
      redirect_uri: redirect,
      scope: login.scope,
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    io.onEvent({ type: 'open-url', url: url.href, port });
    io.onEvent({ type: 'waiting', for: 'browser' });
    const code = await codeFrom(listener, state, login.limitMs, io.signal);
    const grant = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      code_verifier: verifier,
      client_id: login.clientId,
    };
    return await requestToken(login.server, grant, undefined, io.signal);
  } finally {
    listener.close();
    listener.closeAllConnections();
  }
}

async function listen(fixed: number | undefined): Promise<{ listener: Server; port: number }> {
  const ports = fixed === undefined ? Array.from({ length: PORTS }, (_, index) => FIRST_PORT + index) : [fixed];
  for (const port of ports) {
    const listener = createServer();
    if (await isListening(listener, port)) return { listener, port };
  }
  const which = fixed === undefined ? `The ports ${FIRST_PORT}–${FIRST_PORT + PORTS - 1} are` : `The port ${fixed} is`;
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

function codeFrom(listener: Server, state: string, limitMs: number, signal: AbortSignal | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      done(() => reject(new TimeoutError(`Nobody logged in within ${Math.round(limitMs / 1000)} seconds.`)));
    }, limitMs);
    const onAbort = () => done(() => reject(new CancelledError('The login was cancelled.')));
    const done = (settle: () => void) => {
      clearTimeout(limit);
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    listener.on('request', ({ url = '/' }, response) => {
      const { searchParams } = new URL(url, 'http://localhost');
      const answer = answerIn(searchParams, state);
      reply(response, answer);
      if (answer.kind === 'code') done(() => resolve(answer.code));
      if (answer.kind === 'refused') done(() => reject(new AuthError(`The login was refused: ${answer.reason}`)));
    });
  });
}

type Answer =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'foreign' };

/** What the browser brought; a request without our state is somebody else's (or /favicon.ico). */
function answerIn(query: URLSearchParams, state: string): Answer {
  if (query.get('state') !== state) return { kind: 'foreign' };
  const code = query.get('code');
  if (code !== null && code !== '') return { kind: 'code', code };
  return { kind: 'refused', reason: query.get('error_description') ?? query.get('error') ?? 'no reason was given.' };
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
