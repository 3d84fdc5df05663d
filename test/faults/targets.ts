// The engines that the fault run breaks: the doubles, which speak the drivers' real protocols.
import { openSession, type Session } from '../../source/session/index.js';
import type { BackendEvent } from '../../source/backends/base.js';
import { startDatabricksDouble, type DatabricksKind } from '../doubles/databricks.js';
import type { Trouble, When } from '../doubles/http.js';
import { startSnowflakeDouble } from '../doubles/snowflake.js';
import type { SnowflakeKind } from '../doubles/snowflake-routes.js';

/** Results that the statements of the run have: rows are numbers from 0. */
export const RESULTS = { small: 3, slow: 3, big: 5000 } as const;

export interface FaultTarget {
  readonly engine: 'snowflake' | 'databricks';
  /** Opens a session; `news` is told what is said outside of statements. */
  open(news: (message: string) => void): Promise<Session>;
  misbehave(kind: string, trouble: Trouble, when?: When): () => void;
  /** Requests of that kind so far. */
  count(kind: string): number;
  /** The server forgets every session, as after a restart. */
  endSessions(): void;
  /** How often exactly this statement was sent; a driver's repetition under the same request id is no second sending. */
  sent(sql: string): number;
  /** How often exactly this statement was carried out. */
  ran(sql: string): number;
  stop(): Promise<void>;
}

const numbers = (count: number) => ({ count, make: (index: number) => [index] });

function io(news: (message: string) => void) {
  return {
    onEvent: (event: BackendEvent) => {
      if (event.type === 'notice') news(event.message);
    },
    ask: () => Promise.reject(new Error('Nobody is there.')),
  };
}

export async function snowflakeTarget(): Promise<FaultTarget> {
  const double = await startSnowflakeDouble({ syncMs: 100 });
  const columns = [{ name: 'N', type: 'fixed' }];
  double.answer('select small', { columns, rows: numbers(RESULTS.small) });
  double.answer('select slow', { columns, rows: numbers(RESULTS.slow), delayMs: 400 });
  double.answer('select big', { columns, rows: numbers(RESULTS.big), chunks: 5 });
  double.answer('select endless', { columns, rows: numbers(1), delayMs: Infinity });
  double.answer(/^insert/, { affected: 1, verb: 'inserted' });
  double.answer(/^insert into slow/, { affected: 1, verb: 'inserted', delayMs: 400 });
  double.answer(/^(?:begin|commit|rollback)/, { status: 'Statement executed successfully.' });
  return {
    engine: 'snowflake',
    open: (news) =>
      openSession(
        {
          engine: 'snowflake',
          connection: {
            account: double.account,
            host: double.host,
            port: double.port,
            protocol: 'http',
            user: 'fake',
            password: 'snow',
            warehouse: 'W1',
            database: 'DEMO',
          },
        },
        { io: io(news) },
      ),
    misbehave: (kind, trouble, when) => double.misbehave(kind as SnowflakeKind, trouble, when),
    count: (kind) => double.requests.filter((request) => request.kind === kind).length,
    endSessions: () => double.endSessions(),
    sent: (sql) => {
      const asked = double.requests.filter(
        ({ kind, body }) => kind === 'query' && (body as { sqlText?: string } | undefined)?.sqlText === sql,
      );
      return new Set(asked.map(({ query }) => query.get('requestId'))).size;
    },
    ran: (sql) => double.statements.filter((statement) => statement === sql).length,
    stop: () => double.stop(),
  };
}

export async function databricksTarget(): Promise<FaultTarget> {
  const double = await startDatabricksDouble();
  const columns = [{ name: 'n', type: 'bigint' }];
  double.answer('select small', { columns, rows: numbers(RESULTS.small) });
  double.answer('select slow', { columns, rows: numbers(RESULTS.slow), delayMs: 400 });
  double.answer('select big', { columns, rows: numbers(RESULTS.big), chunks: 5 });
  double.answer('select endless', { columns, rows: numbers(1), delayMs: Infinity });
  double.answer(/^insert/, { affected: 1, verb: 'inserted' });
  double.answer(/^insert into slow/, { affected: 1, verb: 'inserted', delayMs: 400 });
  double.answer(/^(?:begin|commit|rollback)/, {});
  return {
    engine: 'databricks',
    open: (news) =>
      openSession(
        {
          engine: 'databricks',
          connection: {
            server_hostname: double.host,
            port: double.port,
            http_path: double.path,
            ca_file: double.caFile,
            access_token: double.token,
          },
        },
        { io: io(news) },
      ),
    misbehave: (kind, trouble, when) => double.misbehave(kind as DatabricksKind, trouble, when),
    count: (kind) => double.requests.filter((request) => request.kind === kind).length,
    endSessions: () => double.endSessions(),
    sent: (sql) =>
      double.requests.filter(
        ({ kind, body }) =>
          kind === 'ExecuteStatement' && (body as { statement?: string } | undefined)?.statement === sql,
      ).length,
    ran: (sql) => double.statements.filter((statement) => statement === sql).length,
    stop: () => double.stop(),
  };
}
