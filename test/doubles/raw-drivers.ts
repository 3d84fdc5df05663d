// The drivers without smallex, tamed as far as a test needs: engines and doubles are proved with these.
import { readFileSync } from 'node:fs';
import type { Connection, ConnectionOptions, RowStatement, StatementOption } from 'snowflake-sdk';
import type { DBSQLClient } from '@databricks/sql';

// Both drivers read these when they are imported: else they ask cloud metadata services, log, and report home.
Object.assign(process.env, {
  SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  SNOWFLAKE_DISABLE_MINICORE: 'true',
  SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: 'true',
  DATABRICKS_TELEMETRY_DISABLED: '1',
});

export type SnowflakeConnection = Connection;
export interface SnowflakeAnswer {
  readonly rows: readonly (readonly unknown[])[];
  readonly statement: RowStatement;
}
type DatabricksSession = Awaited<ReturnType<DBSQLClient['openSession']>>;
export type DatabricksSessionOptions = Parameters<DBSQLClient['openSession']>[0];

async function importSnowflake(): Promise<typeof import('snowflake-sdk')> {
  const module = (await import('snowflake-sdk')) as { default?: typeof import('snowflake-sdk') };
  const snowflake = module.default ?? (module as typeof import('snowflake-sdk'));
  snowflake.configure({
    logLevel: 'OFF',
    additionalLogToConsole: false,
    jsonColumnVariantParser: (text: string) => text, // the default evaluates the server's text
  });
  return snowflake;
}

/** Logs in as `fake`, once, without retries. `protocol`, `port` and others that the declarations lack may be given too. */
export async function connectSnowflake(url: string, options: Record<string, unknown> = {}): Promise<Connection> {
  const snowflake = await importSnowflake();
  const all = { account: 'fakesnow', username: 'fake', accessUrl: url, sfRetryMaxLoginRetries: 0, rowMode: 'array' };
  const login = 'authenticator' in options ? {} : { password: 'snow' };
  const representation = { representNullAsStringNull: false };
  const connection = snowflake.createConnection({
    ...all,
    ...login,
    ...representation,
    ...options,
  } as ConnectionOptions);
  return new Promise((resolve, reject) => {
    void connection.connect((error) => {
      if (error) reject(error);
      else resolve(connection);
    });
  });
}

/** Runs one statement; numbers, dates and variants come as text. */
export function querySnowflake(
  connection: Connection,
  sqlText: string,
  options: Partial<StatementOption> = {},
): Promise<SnowflakeAnswer> {
  return new Promise((resolve, reject) => {
    connection.execute({
      sqlText,
      fetchAsString: ['Number', 'Date', 'Boolean', 'JSON', 'Buffer'],
      ...options,
      complete: (error, statement, rows) => {
        if (error) reject(error);
        else resolve({ rows: (rows ?? []) as unknown[][], statement: statement });
      },
    });
  });
}

export function disconnectSnowflake(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.destroy((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

export interface DatabricksTarget {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly token: string;
  readonly caFile: string;
}

/** A connected client, which has sent nothing yet. */
async function connectDatabricks(
  target: DatabricksTarget,
  options: Record<string, unknown> = {},
): Promise<DBSQLClient> {
  const { DBSQLClient } = await import('@databricks/sql');
  const client = new DBSQLClient({ logger: { log: () => undefined } });
  client.on('error', () => undefined);
  const { host, port, path, token } = target;
  const customCaCert = readFileSync(target.caFile, 'utf8');
  const all = { host, port, path, token, customCaCert, telemetryEnabled: false, ...options };
  await client.connect(all);
  return client;
}

/** Opens a session for the time of `work` and closes everything after it. */
export async function withDatabricks<T>(
  target: DatabricksTarget,
  work: (session: DatabricksSession, client: DBSQLClient) => Promise<T>,
  { session, ...options }: Record<string, unknown> & { session?: DatabricksSessionOptions } = {},
): Promise<T> {
  const client = await connectDatabricks(target, options);
  try {
    return await work(await client.openSession(session), client);
  } finally {
    await client.close();
  }
}

export async function queryDatabricks(
  session: DatabricksSession,
  sql: string,
  options = {},
): Promise<readonly object[]> {
  const operation = await session.executeStatement(sql, options);
  try {
    await operation.finished();
    return await operation.fetchAll();
  } finally {
    await operation.close();
  }
}

/** The reason why a promise was rejected. Not every error of the drivers is an Error. */
export async function refusal(promise: Promise<unknown>): Promise<Refusal> {
  const reason: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error ?? {},
  );
  if (reason === undefined) throw new Error('Expected a refusal, but it went well.');
  return reason as Refusal;
}

/** What the drivers' errors are made of. */
export interface Refusal {
  readonly name?: string;
  readonly message: string;
  readonly code?: string | number;
  readonly sqlState?: string;
  readonly statusCode?: number;
  readonly errorCode?: string;
  readonly data?: { readonly line?: number; readonly pos?: number; readonly queryId?: string };
  readonly response?: { readonly sqlState?: string; readonly displayMessage?: string; readonly statusCode?: number };
  readonly cause?: { readonly code?: string };
}
