import { createRequire } from 'node:module';
import type { DBSQLClient, DBSQLParameter } from '@databricks/sql';
import { ConfigError, messageOf } from '../../support/errors.js';
import type { WebAgent } from '../web/agent.js';

/** The version that package.json pins; the seams below the public API were read in its source. */
const DRIVER_VERSION = '2.1.0';

export type DriverClient = DBSQLClient;
export type DriverSession = Awaited<ReturnType<DBSQLClient['openSession']>>;
export type DriverOperation = Awaited<ReturnType<DriverSession['executeStatement']>>;

export interface Driver {
  readonly Client: new (options: object) => DriverClient;
  readonly Parameter: new (options: { type?: string; value: string | null }) => DBSQLParameter;
  /** False when another version is installed than the one whose inner parts are known. */
  readonly known: boolean;
}

/**
 * Imports the driver, which blocks the event loop for 230–330 ms.
 * @throws ConfigError with the command that installs it when it is missing.
 */
export async function importDriver(modulePath: string, connectAttr: string): Promise<Driver> {
  // Read by the driver at import: without it, it asks the workspace for feature flags.
  process.env['DATABRICKS_TELEMETRY_DISABLED'] ??= '1';
  const module = await importModule(modulePath);
  const entry = (module['default'] ?? module) as Readonly<Record<string, unknown>>;
  return {
    Client: entry[connectAttr] as Driver['Client'],
    Parameter: entry['DBSQLParameter'] as Driver['Parameter'],
    known: installedVersion(modulePath) === DRIVER_VERSION,
  };
}

async function importModule(modulePath: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(modulePath)) as Readonly<Record<string, unknown>>;
  } catch (thrown) {
    throw new ConfigError(`The Databricks driver can't be loaded: ${messageOf(thrown).split('\n')[0]}`, {
      hint: 'It is an optional package: install it, then try again.',
      nextSteps: [`npm install ${modulePath}@${DRIVER_VERSION}`],
      cause: thrown,
    });
  }
}

function installedVersion(modulePath: string): string | undefined {
  try {
    const { version } = createRequire(import.meta.url)(`${modulePath}/package.json`) as { version?: string };
    return version;
  } catch {
    return undefined;
  }
}

/**
 * A client that is told how to reach the workspace; no request is made.
 * `agent` replaces the driver's own where its version is known: one TLS connection serves REST and driver, a proxy
 * keeps `ca_file`, and closing the agent ends what hangs.
 */
export async function createClient(
  driver: Driver,
  options: Readonly<Record<string, unknown>>,
  agent: WebAgent,
): Promise<DriverClient> {
  // The driver's default logger writes JSON to stdout and installs an uncaughtException listener.
  const client = new driver.Client({ logger: { log: () => undefined } });
  client.on('error', () => undefined); // Every error is also thrown to who asked; unheard, it would end the process.
  if (driver.known) reachThrough(client, agent);
  await client.connect(options as unknown as Parameters<DriverClient['connect']>[0]);
  if (driver.known) await noticeBadAnswers(client);
  // Read in the public way, native timestamps would become Dates: text keeps microseconds and the session's zone.
  if (!driver.known) Object.assign(client.getConfig(), { useArrowNativeTypes: false });
  // Default 5: a dead server would then be retried for 30 s by every close.
  Object.assign(client.getConfig(), { retryMaxAttempts: 3, cloudFetchConcurrentDownloads: 4 });
  return client;
}

/** `connect` makes the connection provider and takes its agent at once, so the provider must come with ours. */
function reachThrough(client: DriverClient, agent: WebAgent): void {
  const inner = client as unknown as { createConnectionProvider(options: unknown): object };
  const create = inner.createConnectionProvider.bind(client);
  inner.createConnectionProvider = (options) => Object.assign(create(options), { agent });
}

type Receive = (callback: unknown, seqId: number) => (data: Buffer) => void;
interface ThriftConnection {
  readonly client?: { readonly _reqs: Readonly<Record<number, unknown>> };
  transport: (new (...args: readonly unknown[]) => object) & { readonly receiver: Receive };
}

/**
 * Thrift's parser waits for more when an answer is truncated, malformed or HTML, although no more can come: the promise
 * of the call would never settle. A call that is still open after its whole answer was read fails instead.
 */
async function noticeBadAnswers(client: DriverClient): Promise<void> {
  const inner = client as unknown as { connectionProvider: { getThriftConnection(): Promise<ThriftConnection> } };
  const connection = await inner.connectionProvider.getThriftConnection();
  const Transport = connection.transport;
  connection.transport = class extends Transport {
    static override receiver: Receive = (callback, seqId) => {
      const read = Transport.receiver(callback, seqId);
      return (data) => {
        read(data);
        if (connection.client?._reqs[seqId] === undefined) return;
        throw Object.assign(new Error('The answer is no whole Thrift message.'), { code: 'BAD_ANSWER' });
      };
    };
  };
}
