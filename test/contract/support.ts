import { test } from 'vitest';
import type {
  BackendEvent,
  Connection,
  ConnectionOptions,
  ExecuteOptions,
  Io,
  Statement,
} from '../../source/backends/base.js';
import type { SessionEvent } from '../../source/session/index.js';
import type { Row } from '../../source/results/column.js';
import type { Check, ContractEngine } from './engine.js';

/** Declares a check, or shows as skipped why this engine can't do it. */
export function check(
  engine: ContractEngine,
  name: Check,
  detail: string,
  work: () => Promise<void>,
  timeoutMs?: number,
): void {
  const title = detail === '' ? name : `${name}: ${detail}`;
  const reason = engine.cannot[name];
  if (reason === undefined) test(title, work, timeoutMs);
  else test.skip(`${title} (left out: ${reason})`, work);
}

/** Io that keeps what it was told; a question fails the check. */
export class Recorder implements Io {
  readonly events: BackendEvent[] = [];

  onEvent = (event: BackendEvent): void => {
    this.events.push(event);
  };

  ask = (question: { readonly message: string }): Promise<string> =>
    Promise.reject(new Error(`Nobody was to be asked: ${question.message}`));

  /** `login started`, `login ok`, … in the order in which they came. */
  get stages(): readonly string[] {
    return this.events.flatMap((event) => (event.type === 'stage' ? [`${event.stage} ${event.state}`] : []));
  }
}

/** Opens a connection for the time of `work`; what the login holds is closed with it. */
export async function withConnection<T>(
  engine: ContractEngine,
  work: (connection: Connection) => Promise<T>,
  more: ConnectionOptions = {},
): Promise<T> {
  const options = { ...engine.options, ...more };
  const io = new Recorder();
  const login = await engine.backend.login(options, io);
  try {
    const connection = await login.open(options, io);
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  } finally {
    await login.close();
  }
}

/** Runs a statement and reads all of its rows. */
export async function query(connection: Connection, sql: string, options?: ExecuteOptions): Promise<readonly Row[]> {
  return rowsOf(await connection.execute(sql, options));
}

export async function rowsOf(statement: Statement): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const batch of statement.batches()) rows.push(...batch);
  return rows;
}

/** Reads on to the end and counts; nothing is kept. */
export async function countRows(batches: AsyncIterator<readonly Row[]>): Promise<number> {
  let count = 0;
  for (let next = await batches.next(); !next.done; next = await batches.next()) count += next.value.length;
  return count;
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const value: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error ?? {},
  );
  if (value === undefined) throw new Error('It was to be refused, and went well.');
  return value;
}

export async function runAll(connection: Connection, statements: readonly string[]): Promise<void> {
  for (const sql of statements) await query(connection, sql);
}

/** Whether the engine has said that a statement runs, and under which id. */
export function isTold(events: readonly (BackendEvent | SessionEvent)[]): boolean {
  const runs = events.some((event) => event.type === 'waiting' && event.for === 'running');
  return runs && events.some(({ type }) => type === 'query-id');
}
