import { readFileSync } from 'node:fs';
import { AuthError, CancelledError, ConfigError, ConnectionError, messageOf } from '../../support/errors.js';
import type { Connection, ConnectionOptions, Field, Io, Listed, ListKind, Login } from '../base.js';
import { runStage } from '../stages.js';
import { AUTH_MODES, DEFAULT_AUTH_MODE } from './auth.js';
import { listUnity } from './catalog.js';
import { importDriver, type Driver } from './driver.js';
import { toSmallexError } from './errors.js';
import { parseHostname, workspaceIdOf } from './host.js';
import { WebAgent } from '../web/agent.js';
import { openConnection } from './open.js';
import { textOf } from './options.js';
import { prepareOptions } from './prepare.js';
import { parseProxy, proxyFromEnvironment } from '../web/proxy.js';
import { WorkspaceRest, type Workspace } from './rest.js';
import { tokenSource } from './token-source.js';
import type { TokenSource } from './tokens.js';
import { listedWarehouse, listWarehouses, proveToken, type Warehouse } from './warehouses.js';

const CONNECT_LIMIT_MS = 20_000;
// How long the states seen by the login's own listing are taken for true.
const FRESH_MS = 30_000;

/**
 * Reaches the workspace and proves the token by one REST request that starts nothing. A refused token is never tried
 * again, nor another way.
 * @throws ConfigError without driver or readable `ca_file`, AuthError, ConnectionError, CancelledError
 */
export async function loginToDatabricks(
  options: ConnectionOptions,
  io: Io,
  driverModule: { readonly modulePath: string; readonly connectAttr: string },
): Promise<Login> {
  const workspace = workspaceOf(options);
  const { agent, host } = workspace;
  try {
    // Both take a third of a second: the import blocks, the connection waits.
    const reached = runStage(
      io,
      'resolve',
      () => reach(workspace, io),
      (detail) => detail,
    );
    const [driver] = await Promise.all([importDriver(driverModule.modulePath, driverModule.connectAttr), reached]);
    const tokens = tokenSource(options, workspace, io);
    const rest = new WorkspaceRest(workspace, tokens);
    const warehouses = await runStage(io, 'login', () => prove(rest, tokens, io));
    if (!warehouses) io.onEvent({ type: 'notice', message: `Warehouses can't be listed at ${host}; type the path.` });
    return new DatabricksLogin(driver, rest, tokens, warehouses ?? []);
  } catch (error) {
    agent.destroy();
    // Whatever it was waiting for: a command, a token, the proof.
    if (error instanceof CancelledError) throw new CancelledError('The login was cancelled.', { confirmed: true });
    throw error;
  }
}

/** A kept token that is refused is dropped, and one fresh login made. A refused address is no reason for it. */
async function prove(rest: WorkspaceRest, tokens: TokenSource, io: Io): Promise<readonly Warehouse[] | null> {
  try {
    return await proveToken(rest, io.signal);
  } catch (error) {
    const isRefused = error instanceof AuthError && error.engineCode !== 'ADDRESS';
    if (!isRefused || tokens.replace?.() !== true) throw error;
    return await proveToken(rest, io.signal);
  }
}

class DatabricksLogin implements Login {
  readonly reopens = true;
  readonly #driver: Driver;
  readonly #rest: WorkspaceRest;
  readonly #tokens: TokenSource;
  readonly #seen: readonly Warehouse[];
  readonly #seenAt = Date.now();
  readonly #ending: Promise<unknown>[] = [];

  constructor(driver: Driver, rest: WorkspaceRest, tokens: TokenSource, seen: readonly Warehouse[]) {
    this.#driver = driver;
    this.#rest = rest;
    this.#tokens = tokens;
    this.#seen = seen;
  }

  async list(kind: ListKind, parent?: string): Promise<readonly Listed[]> {
    switch (kind) {
      case 'role':
        return [];
      case 'warehouse':
        return (await listWarehouses(this.#rest)).map(listedWarehouse);
      default:
        return await listUnity(this.#rest, kind, parent);
    }
  }

  async open(options: ConnectionOptions, io: Io): Promise<Connection> {
    const prepared = prepareOptions(options);
    const path = prepared['path'];
    if (typeof path !== 'string') {
      throw new ConnectionError('There is no warehouse to connect to.', {
        stage: 'warehouse',
        field: 'http_path',
        hint: 'Give the HTTP path of a SQL warehouse or cluster.',
      });
    }
    // A session that is opened again comes without its secrets: the login knows the token.
    const usesToken = prepared['token'] !== undefined;
    const opening = {
      path,
      driver: this.#driver,
      rest: this.#rest,
      driverOptions: {
        ...prepared,
        ...(usesToken ? {} : this.#ownAuthentication()),
        ...certificatesOf(options),
      },
      ending: this.#ending,
      known: Date.now() - this.#seenAt < FRESH_MS ? this.#seen : [],
    };
    return await openConnection(opening, options, io);
  }

  /**
   * The driver's own OAuth opens port 8030 without limit or cancel, and only for some hosts: it gets our tokens instead,
   * asked for before every request.
   */
  #ownAuthentication(): Readonly<Record<string, unknown>> {
    const authenticate = async () => ({ Authorization: `Bearer ${await this.#tokens.get()}` });
    return { authType: 'custom', provider: { authenticate } };
  }

  close(): Promise<void> {
    void Promise.all(this.#ending).then(() => this.#rest.workspace.agent.destroy());
    return Promise.resolve();
  }
}

function workspaceOf(options: ConnectionOptions): Workspace {
  const host = parseHostname(textOf(options, 'server_hostname') ?? '');
  const port = Number(textOf(options, 'port') ?? 443);
  const proxy = textOf(options, 'proxy');
  const own = proxy === undefined ? undefined : parseProxy(proxy);
  const agent = new WebAgent({
    ca: certificatesOf(options).customCaCert,
    extraCa: extraCertificates(),
    proxyFor: (target, targetPort) => own ?? proxyFromEnvironment(target, targetPort, process.env),
    connectTimeoutMs: CONNECT_LIMIT_MS,
  });
  const mode = textOf(options, 'auth_mode') ?? DEFAULT_AUTH_MODE;
  return {
    agent,
    host,
    port,
    workspaceId: workspaceIdOf(textOf(options, 'http_path') ?? ''),
    credential: AUTH_MODES.find((candidate) => candidate.mode === mode)?.fields.find(isCredential)?.key,
  };
}

function isCredential({ secret, key }: Field): boolean {
  return secret === true || key === 'command';
}

async function reach({ agent, host, port }: Workspace, io: Io): Promise<string> {
  try {
    return `${host}, ${await agent.prepare({ host, port }, io.signal)}`;
  } catch (thrown) {
    throw toSmallexError(thrown, { host, stage: 'resolve' });
  }
}

function certificatesOf(options: ConnectionOptions): { customCaCert?: string } {
  const file = textOf(options, 'ca_file');
  if (file === undefined) return {};
  try {
    const pem = readFileSync(file, 'utf8');
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return { customCaCert: pem };
  } catch (thrown) {
    throw new ConfigError(`The CA file can't be read: ${messageOf(thrown)}.`, { cause: thrown });
  }
  throw new ConfigError(`The CA file ${file} holds no certificate.`, {
    hint: 'It must be a PEM file with -----BEGIN CERTIFICATE----- in it.',
  });
}

function extraCertificates(): string | undefined {
  try {
    return readFileSync(process.env['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8');
  } catch {
    return undefined; // Node ignores an unreadable one too.
  }
}
