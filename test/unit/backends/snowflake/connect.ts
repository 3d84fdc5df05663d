import { SnowflakeBackend } from '../../../../source/backends/snowflake/backend.js';
import type {
  BackendEvent,
  Connection,
  ConnectionOptions,
  Io,
  Question,
  Statement,
} from '../../../../source/backends/base.js';
import type { Row } from '../../../../source/results/column.js';
import type { SnowflakeDouble } from '../../../doubles/snowflake.js';

export const backend = new SnowflakeBackend();

/** Options that lead to a double and let its user in. */
export function optionsFor(double: SnowflakeDouble, more: ConnectionOptions = {}): ConnectionOptions {
  const endpoint = { account: double.account, host: double.host, port: double.port, protocol: 'http' };
  return { ...endpoint, user: 'fake', password: 'snow', ...more };
}

/** Io that keeps what it was told and asked. */
export class Recorder implements Io {
  readonly events: BackendEvent[] = [];
  readonly questions: Question[] = [];
  declare readonly signal?: AbortSignal;
  answer = '';
  onUrl: (url: string) => void = () => undefined;

  constructor(signal?: AbortSignal) {
    if (signal) this.signal = signal;
  }

  onEvent = (event: BackendEvent): void => {
    this.events.push(event);
    if (event.type === 'open-url') this.onUrl(event.url);
  };

  ask = (question: Question): Promise<string> => {
    this.questions.push(question);
    return Promise.resolve(this.answer);
  };

  /** `login ok`, `warehouse failed`, … without what only started. */
  get stages(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'stage' && event.state !== 'started' ? [`${event.stage} ${event.state}`] : [],
    );
  }
}

export function connectTo(double: SnowflakeDouble, more: ConnectionOptions = {}, io?: Io): Promise<Connection> {
  return backend.connect(optionsFor(double, more), io);
}

export async function rowsOf(statement: Statement): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of statement.batches()) rows.push(...batch);
  return rows;
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It was not rejected.');
}
