import { AuthError, ConnectionError } from '../../support/errors.js';
import { guardSecret } from '../../support/redact.js';
import { jsonOf, type HttpAnswer, type HttpRequest } from '../web/http.js';

/** A bearer token, as a login server or a command gave it. */
export interface FetchedToken {
  readonly accessToken: string;
  /** Milliseconds since 1970; undefined: not told. */
  readonly expiresAt?: number | undefined;
  readonly refreshToken?: string | undefined;
}

/** Where an OAuth login happens: at the engine itself, or at an identity provider. */
export interface OAuthServer {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** The option that leads to it, for errors. */
  readonly hostField: string;
  /** @throws ConnectionError when it can't be reached, CancelledError */
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>;
}

export type Grant = Readonly<Record<string, string>>;

export interface OAuthClient {
  readonly id: string;
  /** Absent for public clients, which prove themselves by PKCE alone. */
  readonly secret?: string | undefined;
  /** How the secret is sent (RFC 6749 §2.3.1): in a header, or in the form. */
  readonly sends?: 'header' | 'form';
  /** The option that holds the secret. */
  readonly field?: string | undefined;
}

/**
 * One request to the token endpoint, never repeated: a client may be locked after wrong secrets.
 * @throws AuthError with the server's own words when it refuses, ConnectionError when it can't be reached.
 */
export async function requestToken(
  server: OAuthServer,
  grant: Grant,
  client: OAuthClient,
  signal?: AbortSignal,
): Promise<FetchedToken> {
  const url = new URL(server.tokenUrl);
  const inHeader = client.secret !== undefined && client.sends !== 'form';
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    ...(inHeader && { authorization: basic(client.id, client.secret ?? '') }),
  };
  const identity = inHeader ? {} : { client_id: client.id, ...(client.secret && { client_secret: client.secret }) };
  const body = new URLSearchParams({ ...grant, ...identity }).toString();
  const answer = await server.send({ method: 'POST', url, headers, body, signal });
  const json = jsonOf(answer);
  const token = json?.['access_token'];
  if (answer.status === 200 && typeof token === 'string') return tokenOf(token, json ?? {});
  if (!json) {
    throw new ConnectionError(`${url.hostname} doesn't answer like a login server (HTTP status ${answer.status}).`, {
      stage: 'login',
      field: server.hostField,
    });
  }
  throw refusal(url.hostname, json, client.field);
}

function tokenOf(accessToken: string, json: Readonly<Record<string, unknown>>): FetchedToken {
  const { expires_in: seconds, refresh_token: refreshToken } = json;
  guardSecret(accessToken);
  if (typeof refreshToken === 'string') guardSecret(refreshToken);
  // Entra's older endpoints send the number as text.
  const life = Number(seconds);
  return {
    accessToken,
    ...(Number.isFinite(life) && life > 0 && { expiresAt: Date.now() + life * 1000 }),
    ...(typeof refreshToken === 'string' && { refreshToken }),
  };
}

/** RFC 6749 §5.2: `error` is a fixed word, `error_description` a sentence for people. Snowflake says `message`. */
function refusal(host: string, json: Readonly<Record<string, unknown>>, field: string | undefined): AuthError {
  const code = textIn(json, 'error') ?? textIn(json, 'error_code') ?? 'unknown';
  const said = (textIn(json, 'error_description') ?? textIn(json, 'message') ?? code).split(/\r?\n/)[0]!.slice(0, 400);
  return new AuthError(`${host} refused the login: ${said}`, { field, engineCode: code, hint: HINTS[code] });
}

const HINTS: Readonly<Record<string, string>> = {
  invalid_client: 'The client ID or its secret is wrong, expired, or of another workspace or tenant.',
  invalid_grant: 'The login has expired or was withdrawn: log in again.',
  invalid_scope: 'The OAuth app may not ask for these scopes, or the role is not granted to the user.',
  unauthorized_client: 'The client may not log in this way: ask an administrator.',
  access_denied: 'The login was refused in the browser.',
};

/** RFC 6749 §2.3.1: both parts are form-encoded before they are joined. */
function basic(id: string, secret: string): string {
  const encoded = [id, secret].map((part) => encodeURIComponent(part)).join(':');
  return `Basic ${Buffer.from(encoded).toString('base64')}`;
}

function textIn(json: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = json[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
