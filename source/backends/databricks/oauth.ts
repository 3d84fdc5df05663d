import { AuthError, ConnectionError } from '../../support/errors.js';
import { toSmallexError } from './errors.js';
import type { FetchedToken } from './external-command.js';
import { jsonOf, send } from './http.js';
import type { WorkspaceAgent } from './network.js';

/** Where an OAuth login happens: at the workspace itself, or at Entra for Azure. */
export interface OAuthServer {
  readonly agent: WorkspaceAgent;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
}

export type Grant = Readonly<Record<string, string>>;

export interface ClientSecret {
  readonly id: string;
  readonly secret: string;
  /** The option that holds the secret. */
  readonly field: string;
}

/**
 * One request to the token endpoint, never repeated: a client may be locked after wrong secrets.
 * @throws AuthError with the server's own words when it refuses, ConnectionError when it can't be reached.
 */
export async function requestToken(
  server: OAuthServer,
  grant: Grant,
  client: ClientSecret | undefined,
  signal?: AbortSignal,
): Promise<FetchedToken> {
  const url = new URL(server.tokenUrl);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    ...(client && { authorization: basic(client) }),
  };
  const body = new URLSearchParams(grant).toString();
  const answer = await send(server.agent, { method: 'POST', url, headers, body, signal }).catch((thrown: unknown) => {
    throw toSmallexError(thrown, { host: url.hostname, stage: 'login' });
  });
  const json = jsonOf(answer);
  const token = json?.['access_token'];
  if (answer.status === 200 && typeof token === 'string') return tokenOf(token, json ?? {});
  if (!json) {
    throw new ConnectionError(`${url.hostname} doesn't answer like a login server (HTTP status ${answer.status}).`, {
      stage: 'login',
      field: 'server_hostname',
    });
  }
  throw refusal(url.hostname, json, client?.field);
}

function tokenOf(accessToken: string, json: Readonly<Record<string, unknown>>): FetchedToken {
  const { expires_in: seconds, refresh_token: refreshToken } = json;
  // Entra's older endpoints send the number as text.
  const life = Number(seconds);
  return {
    accessToken,
    ...(Number.isFinite(life) && life > 0 && { expiresAt: Date.now() + life * 1000 }),
    ...(typeof refreshToken === 'string' && { refreshToken }),
  };
}

/** RFC 6749 §5.2: `error` is a fixed word, `error_description` a sentence for people. */
function refusal(host: string, json: Readonly<Record<string, unknown>>, field: string | undefined): AuthError {
  const code = textIn(json, 'error') ?? textIn(json, 'error_code') ?? 'unknown';
  const said = (textIn(json, 'error_description') ?? textIn(json, 'message') ?? code).split(/\r?\n/)[0]!.slice(0, 400);
  return new AuthError(`${host} refused the login: ${said}`, { field, engineCode: code, hint: HINTS[code] });
}

const HINTS: Readonly<Record<string, string>> = {
  invalid_client: 'The client ID or its secret is wrong, expired, or of another workspace or tenant.',
  invalid_grant: 'The login has expired or was withdrawn: log in again.',
  invalid_scope: 'Set oauth_scopes to scopes that the OAuth app may ask for.',
  unauthorized_client: 'The client may not log in this way: ask an administrator.',
  access_denied: 'The login was refused in the browser.',
};

/** RFC 6749 §2.3.1: both parts are form-encoded before they are joined. */
function basic({ id, secret }: ClientSecret): string {
  const encoded = [id, secret].map((part) => encodeURIComponent(part)).join(':');
  return `Basic ${Buffer.from(encoded).toString('base64')}`;
}

function textIn(json: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = json[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
