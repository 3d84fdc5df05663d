import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, rootCertificates, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { parseHostname } from '../../backends/databricks/host.js';
import { parseAccount, snowflakeHost } from '../../backends/snowflake/account.js';
import type { Profile } from '../../profiles/index.js';
import { messageOf } from '../../support/errors.js';
import { expandTilde } from '../../support/paths.js';
import { fine, problem, warning, type Finding } from './finding.js';
import { proxyVariable } from './network.js';

const LIMIT_MS = 10_000;
// A key pair's token lives for 120 s; half of that is left for the way.
const MOST_SKEW_S = 60;

interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly ca: readonly string[] | undefined;
}

/** DNS, TCP, TLS and the clock on the way to a profile's host, until one of them fails. No login, no secret. */
export async function reachFindings(profile: Profile, env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  let endpoint: Endpoint | null;
  try {
    endpoint = endpointOf(profile);
  } catch (error) {
    return [problem('Host', messageOf(error), `smallex setup --edit "${profile.name}" changes it.`)];
  }
  if (endpoint === null) return [fine('Host', `"${profile.name}" needs no host: DuckDB runs on this machine.`)];
  const proxy = proxyVariable(env);
  if (proxy !== null && !/^(?:localhost|127\.)/.test(endpoint.host)) {
    const next = `Try the login itself: smallex test "${profile.name}"`;
    return [warning('Host', `${endpoint.host} is reached through the proxy of ${proxy}; nothing was tried.`, next)];
  }
  const findings: Finding[] = [];
  try {
    const addresses = await lookup(endpoint.host, { all: true });
    findings.push(fine('DNS', `${endpoint.host} is ${addresses.map(({ address }) => address).join(', ')}.`));
    const socket = await opened(
      connectTcp({ host: endpoint.host, port: endpoint.port, autoSelectFamily: true }),
      'connect',
    );
    socket.destroy();
    findings.push(fine('TCP', `${endpoint.host} answers on port ${endpoint.port}.`));
  } catch (error) {
    return [...findings, notReached(endpoint, error, findings.length === 0)];
  }
  return endpoint.tls ? [...findings, ...(await tlsFindings(endpoint))] : findings;
}

/** @throws ValueError when the account or the host can't be read, ConfigError-like errors of a CA file. */
function endpointOf({ engine, connection }: Profile): Endpoint | null {
  const text = (key: string): string => (connection[key] === undefined ? '' : String(connection[key]));
  const port = Number(text('port')) || 443;
  if (engine === 'databricks') {
    const file = text('ca_file');
    const ca = file === '' ? undefined : [...rootCertificates, readFileSync(expandTilde(file), 'utf8')];
    return { host: parseHostname(text('server_hostname')), port, tls: true, ca };
  }
  if (engine === 'snowflake') {
    const host = text('host') || snowflakeHost(parseAccount(text('account')));
    return { host, port, tls: text('protocol') !== 'http', ca: undefined };
  }
  return null;
}

function notReached({ host, port }: Endpoint, error: unknown, dns: boolean): Finding {
  const code = (error as { code?: string }).code ?? messageOf(error);
  if (dns) return problem('DNS', `There is no host ${host} (${code}).`, 'Check the name, the network and the VPN.');
  const next = 'A firewall, a VPN that is off, or a missing HTTPS_PROXY may be why.';
  return problem('TCP', `${host} can't be reached on port ${port} (${code}).`, next);
}

async function tlsFindings({ host, port, ca }: Endpoint): Promise<readonly Finding[]> {
  let socket: TLSSocket;
  try {
    // Checked below, so that the chain of a certificate that is refused can be shown.
    const raw = connectTls({ host, port, servername: host, rejectUnauthorized: false, ...(ca && { ca: [...ca] }) });
    socket = await opened(raw, 'secureConnect');
  } catch (error) {
    const said = (error as { code?: string }).code ?? messageOf(error);
    return [problem('TLS', `${host} speaks no TLS on port ${port} (${said}).`, 'Check the port.')];
  }
  try {
    const chain = chainOf(socket.getPeerCertificate(true));
    const until = socket.getPeerCertificate().valid_to;
    const told = `${socket.getProtocol() ?? 'TLS'}, certificate until ${until}: ${chain.join(' ← ')}`;
    const refused = String(socket.authorizationError ?? '');
    if (refused !== '') {
      const next = 'Where a proxy of your company signs for others, name its certificate in NODE_EXTRA_CA_CERTS.';
      return [problem('TLS', `The certificate of ${host} is not trusted (${refused}). ${told}.`, next)];
    }
    return [fine('TLS', `${told}.`), ...(await clockFindings(socket, host))];
  } finally {
    socket.destroy();
  }
}

/** The names from the server's certificate up to the root. */
function chainOf(certificate: DetailedPeerCertificate): readonly string[] {
  const names: string[] = [];
  const seen = new Set<string>();
  for (let one = certificate; one?.fingerprint256 && !seen.has(one.fingerprint256); one = one.issuerCertificate) {
    seen.add(one.fingerprint256);
    const name = one.subject.CN ?? one.subject.O ?? 'unnamed';
    names.push(String(name));
  }
  return names;
}

async function clockFindings(socket: TLSSocket, host: string): Promise<readonly Finding[]> {
  const sent = Date.now();
  socket.write(`HEAD / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: smallex\r\nConnection: close\r\n\r\n`);
  const date = /^date: *(.+?)\r?$/im.exec(await firstPart(socket))?.[1];
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return [];
  // The header counts whole seconds, and was written somewhere on the way there and back.
  const skew = Math.round((theirs + 500 - (sent + Date.now()) / 2) / 1000);
  if (Math.abs(skew) < MOST_SKEW_S) return [fine('Clock', `The clocks agree within ${Math.abs(skew) + 1} s.`)];
  const said = `This machine's clock is ${Math.abs(skew)} s ${skew > 0 ? 'behind' : 'ahead of'} that of ${host}.`;
  return [
    problem(
      'Clock',
      `${said} Logins with a key pair or a token fail.`,
      'Set the clock, or turn on its synchronisation.',
    ),
  ];
}

function firstPart(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const timer = setTimeout(() => resolve(text), LIMIT_MS);
    const end = (): void => {
      clearTimeout(timer);
      resolve(text);
    };
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => {
      text += part;
      if (text.includes('\r\n\r\n')) end();
    });
    socket.once('close', end).once('error', end);
  });
}

function opened<T extends Socket>(socket: T, event: 'connect' | 'secureConnect'): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(LIMIT_MS, () => fail(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    socket.once('error', fail);
    socket.once(event, () => {
      socket.setTimeout(0);
      socket.off('error', fail).on('error', () => undefined);
      resolve(socket);
    });
  });
}
