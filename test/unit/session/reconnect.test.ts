import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SessionCatalog } from '../../../source/session/catalog/index.js';
import { openSession, type Run, type Session, type SessionEvent } from '../../../source/session/index.js';
import { ConnectionError, QueryError } from '../../../source/support/errors.js';
import { startDatabricksDouble, type DatabricksDouble } from '../../doubles/databricks.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../../doubles/snowflake.js';

/** Everything that a run said, and how its statements ended. */
async function endOf(run: Run): Promise<{ ended: string[]; said: string[]; rows: number; error: unknown }> {
  const events: SessionEvent[] = [];
  for await (const event of run) events.push(event);
  const said = events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
  const ended = events.map(({ type }) => type).filter((type) => /^(?:done|failed|cancelled)$/.test(type));
  const rows = events.reduce((sum, event) => sum + (event.type === 'rows' ? event.rows.length : 0), 0);
  const failed = events.find((event) => event.type === 'failed');
  return { ended, said, rows, error: failed?.error };
}

const ROWS = { columns: [{ name: 'A', type: 'fixed' }], rows: [[42]] };

describe('a Snowflake session that the server ended', () => {
  let double: SnowflakeDouble;
  let session: Session;
  const asked: string[] = [];
  let answer = 'no';

  beforeEach(async () => {
    asked.length = 0;
    answer = 'no';
    double = await startSnowflakeDouble({});
    double.answer('select 42', ROWS).answer(/^insert/, { affected: 1, verb: 'inserted' });
    double.answer(/^(begin|create|set|rollback|commit)/i, { status: 'Done.' });
    const login = { account: double.account, user: 'fake', password: 'snow' };
    const connection = {
      ...login,
      host: double.host,
      port: double.port,
      protocol: 'http',
      warehouse: 'W1',
      database: 'DEMO',
    };
    session = await openSession(
      { engine: 'snowflake', connection },
      {
        io: {
          onEvent: () => undefined,
          ask: ({ message }) => {
            asked.push(message);
            return Promise.resolve(answer);
          },
        },
      },
    );
  });
  afterEach(async () => {
    await session.close();
    await double.stop();
  });

  const sent = (pattern: RegExp) => double.statements.filter((sql) => pattern.test(sql)).length;

  test('is opened again where it was, and the read is sent again', async () => {
    await endOf(session.run("use schema demo.sales; use role analyst; alter session set timezone = 'UTC'"));
    double.endSessions();
    const { ended, said, rows } = await endOf(session.run('select 42'));
    expect(ended).toEqual(['done']);
    expect(rows).toBe(1);
    expect(said).toEqual(['The session had ended; it is open again as ANALYST on W1, in DEMO.SALES, with 1 setting.']);
    expect(double.count('login')).toBe(2);
    expect(sent(/^alter session set timezone/)).toBe(2);
    expect(session.context).toMatchObject({ role: 'ANALYST', schema: 'SALES' });
  });

  test('also when even the master token has expired', async () => {
    double.expireSessions({ master: true });
    expect((await endOf(session.run('select 42'))).ended).toEqual(['done']);
    expect(double.count('login')).toBe(2);
  });

  test('never sends a write again by itself', async () => {
    double.endSessions();
    const { ended, error } = await endOf(session.run('insert into t values (1)'));
    expect(ended).toEqual(['failed']);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(String(error)).toContain('INSERT t was not run');
    expect(asked).toEqual(['INSERT t was not run: the session had ended. Run it now?']);
    expect(sent(/^insert/)).toBe(0);
    expect((await endOf(session.run('insert into t values (1)'))).ended).toEqual(['done']);
    expect(sent(/^insert/)).toBe(1);
  });

  test('sends it when the person says so', async () => {
    answer = 'yes';
    double.endSessions();
    expect((await endOf(session.run('insert into t values (1)'))).ended).toEqual(['done']);
    expect(sent(/^insert/)).toBe(1);
  });

  test('says what was lost with it, and runs nothing that may have needed it', async () => {
    await endOf(session.run('begin; create temporary table scratch (a int)'));
    double.endSessions();
    const { said, error } = await endOf(session.run('select 42'));
    expect(said.join()).toContain('Lost: the temporary table scratch.');
    expect(String(error)).toContain(
      'SELECT was not run: the session had ended, and with it the temporary table scratch.',
    );
    expect((await endOf(session.run('select 42'))).ended).toEqual(['done']);
  });

  test('a lost transaction is never committed', async () => {
    await endOf(session.run('begin; insert into t values (1)'));
    expect(session.context.inTransaction).toBe(true);
    double.endSessions();
    const { error } = await endOf(session.run('commit'));
    expect(String(error)).toContain('COMMIT was not run: the session had ended, and with it the open transaction.');
    expect(sent(/^commit/i)).toBe(0);
    expect(session.context.inTransaction).toBe(false);
  });

  test('without autocommit a change opens a transaction, and that is lost, too', async () => {
    await endOf(session.run('alter session set autocommit = false; insert into t values (1)'));
    expect(session.context.inTransaction).toBe(true);
    await endOf(session.run('commit; select 42'));
    expect(session.context.inTransaction).toBe(false);
    await endOf(session.run('insert into t values (2)'));
    double.endSessions();
    expect((await endOf(session.run('select 42'))).said.join()).toContain('Lost: the open transaction.');
    await endOf(session.run('insert into t values (3)'));
    expect(session.context.inTransaction).toBe(true);
  });

  test('one refused login is all: the error says so, and nothing is tried again', async () => {
    double.endSessions();
    double.refuse('login', { code: '390100', message: 'Incorrect username or password was specified.' });
    const { ended, error } = await endOf(session.run('select 42'));
    expect(ended).toEqual(['failed']);
    expect(String(error)).toMatch(/password/);
    expect(double.count('login')).toBe(2);
  });

  test('errors of statements are none of its business', async () => {
    double.answer('bad', { error: { code: '001003', message: 'no' } });
    expect((await endOf(session.run('bad'))).error).toBeInstanceOf(QueryError);
    expect(double.count('login')).toBe(1);
  });
});

