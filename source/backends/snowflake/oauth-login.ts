import { AuthError, CancelledError, ConnectionError, messageOf } from '../../support/errors.js';
import type { ConnectionOptions, Io } from '../base.js';
import { loginToken, type LoginToken, type OAuthLogin } from '../oauth/kept-token.js';
import { requestToken, type OAuthClient, type OAuthServer } from '../oauth/token-request.js';
import { WebAgent } from '../web/agent.js';
import { send, type HttpRequest } from '../web/http.js';
import { numberOption, secretOption, textOption } from './options.js';
import { endpoint } from './prepare.js';
import { proxyOf } from './proxy.js';

// The client that every account has for programs on a person's own machine, unless an administrator switched it off.
// Id and secret stand in Snowflake's own drivers: PKCE proves the login, not they.
const BUILT_IN = 'LOCAL_APPLICATION';
const CONNECT_MS = 20_000;

/**
 * The access token of a browser login. Our own and not the driver's, which can't take a pasted address, keeps tokens
 * only with a user's name, and asks for no refresh token.
 * @param refused a kept token that Snowflake did not take.
 * @throws AuthError, ConnectionError, TimeoutError, CancelledError
 */
export async function browserToken(
  options: ConnectionOptions,
  seconds: number,
  io: Io,
  refused?: string,
): Promise<LoginToken> {
  return withAgent(options, async (agent) => {
    const login = browserLogin(options, seconds, agent);
    try {
      return await loginToken(login, io, refused);
    } catch (error) {
      throw login.client.id === BUILT_IN ? withoutBuiltIn(error, options) : error;
    }
  });
}

/** The access token of an identity provider for a program; one request, never repeated. */
export async function clientToken(options: ConnectionOptions, signal: AbortSignal | undefined): Promise<string> {
  return withAgent(options, async (agent) => {
    const scope = textOption(options, 'oauth_scope') ?? roleScope(options);
    const grant = { grant_type: 'client_credentials', ...(scope !== undefined && { scope }) };
    const client = { ...clientOf(options), field: 'oauth_client_secret' };
    return (await requestToken(serverOf(options, agent), grant, client, signal)).accessToken;
  });
}

/** The key under which tokens of a browser login are kept: all that makes it another login. */
export function oauthKey(options: ConnectionOptions): string {
  const { accessUrl } = endpoint(options);
  const parts = [
    new URL(accessUrl).host,
    textOption(options, 'user')?.toLowerCase(),
    textOption(options, 'oauth_authorization_url'),
    clientOf(options).id,
    scopeOf(options),
  ];
  return `snowflake oauth ${parts.filter(Boolean).join(' ')}`;
}

function browserLogin(options: ConnectionOptions, seconds: number, agent: WebAgent): OAuthLogin {
  const given = textOption(options, 'oauth_redirect_uri');
  const port = numberOption(options, 'oauth_redirect_port') ?? (given === undefined ? 0 : portOf(given));
  return {
    key: oauthKey(options),
    server: serverOf(options, agent),
    client: { ...clientOf(options), field: 'oauth_client_secret' },
    scope: scopeOf(options),
    redirect: (chosen) => given ?? `http://127.0.0.1:${chosen}`,
    ports: [port],
    limitMs: seconds * 1000,
  };
}

function portOf(address: string): number {
  const url = new URL(address);
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}

function serverOf(options: ConnectionOptions, agent: WebAgent): OAuthServer {
  const { accessUrl } = endpoint(options);
  return {
    authorizeUrl: textOption(options, 'oauth_authorization_url') ?? `${accessUrl}/oauth/authorize`,
    tokenUrl: textOption(options, 'oauth_token_request_url') ?? `${accessUrl}/oauth/token-request`,
    hostField: textOption(options, 'oauth_token_request_url') === undefined ? 'account' : 'oauth_token_request_url',
    send: (request) => send(agent, request).catch((thrown: unknown) => fail(thrown, request)),
  };
}

function fail(thrown: unknown, { url, signal }: HttpRequest): never {
  if (signal?.aborted) throw new CancelledError('The login was cancelled.', { confirmed: true });
  const host = url.hostname;
  const reason = (thrown as { code?: string }).code ?? messageOf(thrown);
  throw new ConnectionError(`The login server ${host} can't be reached: ${reason}.`, {
    stage: 'login',
    engineCode: (thrown as { code?: string }).code,
    hint: 'Check the network, the VPN and the proxy (HTTPS_PROXY).',
    cause: thrown,
  });
}

function clientOf(options: ConnectionOptions): OAuthClient {
  const id = textOption(options, 'oauth_client_id');
  if (id === undefined) return { id: BUILT_IN, secret: BUILT_IN, sends: 'form' };
  return { id, secret: secretOption(options, 'oauth_client_secret'), sends: 'form' };
}

/** Snowflake gives a refresh token only to who asks for it by this scope; other providers have their own words. */
function scopeOf(options: ConnectionOptions): string | undefined {
  const given = textOption(options, 'oauth_scope');
  if (given !== undefined) return given;
  const isOwn = textOption(options, 'oauth_authorization_url') === undefined;
  return [isOwn && 'refresh_token', roleScope(options)].filter(Boolean).join(' ') || undefined;
}

function roleScope(options: ConnectionOptions): string | undefined {
  const role = textOption(options, 'role');
  return role === undefined ? undefined : `session:role:${role}`;
}

function withoutBuiltIn(error: unknown, options: ConnectionOptions): unknown {
  const unknownClient = error instanceof AuthError && /client/.test(error.engineCode ?? '');
  if (!unknownClient) return error;
  const { account } = endpoint(options);
  return new AuthError(`The account ${account} doesn't offer Snowflake's built-in login for local programs.`, {
    field: 'auth_mode',
    engineCode: error.engineCode,
    hint: 'Choose another way to log in, like "Browser (single sign-on)": what you typed is kept. Or an administrator makes an OAuth client for you.',
    cause: error,
  });
}

async function withAgent<T>(options: ConnectionOptions, work: (agent: WebAgent) => Promise<T>): Promise<T> {
  const agent = new WebAgent({ proxyFor: (host, port) => proxyOf(options, host, port), connectTimeoutMs: CONNECT_MS });
  try {
    return await work(agent);
  } finally {
    agent.destroy();
  }
}
