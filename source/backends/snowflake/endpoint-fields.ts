import { ValueError } from '../../support/errors.js';
import type { Field } from '../base.js';

/** For real networks: other hosts and ports, proxies, slow logins. */
export const ENDPOINT_FIELDS: readonly Field[] = [
  { key: 'host', label: 'Host', help: 'Instead of the one that the account gives.', env: ['SNOWFLAKE_HOST'] },
  { key: 'port', label: 'Port', help: 'Default 443.', env: ['SNOWFLAKE_PORT'], parse: parsePort },
  {
    key: 'protocol',
    label: 'Protocol',
    help: 'Default https.',
    env: ['SNOWFLAKE_PROTOCOL'],
    choices: ['https', 'http'].map((value) => ({ value, label: value })),
  },
  { key: 'proxy_host', label: 'Proxy host', help: 'Empty: HTTPS_PROXY counts, if it is set.' },
  { key: 'proxy_port', label: 'Proxy port', help: 'Like 8080.', parse: parsePort },
  { key: 'proxy_user', label: 'Proxy user', help: 'When the proxy asks for one.' },
  { key: 'proxy_password', label: 'Proxy password', help: 'Belongs to the proxy user.', secret: true },
  { key: 'no_proxy', label: 'Hosts without the proxy', help: 'Separated by |, * stands for anything.' },
  {
    key: 'login_timeout',
    label: 'Login time limit',
    help: 'Seconds; default 30, and 120 where a person has to act.',
    parse: parseSeconds,
  },
  {
    key: 'oauth_redirect_port',
    label: 'Redirect port',
    help: 'Where the browser brings the login back to; default: any free one. Fix it to forward it over SSH.',
    parse: parsePort,
  },
];

function parsePort(text: string): string {
  const port = Number(text.trim());
  if (Number.isInteger(port) && port > 0 && port < 65_536) return String(port);
  throw new ValueError(`"${text.trim()}" is not a port.`, { hint: 'Ports are whole numbers from 1 to 65535.' });
}

function parseSeconds(text: string): string {
  if (/^[1-9]\d{0,4}$/.test(text.trim())) return text.trim();
  throw new ValueError(`"${text.trim()}" is not a number of seconds.`, { hint: 'Like 30.' });
}
