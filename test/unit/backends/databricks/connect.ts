import { DatabricksBackend } from '../../../../source/backends/databricks/backend.js';
import type {
  BackendEvent,
  Connection,
  ConnectionOptions,
  Io,
  Login,
  Question,
  Statement,
} from '../../../../source/backends/base.js';
import type { Row } from '../../../../source/results/column.js';
import type { SmallexError } from '../../../../source/support/errors.js';
import type { DatabricksDouble } from '../../../doubles/databricks.js';

export const backend = new DatabricksBackend();

/** Options that lead to the double with its token. */
export function optionsOf(double: DatabricksDouble, extra: ConnectionOptions = {}): ConnectionOptions {
  return {
    server_hostname: double.host,
    port: double.port,
    http_path: double.path,
    access_token: double.token,
    ca_file: double.caFile,
    ...extra,
  };
}

export interface ListeningIo extends Io {
  readonly events: BackendEvent[];
  readonly questions: Question[];
}

/** An Io that keeps what it is told and answers questions with `answer`; without one, nobody can be asked. */
export function listen(answer?: string, signal?: AbortSignal): ListeningIo {
  const events: BackendEvent[] = [];
  const questions: Question[] = [];
  return {
    events,
    questions,
    ...(signal && { signal }),
    onEvent: (event) => events.push(event),
    ask: (question) => {
      questions.push(question);
      return answer === undefined ? Promise.reject(new Error('Nobody is here.')) : Promise.resolve(answer);
    },
  };
}

export function connect(
  double: DatabricksDouble,
  extra: ConnectionOptions = {},
  io: Io = listen(),
): Promise<Connection> {
  return backend.connect(optionsOf(double, extra), io);
}

export function login(double: DatabricksDouble, extra: ConnectionOptions = {}, io: Io = listen()): Promise<Login> {
  return backend.login(optionsOf(double, extra), io);
}

export async function rowsOf(statement: Statement): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of statement.batches()) rows.push(...batch);
  return rows;
}

export async function query(connection: Connection, sql: string): Promise<Row[]> {
  return await rowsOf(await connection.execute(sql));
}

/** The error that a promise rejects with. */
export async function failureOf<T extends SmallexError>(promise: Promise<unknown>): Promise<T> {
  return await promise.then(
    () => Promise.reject(new Error('It did not fail.')),
    (error: unknown) => error as T,
  );
}

/** The stages as they were told: `login ok`, `warehouse failed`. */
export function stagesIn(io: ListeningIo): string[] {
  return io.events.flatMap((event) =>
    event.type === 'stage' && event.state !== 'started' ? [`${event.stage} ${event.state}`] : [],
  );
}
