// The network is gone while a Snowflake statement runs. The driver tries for a minute before it gives up; its waits are
// cut to milliseconds here, everything else is as it is.
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openSession, type Run, type Session, type SessionEvent } from '../../../source/session/index.js';
import { ConnectionError } from '../../../source/support/errors.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../../doubles/snowflake.js';
import { pollUntil } from '../../support/wait.js';

interface Axios {
  readonly interceptors: {
    readonly request: { use(take: (config: object) => object): number; eject(id: number): void };
  };
}

const { default: axios } = createRequire(import.meta.url)('snowflake-sdk/dist/lib/http/axios_instance.js') as {
  default: Axios;
};
// Added before the session's own, it runs after that and has the last word.
const soon = axios.interceptors.request.use((config) => {
  const retries = (config as { snowflakeRetryConfig?: object }).snowflakeRetryConfig;
  return Object.assign(config, {
    snowflakeRetryConfig: { ...retries, maxRetries: 2, sleepBase: 0.01, sleepCap: 0.01 },
  });
});

let double: SnowflakeDouble;
let session: Session;
beforeAll(async () => {
  double = await startSnowflakeDouble({ syncMs: 50 });
  const connection = { account: double.account, user: 'fake', password: 'snow', host: double.host, port: double.port };
  session = await openSession({ engine: 'snowflake', connection: { ...connection, protocol: 'http' } });
});
afterAll(async () => {
  await session.close();
  await double.stop();
  axios.interceptors.request.eject(soon);
});
beforeEach(() => {
  const columns = [{ name: 'A', type: 'fixed' }];
  double.answer('select slow', { columns, rows: [[42]], delayMs: 1500, phases: ['RUNNING'] });
  double.answer(/^insert/, { affected: 7, verb: 'inserted', delayMs: 1500, phases: ['RUNNING'] });
  double.answer('select endless', { columns, rows: [[1]], delayMs: Infinity, phases: ['RUNNING'] });
});

async function eventsOf(run: Run): Promise<SessionEvent[]> {
  const events: SessionEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

const sent = (sql: string): number => double.statements.filter((one) => one === sql).length;

/** No answer to whoever asks how the statement is, once it is under way. */
async function outage(times: number): Promise<() => void> {
  const asked = double.count('result');
  await pollUntil(
    'a first question',
    () => double.count('result') > asked,
    () => JSON.stringify(double.requests.at(-1)),
  );
  return double.misbehave('result', { do: 'reset' }, { times });
}

test.each([
  ['select slow', { rows: 1, affected: null }],
  ['insert into t values (1)', { affected: 7 }],
])('%s: its result is waited for again, and nothing is sent twice', async (sql, end) => {
  const before = sent(sql);
  const running = eventsOf(session.run(sql));
  const over = await outage(4);
  const events = await running;
  over();
  expect(events.find(({ type }) => type === 'done' || type === 'failed')).toMatchObject({ type: 'done', ...end });
  const notices = events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
  expect(notices).toEqual([expect.stringMatching(/^The connection was cut while query [\w-]+ ran; its result was/)]);
  expect(sent(sql)).toBe(before + 1);
});

test('a network that stays away: it may still run, with its id and the next step', async () => {
  const running = eventsOf(session.run('select endless'));
  const over = await outage(999);
  const events = await running;
  over();
  const id = events.flatMap((event) => (event.type === 'query-id' ? [event.queryId] : []))[0]!;
  const failed = events.find((event) => event.type === 'failed')!;
  expect(failed.error).toBeInstanceOf(ConnectionError);
  expect(failed.error.message).toMatch(
    new RegExp(`^Snowflake can't be reached any more: .* Query ${id} may still run\\.$`),
  );
  expect(failed.error.hint).toContain(`\\result ${id} waits for its rows`);
  expect(failed.error.hint).not.toMatch(/history/);
  expect(sent('select endless')).toBe(1);
});

test('a cancel while the connection is gone claims nothing: the query may still run', async () => {
  const run = session.run('select endless');
  const events: SessionEvent[] = [];
  const running = (async () => {
    for await (const event of run) events.push(event);
  })();
  const over = await outage(999);
  const before = double.count('result');
  await pollUntil(
    'questions asked again',
    () => double.count('result') > before + 5,
    () => '',
  );
  const outcome = await run.cancel();
  await running;
  over();
  expect(outcome).toBe('unconfirmed');
  expect(events.at(-1)).toMatchObject({ type: 'cancelled', confirmed: false, sent: true });
});
