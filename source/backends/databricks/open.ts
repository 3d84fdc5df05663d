import { setTimeout as delay } from 'node:timers/promises';
import {
  AuthError,
  CancelledError,
  ConnectionError,
  QueryError,
  SmallexError,
  type StageName,
} from '../../support/errors.js';
import type { ConnectionOptions, Io } from '../base.js';
import { untilAborted } from '../../support/until-aborted.js';
import { runStage, skipStage } from '../stages.js';
import { DatabricksConnection } from './connection.js';
import { quoted } from './context.js';
import { createClient, type Driver, type DriverClient, type DriverSession } from './driver.js';
import { toSmallexError } from './errors.js';
import { warehouseIdOf } from './host.js';
import { textOf } from './options.js';
import { CALL_LIMIT_MS, within } from './operation.js';
import { originOf, type WorkspaceRest } from './rest.js';
import { agreeToStart, listWarehouses, readWarehouse, type StartPolicy, type Warehouse } from './warehouses.js';

export interface Opening {
  readonly driver: Driver;
  readonly rest: WorkspaceRest;
  /** The options of the driver's `connect`, with the login in them. */
  readonly driverOptions: Readonly<Record<string, unknown>>;
  readonly path: string;
  /** Warehouses seen a moment ago. */
  readonly known: readonly Warehouse[];
  /** What the agent is still needed for once the opening was given up. */
  readonly ending: Promise<unknown>[];
}

type OpenSession = (configuration: Readonly<Record<string, string>>) => Promise<DriverSession>;

// Serverless warehouses start in seconds, classic ones in 2–5 minutes, clusters in up to 8.
const START_LIMIT_S = 600;
const RETRY_MS = 1_000;
// Nobody waits for a session that was given up; one that comes later the server forgets by itself.
const LATE_LIMIT_MS = 5_000;

/** Warehouse → catalog → schema → one SELECT, each a stage. Databricks has no roles. */
export async function openConnection(
  opening: Opening,
  options: ConnectionOptions,
  io: Io,
): Promise<DatabricksConnection> {
  const { path } = opening;
  const client = await createClient(opening.driver, opening.driverOptions, opening.rest.workspace.agent);
  let asked: Promise<unknown> = Promise.resolve();
  const open: OpenSession = (configuration) => {
    const session = within(CALL_LIMIT_MS, client.openSession({ configuration }));
    asked = session;
    return session;
  };
  try {
    const { session, warehouse } = await runStage(
      io,
      'warehouse',
      () => startSession(opening, open, path, options, io),
      (started) => started.warehouse?.name ?? 'cluster',
    );
    const connection = connectionOf(opening, client, session, warehouse, path, options);
    await enter(connection, 'catalog', options, io);
    await enter(connection, 'schema', options, io);
    await runStage(
      io,
      'select',
      () => atStage('select', undefined, () => connection.freshContext(io.signal)),
      ({ catalog, schema }) => [catalog, schema].filter((part) => part !== null).join('.'),
    );
    return connection;
  } catch (error) {
    // A session that comes after a cancel would stay on the server: the client closes those that it has.
    const settled = within(LATE_LIMIT_MS, asked).catch(() => undefined);
    opening.ending.push(settled.then(() => client.close()).catch(() => undefined));
    throw error;
  }
}

function connectionOf(
  { driver, rest }: Opening,
  client: DriverClient,
  session: DriverSession,
  warehouse: Warehouse | undefined,
  path: string,
  options: ConnectionOptions,
): DatabricksConnection {
  const id = warehouseIdOf(path);
  const { host, workspaceId } = rest.workspace;
  const workspace = workspaceId === null ? '' : `&o=${workspaceId}`;
  const history = `${originOf({ host, port: 443 })}/sql/history?uiQueryProfileVisible=true${workspace}&queryId=`;
  const parts = {
    driver,
    client,
    session,
    rest,
    profileUrl: id === null ? undefined : (queryId: string) => history + queryId,
    useCloudFetch: textOf(options, 'use_cloud_fetch') !== 'no',
    ping: async () => {
      await (id === null ? listWarehouses(rest) : readWarehouse(rest, id));
    },
  };
  return new DatabricksConnection(parts, {
    warehouse: warehouse?.name ?? path.split('/').at(-1) ?? null,
    warehouseState: warehouse ? 'running' : null,
  });
}

