import { ValueError } from '../../support/errors.js';
import type { ConnectionOptions } from '../base.js';
import { DEFAULT_AUTH_MODE } from './auth.js';
import { runTokenCommand } from './external-command.js';
import { parseHostname, parseHttpPath } from './host.js';
import { textOf } from './options.js';
import { parseProxy } from '../web/proxy.js';

/**
 * The options of `DBSQLClient.connect` under the driver's own keys: auth mode mapped to `authType`, our own keys
 * removed. Pure. The certificates of `ca_file` are added at the login, which reads the file.
 * @throws ValueError for a host, path or proxy that can't be read.
 */
export function prepareOptions(options: ConnectionOptions): Record<string, unknown> {
  const path = textOf(options, 'http_path');
  const proxy = textOf(options, 'proxy');
  const port = textOf(options, 'port');
  const seconds = textOf(options, 'socket_timeout');
  return {
    // A scheme in the host would make the driver call https://https://…:443.
    host: parseHostname(textOf(options, 'server_hostname') ?? ''),
    ...(path !== undefined && { path: parseHttpPath(path) }),
    ...(port !== undefined && { port: Number(port) }),
    ...authOptions(options),
    ...(proxy !== undefined && { proxy: parseProxy(proxy) }),
    ...(seconds !== undefined && { socketTimeout: Number(seconds) * 1000 }),
    userAgentEntry: 'smallex',
    // On by default in the driver: it would ask for feature flags during connect and report every statement.
    telemetryEnabled: false,
    // Off by default in the driver: BIGINT and DECIMAL would be rounded to doubles.
    preserveBigNumericPrecision: true,
  };
}

function authOptions(options: ConnectionOptions): Record<string, unknown> {
  const mode = textOf(options, 'auth_mode') ?? DEFAULT_AUTH_MODE;
  const client = textOf(options, 'client_id');
  const secret = textOf(options, 'client_secret');
  const tenant = textOf(options, 'azure_tenant_id');
  const oauth = {
    authType: 'databricks-oauth',
    ...(client !== undefined && { oauthClientId: client }),
    ...(mode !== 'oauth_browser' && mode !== 'azure_oauth' && { oauthClientSecret: secret }),
  };
  switch (mode) {
    case 'token':
      return { authType: 'access-token', token: textOf(options, 'access_token') };
    // Without this switch the driver sends logins of Azure workspaces to Entra.
    case 'oauth_browser':
    case 'oauth_m2m':
      return { ...oauth, useDatabricksOAuthInAzure: true };
    case 'azure_oauth':
    case 'azure_service_principal':
      return { ...oauth, ...(tenant !== undefined && { azureTenantId: tenant }) };
    case 'external_command': {
      const command = textOf(options, 'command') ?? '';
      return {
        authType: 'external-token',
        getToken: async () => (await runTokenCommand(command)).accessToken,
      };
    }
    default:
      throw new ValueError(`Databricks has no auth mode "${mode}".`);
  }
}