describe('a Databricks session', () => {
  let double: DatabricksDouble;
  let session: Session;
  const news: string[] = [];

  async function open(settings = {}): Promise<Session> {
    const connection = {
      server_hostname: double.host,
      port: double.port,
      http_path: double.path,
      ca_file: double.caFile,
      access_token: double.token,
    };
    const io = {
      onEvent: (event: { readonly type: string; readonly message?: string }) => {
        if (event.type === 'notice') news.push(event.message ?? '');
      },
      ask: () => Promise.reject(new Error('Nobody is there.')),
    };
    return openSession({ engine: 'databricks', connection }, { io, settings });
  }

  /** A session of the same limit is the clock: once it was closed while idle, one that is older had time enough. */
  async function idleTimePasses(): Promise<void> {
    const clock = await open({ close_when_idle: 0.002 });
    await expect.poll(() => clock.asleep).toBe('idle');
    await clock.close();
  }

  beforeEach(async () => {
    news.length = 0;
    double = await startDatabricksDouble();
    double.answer('select 42', { columns: [{ name: 'a', type: 'bigint' }], rows: [[42]] });
    double.answer(/^insert/, { affected: 1, verb: 'inserted' }).answer(/^(create|set|drop)/i, {});
  });
  afterEach(async () => {
    await session.close();
    await double.stop();
  });

  test('that ended is opened again without a new login', async () => {
    session = await open();
    await endOf(session.run('use sales; set ansi_mode = false'));
    const logins = double.count('warehouses');
    double.endSessions();
    const { ended, said } = await endOf(session.run('select 42'));
    expect(ended).toEqual(['done']);
    expect(said.join()).toMatch(/it is open again.* in main\.sales, with 1 setting\./);
    expect(double.count('warehouses')).toBe(logins);
    expect(double.statements.filter((sql) => sql.startsWith('set ansi_mode'))).toHaveLength(2);
  });

  test('a write whose answer was cut is not sent again, and that is said', async () => {
    session = await open();
    double.misbehave('ExecuteStatement', { do: 'reset' });
    const { error } = await endOf(session.run('insert into t values (1)'));
    expect(String(error)).toContain('Whether INSERT t ran is not known; it was not sent again.');
    expect(double.count('ExecuteStatement')).toBe(2);
  });

  test('a read whose answer was cut is', async () => {
    session = await open();
    double.misbehave('ExecuteStatement', { do: 'reset' });
    expect((await endOf(session.run('select 42'))).ended).toEqual(['done']);
  });

  test('is closed when idle and comes back with its settings; an idle prompt asks for nothing', async () => {
    session = await open({ close_when_idle: 0.002 });
    await endOf(session.run('use sales; set ansi_mode = false'));
    await expect.poll(() => session.asleep).toBe('idle');
    await expect.poll(() => double.count('CloseSession')).toBe(1);
    await expect
      .poll(() => news)
      .toEqual(['The session was closed after being idle; the next statement opens it again.']);
    const opened = double.count('OpenSession');
    // Listing would start the warehouse.
    const catalog = new SessionCatalog(session, { cacheFolder: null });
    catalog.want([{ kind: 'tables' }, { kind: 'columns', path: ['orders'] }]);
    expect(catalog.peek({ kind: 'tables' }).reason).toContain('starts the warehouse');
    await idleTimePasses();
    expect(double.count('OpenSession')).toBe(opened + 1);
    expect(double.statements.filter((sql) => /show|information_schema/i.test(sql))).toEqual([]);
    expect(session.asleep).toBe('idle');
    const { ended, said } = await endOf(session.run('select 42'));
    expect(ended).toEqual(['done']);
    expect(said).toEqual([
      'The session was closed while idle; it is open again on Shared, in main.sales, with 1 setting.',
    ]);
  });

  test('stays open while something temporary is in it', async () => {
    session = await open({ close_when_idle: 0.002 });
    await endOf(session.run('create temporary view v as select 1'));
    await idleTimePasses();
    expect(session.asleep).toBeUndefined();
    await endOf(session.run('drop view v'));
    await expect.poll(() => session.asleep).toBe('idle');
  });
});
