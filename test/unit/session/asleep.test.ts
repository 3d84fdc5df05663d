// What happens to a session behind a person's back: a laptop that slept, a place that is gone, a login that needs them.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BackendEvent, Io } from '../../../source/backends/base.js';
import type { Profile } from '../../../source/profiles/index.js';
import { openSession, type Session } from '../../../source/session/index.js';
import { startDatabricksDouble, type DatabricksDouble } from '../../doubles/databricks.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../../doubles/snowflake.js';

const QUIET_MS = 61_000;

let double: SnowflakeDouble;
let session: Session | undefined;
let told: string[];
let asked: string[];
let answers: string[];
beforeEach(async () => {
  [told, asked, answers] = [[], [], []];
  double = await startSnowflakeDouble();
  double.answer('select 42', { columns: [{ name: 'A', type: 'fixed' }], rows: [[42]] });
  double.answer(/^insert/, { affected: 1, verb: 'inserted' });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await session?.close();
  session = undefined;
  await double.stop();
});

const io: Io = {
  onEvent: (event: BackendEvent) => {
    if (event.type === 'notice') told.push(event.message);
  },
  ask: ({ message }) => {
    asked.push(message);
    return Promise.resolve(answers.shift() ?? 'no');
  },
};

function profileOf(password: string): Profile {
  const { account, host, port } = double;
  const place = { warehouse: 'W1', database: 'DEMO', schema: 'PUBLIC' };
  const connection = { account, host, port, protocol: 'http', user: 'fake', ...place };
  return { name: 'p', engine: 'snowflake', connection, secrets: { password }, settings: {} };
}

async function open(password = 'plain:snow'): Promise<Session> {
  return (session = await openSession(profileOf(password), { io }));
}

/** How a statement ended, and what was said meanwhile. */
async function run(sql: string, on = session!): Promise<string> {
  let end = '';
  for await (const event of on.run(sql)) {
    if (event.type === 'notice') told.push(event.message);
    if (event.type === 'failed') end = event.error.message;
    if (event.type === 'done' || event.type === 'cancelled') end = event.type;
  }
  return end;
}

/** The clock goes on while nothing runs, as in a laptop that sleeps. */
function sleepLaptop(): void {
  const now = Date.now();
  vi.spyOn(Date, 'now').mockReturnValue(now + QUIET_MS);
}

const sent = (pattern: RegExp): number => double.statements.filter((sql) => pattern.test(sql)).length;

describe('after a quiet minute', () => {
  test('the connection is looked at before a statement is sent on it, and not before', async () => {
    await open();
    expect(await run('insert into t values (1)')).toBe('done');
    expect(double.count('heartbeat')).toBe(0);
    sleepLaptop();
    expect(await run('insert into t values (2)')).toBe('done');
    expect([double.count('heartbeat'), sent(/^insert/)]).toEqual([1, 2]);
  });

  test('a session that ended meanwhile is opened again, and the write is then sent for the first time', async () => {
    await open();
    double.endSessions();
    sleepLaptop();
    expect(await run('insert into t values (1)')).toBe('done');
    expect(told.join()).toContain('The session had ended; it is open again');
    expect([asked, sent(/^insert/), double.count('login')]).toEqual([[], 1, 2]);
  });

  test('without a network the statement is not sent, and that is what is said', async () => {
    await open();
    double.misbehave('heartbeat', { do: 'reset' }, { times: Infinity });
    sleepLaptop();
    expect(await run('insert into t values (1)')).toMatch(/^INSERT t was not sent\. /);
    expect(sent(/^insert/)).toBe(0);
  }, 60_000);
});

test.each(['role', 'warehouse', 'schema'] as const)(
  'a %s that is gone at the reopening is said, not fatal',
  async (what) => {
    await open();
    const use = { role: 'use role analyst', warehouse: 'use warehouse smallex_wh', schema: 'use schema demo.sales' }[
      what
    ];
    expect(await run(use)).toBe('done');
    const gone = { role: 'ANALYST', warehouse: 'SMALLEX_WH', schema: 'SALES' }[what];
    double.answer(new RegExp(`^use ${what} .*${gone}`, 'i'), {
      error: { code: '002043', message: 'It does not exist.' },
    });
    double.endSessions();
    expect(await run('select 42')).toBe('done');
    expect(told.join('\n')).toContain(`There is no ${what} "`);
    expect(told.join('\n')).toContain('it is open again');
  },
);

describe('a login that needs its person', () => {
  test('is asked about in mid-session; no leaves the session closed, and nothing is sent', async () => {
    answers = ['snow'];
    await open('prompt');
    expect(asked).toEqual(['Enter the password of "p".']);
    double.endSessions();
    answers = ['no'];
    expect(await run('select 42')).not.toBe('done');
    expect(asked.slice(1)).toEqual(['The session of "p" has ended. Log in again? It asks for a secret.']);
    expect(double.count('login')).toBe(1);
    answers = ['yes', 'snow'];
    expect(await run('select 42')).toBe('done');
    expect(double.count('login')).toBe(2);
  });
});

describe('a Databricks warehouse that stopped while the session was closed', () => {
  let workspace: DatabricksDouble;
  let idle: Session;
  beforeEach(async () => {
    workspace = await startDatabricksDouble();
    workspace.answer('select 42', { columns: [{ name: 'a', type: 'bigint' }], rows: [[42]] });
  });
  afterEach(async () => {
    await idle.close();
    await workspace.stop();
  });

  async function closedWhileIdle(options = {}): Promise<void> {
    const connection = {
      server_hostname: workspace.host,
      port: workspace.port,
      http_path: workspace.path,
      ca_file: workspace.caFile,
      access_token: workspace.token,
      ...options,
    };
    const settings = { close_when_idle: 0.001 };
    idle = await openSession({ engine: 'databricks', connection }, { io, settings });
    await expect.poll(() => idle.asleep).toBe('idle');
    workspace.warehouses.stop(workspace.path.split('/').at(-1)!);
  }

  test('is started by the statement that was typed, which needs no other yes', async () => {
    await closedWhileIdle();
    const waits: string[] = [];
    for await (const event of idle.run('select 42')) if (event.type === 'waiting') waits.push(event.for);
    expect(waits).toContain('warehouse');
    expect(asked).toEqual([]);
  }, 30_000);

  test('is left alone where the profile says so, and nothing is sent', async () => {
    await closedWhileIdle({ start_warehouse: 'no' });
    // What the login saw of the warehouses is old by now.
    sleepLaptop();
    const { length } = workspace.statements;
    expect(await run('select 42', idle)).toContain('is stopped');
    expect(workspace.statements).toHaveLength(length);
  });
});
