import { ValueError } from '../../support/errors.js';

export interface Proxy {
  readonly protocol: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly auth?: { readonly username: string; readonly password: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ValueError unless it is an http or https URL; a bare `host:port` counts as http. */
export function parseProxy(text: string): Proxy {
  const url = text.includes('://') ? text : `http://${text}`;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const protocol = parsed?.protocol.slice(0, -1);
  if (!parsed || parsed.hostname === '' || (protocol !== 'http' && protocol !== 'https')) {
    throw new ValueError('The proxy is no http:// or https:// address.', {
      hint: 'Write it like http://proxy.example.com:8080.',
    });
  }
  const { hostname, port, username, password } = parsed;
  return {
    protocol,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'https' ? 443 : 80) : Number(port),
    ...(username !== '' && {
      auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
    }),
  };
}

/**
 * The proxy that the environment asks for on the way to a host; the driver reads none of these variables itself.
 * Lower case wins over upper, as in curl. NO_PROXY holds names with their subdomains, `*`, optional ports.
 * @throws ValueError when the variable is no proxy address.
 */
export function proxyFromEnvironment(host: string, port: number, env: Environment): Proxy | undefined {
  const text = env['https_proxy'] ?? env['HTTPS_PROXY'] ?? env['all_proxy'] ?? env['ALL_PROXY'];
  if (!text || isExcepted(host, port, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return undefined;
  return parseProxy(text);
}

function isExcepted(host: string, port: number, exceptions: string): boolean {
  const name = host.toLowerCase();
  if (name === 'localhost' || name === '::1' || name.startsWith('127.')) return true;
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, pattern = '', entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (pattern === '' || (entryPort !== undefined && Number(entryPort) !== port)) return false;
      const domain = pattern.replace(/^\*?\.?/, '');
      return pattern === '*' || name === domain || name.endsWith(`.${domain}`);
    });
}
