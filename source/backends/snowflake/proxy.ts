import type { ConnectionOptions } from '../base.js';
import { proxyFromEnvironment, type Proxy } from '../web/proxy.js';
import { numberOption, secretOption, textOption } from './options.js';

/** The proxy on the way to a host, as the driver would choose it: that of the options, else of the environment. */
export function proxyOf(options: ConnectionOptions, host: string, port: number): Proxy | undefined {
  const proxyHost = textOption(options, 'proxy_host');
  if (proxyHost === undefined) return proxyFromEnvironment(host, port, process.env);
  const exceptions = (textOption(options, 'no_proxy') ?? '').split('|').filter((pattern) => pattern !== '');
  if (exceptions.some((pattern) => matches(pattern, host))) return undefined;
  const username = textOption(options, 'proxy_user');
  return {
    protocol: 'http',
    host: proxyHost,
    port: numberOption(options, 'proxy_port') ?? 8080,
    ...(username !== undefined && { auth: { username, password: secretOption(options, 'proxy_password') ?? '' } }),
  };
}

function matches(pattern: string, host: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(host);
}