async function startSession(
  { rest, known }: Opening,
  open: OpenSession,
  path: string,
  options: ConnectionOptions,
  io: Io,
): Promise<{ session: DriverSession; warehouse: Warehouse | undefined }> {
  const id = warehouseIdOf(path);
  const warehouse = id === null ? undefined : await stateOf(rest, id, known, io.signal);
  if (warehouse) await agreeToStart(warehouse, (textOf(options, 'start_warehouse') ?? 'ask') as StartPolicy, io);
  const limit = Number(textOf(options, 'start_timeout') ?? START_LIMIT_S) * 1000;
  return { session: await openSession(rest, () => open(configurationOf(options)), limit, io), warehouse };
}

/** What the session is told at its start; both are documented parameters of SQL warehouses. */
function configurationOf(options: ConnectionOptions): Record<string, string> {
  const timeout = textOf(options, 'statement_timeout');
  const tag = textOf(options, 'query_tag');
  return {
    ...(timeout !== undefined && { STATEMENT_TIMEOUT: timeout }),
    ...(tag !== undefined && { QUERY_TAGS: tag }),
  };
}

/** A running one that was just listed needs no second look; undefined when this person may not see its state. */
async function stateOf(
  rest: WorkspaceRest,
  id: string,
  known: readonly Warehouse[],
  signal: AbortSignal | undefined,
): Promise<Warehouse | undefined> {
  const seen = known.find((warehouse) => warehouse.id === id && warehouse.state === 'running');
  if (seen) return seen;
  try {
    return await readWarehouse(rest, id, signal);
  } catch (thrown) {
    if (thrown instanceof AuthError && thrown.engineCode === '403') return undefined;
    throw thrown;
  }
}

/** Opening a session starts what it runs on: until that runs, the server answers 503. */
async function openSession(
  rest: WorkspaceRest,
  open: () => Promise<DriverSession>,
  limitMs: number,
  io: Io,
): Promise<DriverSession> {
  const started = Date.now();
  const stop = io.signal ?? new AbortController().signal;
  for (;;) {
    if (stop.aborted) throw new CancelledError('The connection was cancelled.');
    try {
      const session = await untilAborted(open(), stop);
      if (session !== 'aborted') return session;
    } catch (thrown) {
      const { host, credential } = rest.workspace;
      const error = toSmallexError(thrown, { host, credential, stage: 'warehouse' });
      const elapsed = Date.now() - started;
      const isStarting = error instanceof ConnectionError && /^(?:503|429)$/.test(error.engineCode ?? '');
      if (!isStarting) throw asConnectionError(error, 'warehouse', 'http_path');
      if (elapsed > limitMs) throw notStarted(limitMs, error);
      io.onEvent({ type: 'waiting', for: 'warehouse', detail: `starting, ${Math.round(elapsed / 1000)} s` });
    }
    await untilAborted(delay(RETRY_MS), stop);
  }
}

function notStarted(limitMs: number, cause: unknown): ConnectionError {
  return new ConnectionError(`The warehouse did not start within ${Math.round(limitMs / 1000)} seconds.`, {
    stage: 'warehouse',
    field: 'http_path',
    hint: 'Look at its page in the workspace, or raise start_timeout.',
    cause,
  });
}

/** The engine itself says whether a catalog or schema exists; the driver's `initialCatalog` takes any name silently. */
async function enter(
  connection: DatabricksConnection,
  field: 'catalog' | 'schema',
  options: ConnectionOptions,
  io: Io,
): Promise<void> {
  const name = textOf(options, field);
  if (name === undefined) {
    skipStage(io, field, `The workspace's default.`);
    return;
  }
  // Not USE CATALOG: Apache Spark knows only SET CATALOG, Databricks both.
  const sql = field === 'catalog' ? `SET CATALOG ${quoted(name)}` : `USE ${quoted(name)}`;
  await runStage(
    io,
    field,
    () => atStage(field, field, () => connection.rows(`/* smallex */ ${sql}`, io.signal)),
    () => name,
  );
}

async function atStage<T>(stage: StageName, field: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw thrown instanceof SmallexError ? asConnectionError(thrown, stage, field) : thrown;
  }
}

/** A statement of ours that fails while connecting is a failure to connect, not of the person's query. */
function asConnectionError(error: SmallexError, stage: StageName, field: string | undefined): SmallexError {
  if (!(error instanceof QueryError)) return error;
  return new ConnectionError(error.message, {
    stage,
    field,
    engineCode: error.engineCode,
    hint: field === 'catalog' || field === 'schema' ? `Choose another ${field}, or none.` : error.hint,
    cause: error,
  });
}
