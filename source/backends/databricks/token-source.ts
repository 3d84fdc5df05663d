import type { ConnectionOptions, Io } from '../base.js';
import { DEFAULT_AUTH_MODE } from './auth.js';
import { loginToken, renewToken, type LoginToken, type OAuthLogin } from '../oauth/kept-token.js';
import { requestToken, type FetchedToken, type Grant, type OAuthServer } from '../oauth/token-request.js';
import { send } from '../web/http.js';
import { toSmallexError } from './errors.js';
import { runTokenCommand } from './external-command.js';
import { parseHostname } from './host.js';
import { textOf } from './options.js';
import { originOf, type Workspace } from './rest.js';
import { fixedToken, renewedToken, type TokenSource } from './tokens.js';

// The public OAuth apps of Databricks' own drivers, and Databricks' resource in Entra.
const WORKSPACE_CLIENT = 'databricks-sql-connector';
const ENTRA_CLIENT = '96eecda7-19ea-49cc-abb5-240097d554f5';
const ENTRA_RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';
const LOGIN_LIMIT_S = 300;
// The built-in OAuth apps are registered for http://localhost:8030, where the driver itself listens.
const PORTS = Array.from({ length: 10 }, (_, index) => 8030 + index);

/** Where the tokens of an auth mode come from. Nothing is asked for before the first `get`. */
export function tokenSource(options: ConnectionOptions, workspace: Workspace, io: Io): TokenSource {
  const mode = textOf(options, 'auth_mode') ?? DEFAULT_AUTH_MODE;
  switch (mode) {
    case 'oauth_browser':
    case 'azure_oauth':
      return browserTokens(options, mode === 'azure_oauth' ? entra(options, workspace) : own(workspace), mode, io);
    case 'oauth_m2m':
      return clientTokens(options, own(workspace), 'all-apis', io);
    case 'azure_service_principal':
      return clientTokens(options, entra(options, workspace), `${ENTRA_RESOURCE}/.default`, io);
    case 'external_command':
      return renewedToken((before) => runTokenCommand(textOf(options, 'command') ?? '', firstOnly(before, io)));
    default:
      return fixedToken(textOf(options, 'access_token') ?? '');
  }
}

function own(workspace: Workspace): OAuthServer {
  const base = `${originOf(workspace)}/oidc/v1`;
  return { ...through(workspace), authorizeUrl: `${base}/authorize`, tokenUrl: `${base}/token` };
}

function entra(options: ConnectionOptions, workspace: Workspace): OAuthServer {
  const authority = (textOf(options, 'azure_authority_host') ?? cloudOf(workspace.host)).replace(/\/+$/, '');
  const base = `${authority}/${textOf(options, 'azure_tenant_id') ?? 'organizations'}/oauth2/v2.0`;
  return { ...through(workspace), authorizeUrl: `${base}/authorize`, tokenUrl: `${base}/token` };
}

function through({ agent }: Workspace): Pick<OAuthServer, 'send' | 'hostField'> {
  return {
    hostField: 'server_hostname',
    send: (request) =>
      send(agent, request).catch((thrown: unknown) => {
        throw toSmallexError(thrown, { host: request.url.hostname, stage: 'login' });
      }),
  };
}

function cloudOf(host: string): string {
  if (host.endsWith('.azure.us')) return 'https://login.microsoftonline.us';
  return host.endsWith('.azure.cn') ? 'https://login.partner.microsoftonline.cn' : 'https://login.microsoftonline.com';
}

/** A service principal: a new token each time, with the same secret. */
function clientTokens(options: ConnectionOptions, server: OAuthServer, scope: string, io: Io): TokenSource {
  const id = textOf(options, 'client_id') ?? '';
  const secret = textOf(options, 'client_secret') ?? '';
  const client = { id, secret, field: 'client_secret' };
  const grant: Grant = { grant_type: 'client_credentials', scope };
  return renewedToken((before) => requestToken(server, grant, client, firstOnly(before, io)));
}

/** The signal of the login cancels the login alone: tokens are renewed long after it. */
function firstOnly(before: FetchedToken | undefined, io: Io): AbortSignal | undefined {
  return before ? undefined : io.signal;
}

/** A person: one login in the browser, kept for the next start where that is agreed to; then refresh tokens. */
function browserTokens(options: ConnectionOptions, server: OAuthServer, mode: string, io: Io): TokenSource {
  const login = browserLogin(options, server, mode);
  let given: LoginToken | undefined;
  let refused: string | undefined;
  const make = () =>
    renewedToken(async (before) => {
      if (before) return await renewToken(login, before, io);
      given = await loginToken(login, io, refused);
      return given;
    });
  let source = make();
  return {
    get: () => source.get(),
    replace: () => {
      if (given?.wasKept !== true) return false;
      refused = given.accessToken;
      given = undefined;
      source = make();
      return true;
    },
  };
}

function browserLogin(options: ConnectionOptions, server: OAuthServer, mode: string): OAuthLogin {
  const isEntra = mode === 'azure_oauth';
  const port = textOf(options, 'oauth_redirect_port');
  return {
    key: keptKey(options, mode),
    server,
    client: { id: textOf(options, 'client_id') ?? (isEntra ? ENTRA_CLIENT : WORKSPACE_CLIENT) },
    scope: scopeOf(options, mode),
    redirect: (chosen) => `http://localhost:${chosen}`,
    ports: port === undefined ? PORTS : [Number(port)],
    limitMs: Number(textOf(options, 'login_timeout') ?? LOGIN_LIMIT_S) * 1000,
  };
}

function scopeOf(options: ConnectionOptions, mode: string): string {
  const usual = mode === 'azure_oauth' ? `${ENTRA_RESOURCE}/user_impersonation offline_access` : 'sql offline_access';
  return textOf(options, 'oauth_scopes') ?? usual;
}

/** The keys under which a login with these options may be kept: of browser logins alone. */
export function keptLoginKeys(options: ConnectionOptions): readonly string[] {
  const mode = textOf(options, 'auth_mode') ?? DEFAULT_AUTH_MODE;
  return mode === 'oauth_browser' || mode === 'azure_oauth' ? [keptKey(options, mode)] : [];
}

/** Everything that makes one login another one: the workspace, who issues the token, and for what. */
function keptKey(options: ConnectionOptions, mode: string): string {
  const parts = [
    parseHostname(textOf(options, 'server_hostname') ?? ''),
    textOf(options, 'port') ?? '443',
    mode,
    textOf(options, 'azure_tenant_id') ?? '',
    textOf(options, 'client_id') ?? '',
    scopeOf(options, mode),
  ];
  return `databricks ${parts.join(' ').replace(/\s+/g, ' ').trim()}`;
}
