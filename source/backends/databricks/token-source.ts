import type { ConnectionOptions, Io } from '../base.js';
import { DEFAULT_AUTH_MODE } from './auth.js';
import { loginInBrowser } from './browser-login.js';
import { runTokenCommand, type FetchedToken } from './external-command.js';
import { requestToken, type Grant, type OAuthServer } from './oauth.js';
import { textOf } from './options.js';
import { originOf, type Workspace } from './rest.js';
import { fixedToken, renewedToken, type TokenSource } from './tokens.js';

// The public OAuth apps of Databricks' own drivers, and Databricks' resource in Entra.
const WORKSPACE_CLIENT = 'databricks-sql-connector';
const ENTRA_CLIENT = '96eecda7-19ea-49cc-abb5-240097d554f5';
const ENTRA_RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';
const LOGIN_LIMIT_S = 300;

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
  return { agent: workspace.agent, authorizeUrl: `${base}/authorize`, tokenUrl: `${base}/token` };
}

function entra(options: ConnectionOptions, { agent, host }: Workspace): OAuthServer {
  const authority = (textOf(options, 'azure_authority_host') ?? cloudOf(host)).replace(/\/+$/, '');
  const base = `${authority}/${textOf(options, 'azure_tenant_id') ?? 'organizations'}/oauth2/v2.0`;
  return { agent, authorizeUrl: `${base}/authorize`, tokenUrl: `${base}/token` };
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

/** A person: one login in the browser, then refresh tokens. */
function browserTokens(options: ConnectionOptions, server: OAuthServer, mode: string, io: Io): TokenSource {
  const isEntra = mode === 'azure_oauth';
  const clientId = textOf(options, 'client_id') ?? (isEntra ? ENTRA_CLIENT : WORKSPACE_CLIENT);
  const usual = isEntra ? `${ENTRA_RESOURCE}/user_impersonation offline_access` : 'sql offline_access';
  const scope = textOf(options, 'oauth_scopes') ?? usual;
  const port = textOf(options, 'oauth_redirect_port');
  const login = {
    server,
    clientId,
    scope,
    port: port === undefined ? undefined : Number(port),
    limitMs: Number(textOf(options, 'login_timeout') ?? LOGIN_LIMIT_S) * 1000,
  };
  return renewedToken(async (before) => {
    if (before?.refreshToken === undefined) return await loginInBrowser(login, io);
    return await refresh(server, clientId, before.refreshToken);
  });
}

async function refresh(server: OAuthServer, clientId: string, refreshToken: string): Promise<FetchedToken> {
  const grant: Grant = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId };
  const token = await requestToken(server, grant, undefined);
  return { refreshToken, ...token };
}
