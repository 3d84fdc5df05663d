import { ValueError } from '../../support/errors.js';
import type { AuthMode, ContextField, Field } from '../base.js';
import { parseHostname, parseHttpPath } from './host.js';

export const DEFAULT_AUTH_MODE = 'token';

const HOST: Field = {
  key: 'server_hostname',
  label: 'Workspace',
  help: 'The address of the workspace in the browser, or a JDBC string: dbc-a1b2345c-d6e7.cloud.databricks.com',
  required: true,
  env: ['DATABRICKS_SERVER_HOSTNAME', 'DATABRICKS_HOST'],
  parse: parseHostname,
};

const ACCESS_TOKEN: Field = {
  key: 'access_token',
  label: 'Access token',
  help: 'Settings → Developer → Access tokens in the workspace; it starts with dapi.',
  secret: true,
  required: true,
  env: ['DATABRICKS_TOKEN', 'DATABRICKS_ACCESS_TOKEN'],
};

const AZURE_TENANT: Field = {
  key: 'azure_tenant_id',
  label: 'Entra tenant',
  help: 'The directory (tenant) ID of Entra.',
  env: ['ARM_TENANT_ID', 'AZURE_TENANT_ID'],
};

const OWN_CLIENT: Field = {
  key: 'client_id',
  label: 'OAuth client',
  help: 'Only where your account has its own OAuth app; empty: the built-in one.',
};

/** Every way to log in, in the order of the menu. */
export const AUTH_MODES: readonly AuthMode[] = [
  {
    mode: 'oauth_browser',
    label: 'Browser login',
    help: 'Log in as yourself in the browser (single sign-on); nothing to copy.',
    interactive: true,
    fields: [HOST, OWN_CLIENT],
  },
  {
    mode: 'token',
    label: 'Access token',
    help: 'A personal access token, or any other bearer token.',
    repeatable: true,
    fields: [HOST, ACCESS_TOKEN],
  },
  {
    mode: 'oauth_m2m',
    label: 'Service principal',
    help: 'An OAuth secret of a service principal, for jobs that run without a person.',
    fields: [
      HOST,
      {
        key: 'client_id',
        label: 'Client ID',
        help: "The service principal's application ID.",
        required: true,
        env: ['DATABRICKS_CLIENT_ID'],
      },
      {
        key: 'client_secret',
        label: 'Client secret',
        help: 'Its OAuth secret, made in the Databricks account; it starts with dose.',
        secret: true,
        required: true,
        env: ['DATABRICKS_CLIENT_SECRET'],
      },
    ],
  },
  {
    mode: 'azure_oauth',
    label: 'Browser login at Entra',
    help: 'Azure workspaces: log in as yourself with Microsoft Entra.',
    more: true,
    interactive: true,
    fields: [HOST, AZURE_TENANT, OWN_CLIENT],
  },
  {
    mode: 'azure_service_principal',
    label: 'Entra service principal',
    help: 'Azure workspaces: an app registration in Entra with its secret.',
    more: true,
    fields: [
      HOST,
      { ...AZURE_TENANT, required: true },
      {
        key: 'client_id',
        label: 'Application ID',
        help: 'The application (client) ID of the app registration.',
        required: true,
        env: ['ARM_CLIENT_ID', 'AZURE_CLIENT_ID'],
      },
      {
        key: 'client_secret',
        label: 'Client secret',
        help: 'A secret of the app registration.',
        secret: true,
        required: true,
        env: ['ARM_CLIENT_SECRET', 'AZURE_CLIENT_SECRET'],
      },
    ],
  },
  {
    mode: 'external_command',
    label: 'Token from a command',
    help: 'A program prints the token, such as: databricks auth token --host HOST',
    more: true,
    fields: [
      HOST,
      {
        key: 'command',
        label: 'Command',
        help: 'Run without a shell; prints a token, or JSON with access_token.',
        required: true,
      },
    ],
  },
];

/** Where statements run. `http_path` picks the warehouse, and is needed to connect but not to log in. */
export const CONTEXT_FIELDS: readonly ContextField[] = [
  {
    key: 'http_path',
    label: 'Warehouse',
    help: 'The HTTP path or page of a SQL warehouse or cluster: /sql/1.0/warehouses/a1b2c3d4e5f60718',
    required: true,
    env: ['DATABRICKS_HTTP_PATH'],
    parse: parseHttpPath,
    stage: 'warehouse',
  },
  { key: 'catalog', label: 'Catalog', help: "Empty: the workspace's default.", stage: 'catalog' },
  { key: 'schema', label: 'Schema', help: 'Empty: default.', stage: 'schema' },
];

export const ENDPOINT_FIELDS: readonly Field[] = [
  { key: 'port', label: 'Port', help: 'Default: 443.', parse: wholeNumber('port', 1, 65_535) },
  { key: 'ca_file', label: 'CA file', help: 'A PEM file with certificates to trust besides the usual ones.' },
  {
    key: 'proxy',
    label: 'Proxy',
    help: 'http://user:password@host:port; empty: HTTPS_PROXY and NO_PROXY decide.',
    secret: true,
  },
  {
    key: 'use_cloud_fetch',
    label: 'Cloud fetch',
    help: 'no: results come through the workspace, where the network blocks cloud storage.',
    choices: [
      { value: 'yes', label: 'yes' },
      { value: 'no', label: 'no' },
    ],
  },
  {
    key: 'socket_timeout',
    label: 'Socket timeout',
    help: 'Seconds without an answer after which a request is given up. Default: 900.',
    parse: wholeNumber('socket_timeout', 1, 86_400),
  },
  {
    key: 'start_warehouse',
    label: 'Start a stopped warehouse',
    help: 'ask: a person is asked, a script starts it; yes: always; no: never.',
    choices: [
      { value: 'ask', label: 'ask' },
      { value: 'yes', label: 'yes' },
      { value: 'no', label: 'no' },
    ],
  },
  {
    key: 'start_timeout',
    label: 'Start limit',
    help: 'Seconds to wait for a warehouse or cluster to start. Default: 600.',
    parse: wholeNumber('start_timeout', 1, 86_400),
  },
  {
    key: 'login_timeout',
    label: 'Login limit',
    help: 'Seconds to wait for the browser. Default: 300.',
    parse: wholeNumber('login_timeout', 1, 86_400),
  },
  {
    key: 'oauth_redirect_port',
    label: 'Redirect port',
    help: 'Where the browser brings the login back to. Default: the first free one from 8030 on.',
    parse: wholeNumber('oauth_redirect_port', 1, 65_535),
  },
  {
    key: 'oauth_scopes',
    label: 'OAuth scopes',
    help: 'Asked for in a browser login. Default: sql offline_access.',
  },
  {
    key: 'azure_authority_host',
    label: 'Entra host',
    help: "Default: the login host of the workspace's Azure cloud.",
    env: ['AZURE_AUTHORITY_HOST'],
  },
];

function wholeNumber(field: string, least: number, most: number): (text: string) => string {
  return (text) => {
    const value = Number(text.trim());
    if (Number.isInteger(value) && value >= least && value <= most && text.trim() !== '') return String(value);
    throw new ValueError(`"${field}" must be a whole number from ${least} to ${most}, not "${text}".`);
  };
}
