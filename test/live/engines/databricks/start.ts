import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getJson } from '../rest.js';
import { startGateway } from './gateway.js';
import type { Gateway } from './gateway.js';
import { startSpark, stopSpark, waitUntilListening } from './spark.js';
import { defaultLogins } from '../../../doubles/databricks-logins.js';
import type { RunSql } from './unity-catalog.js';
import {
  CLUSTER_PATH,
  RUNNING_WAREHOUSE,
  STOPPED_WAREHOUSE,
  WORKSPACE_HOST,
} from '../../../doubles/databricks-warehouses.js';

/** How to reach the gateway, and what it accepts. */
export interface DatabricksEngine {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** A warehouse that must start first: 503 for 1.5 s. */
  readonly stoppedPath: string;
  /** The path of an all-purpose cluster; the same Spark answers. */
  readonly clusterPath: string;
  /** A PEM file to trust; behind the proxy the driver drops `customCaCert`, so the runner sets NODE_EXTRA_CA_CERTS to it. */
  readonly caFile: string;
  readonly token: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** OAuth works for Databricks host names only: this one, through the proxy. */
  readonly oauthHost: string;
  readonly proxy: { readonly protocol: 'http'; readonly host: string; readonly port: number };
  readonly catalog: string;
  readonly schema: string;
  readonly sparkPid: number;
  /** Where Spark itself listens, for a gateway of a test's own. */
  readonly sparkPort: number;
}

export interface DatabricksEngineOptions {
  readonly startTimeoutMs?: number;
  readonly tokenLifeSeconds?: number;
  readonly warehouseStartMs?: number;
}

/**
 * Starts Spark and the gateway in front of it (about 12 s, 600 MB).
 * @param python the interpreter of the installed engine
 */
export async function startDatabricksEngine(
  python: string,
  { startTimeoutMs = 120_000, ...gatewayOptions }: DatabricksEngineOptions = {},
): Promise<DatabricksEngine & { stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'smallex-spark-'));
  const spark = await startSpark(python, folder);
  const gateway = await startGateway({ sparkPort: spark.port, ...gatewayOptions });
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, gateway.certificate);
  const { token, clientId, clientSecret } = defaultLogins();
  const stop = async (): Promise<void> => {
    gateway.close();
    await stopSpark(spark);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilListening(spark, startTimeoutMs);
    gateway.useSql(await warmUp(gateway));
  } catch (error) {
    const log = readFileSync(spark.logFile, 'utf8').slice(-2000);
    await stop();
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${log}`, { cause: error });
  }
  return {
    host: 'localhost',
    port: gateway.port,
    path: `/sql/1.0/warehouses/${RUNNING_WAREHOUSE}`,
    stoppedPath: `/sql/1.0/warehouses/${STOPPED_WAREHOUSE}`,
    clusterPath: CLUSTER_PATH,
    caFile,
    token,
    clientId,
    clientSecret,
    oauthHost: WORKSPACE_HOST,
    proxy: { protocol: 'http', host: '127.0.0.1', port: gateway.proxyPort },
    catalog: 'spark_catalog',
    schema: 'default',
    sparkPid: spark.process.pid ?? 0,
    sparkPort: spark.port,
    stop,
  };
}

/** Opens the session that reads the catalogs, and pays once for Spark's slow first query and first closed session (2 s each). */
async function warmUp(gateway: Gateway): Promise<RunSql> {
  process.env['DATABRICKS_TELEMETRY_DISABLED'] = '1';
  const { DBSQLClient } = await import('@databricks/sql');
  const client = new DBSQLClient({ logger: { log: () => undefined } });
  client.on('error', () => undefined); // a killed Spark must not end the runner
  await client.connect({
    host: 'localhost',
    port: gateway.port,
    path: `/sql/1.0/warehouses/${RUNNING_WAREHOUSE}`,
    token: gateway.ownToken,
    customCaCert: gateway.certificate,
    telemetryEnabled: false,
  });
  const first = await client.openSession();
  await first.executeStatement('SELECT 1').then((operation) => operation.fetchAll());
  await first.close();
  const session = await client.openSession();
  return async (sql) => {
    const operation = await session.executeStatement(sql);
    await operation.finished();
    const rows = (await operation.fetchAll()) as Record<string, unknown>[];
    await operation.close();
    return rows;
  };
}

/** Requests the gateway has had, by kind: `refused`, `token`, `catalogs`, `warehouses`, `OpenSession`, `ExecuteStatement`, … */
export async function countsOf(engine: DatabricksEngine): Promise<Readonly<Record<string, number>>> {
  return (await getJson(engine, '/test/counts')).body as Record<string, number>;
}
