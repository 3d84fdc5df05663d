import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDatabricksDouble } from '../../doubles/databricks.js';
import {
  cancelledText,
  openSession,
  type Run,
  type Session,
  type SessionEvent,
} from '../../../source/session/index.js';
import { QueryError, TimeoutError, ValueError } from '../../../source/support/errors.js';

let session: Session;
beforeEach(async () => {
  session = await openSession({ engine: 'duckdb', connection: {} });
});
afterEach(() => session.close());

async function eventsOf(run: Run): Promise<SessionEvent[]> {
  const events: SessionEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

function types(events: readonly SessionEvent[]): string[] {
  return events.map((event) => event.type).filter((type) => type !== 'waiting');
}

const ENDLESS = 'select count(*) from range(1000000000000) t(x) where x % 7 = 3';

describe('a run', () => {
  test('tells of each statement in order, with its place in the text and its end', async () => {
    const text = "-- first\nselect 1 as a;\n\ncreate table t(x int); select 'b;c'";
    const events = await eventsOf(session.run(text));
    expect(types(events)).toEqual([
      'statement',
      'columns',
      'rows',
      'done',
      'statement',
      'done',
      'statement',
      'columns',
      'rows',
      'done',
    ]);
    const statements = events.flatMap((event) => (event.type === 'statement' ? [event.statement] : []));
    expect(statements.map(({ sql, number, of }) => [sql, number, of])).toEqual([
      ['select 1 as a', 1, 3],
      ['create table t(x int)', 2, 3],
      ["select 'b;c'", 3, 3],
    ]);
    for (const { sql, start, end } of statements) expect(text.slice(start, end)).toBe(sql);
  });

  test('stops at the first failure, or goes on when asked to', async () => {
    const stopped = await eventsOf(session.run('select 1; selec 2; select 3'));
    expect(types(stopped).at(-1)).toBe('failed');
    const failed = stopped.at(-1);
    expect(failed?.type === 'failed' && failed.error).toBeInstanceOf(QueryError);
    const going = await eventsOf(session.run('select 1; selec 2; select 3', { onError: 'continue' }));
    expect(types(going).filter((type) => type === 'done' || type === 'failed')).toEqual(['done', 'failed', 'done']);
  });

  test('runs the statements of text that arrives in pieces as soon as each is complete', async () => {
    let secondPieceAsked = false;
    async function* pieces(): AsyncIterable<string> {
      yield 'select 1; sel';
      secondPieceAsked = true;
      yield 'ect 2';
    }
    const seen: [string, boolean][] = [];
    for await (const event of session.run(pieces())) {
      if (event.type === 'rows' || event.type === 'statement') seen.push([event.type, secondPieceAsked]);
    }
    expect(seen[0]).toEqual(['statement', false]);
    expect(seen[1]).toEqual(['rows', false]);
    expect(seen).toHaveLength(4);
  });

  test('unsplit sends the whole text as one statement', async () => {
    const events = await eventsOf(session.run("select ';' || 'x' ;", { unsplit: true }));
    expect(events.find((event) => event.type === 'rows')).toMatchObject({ rows: [[';x']] });
  });

  test('runs no faster than it is read', async () => {
    const iterator = session.run('select * from range(10000000)')[Symbol.asyncIterator]();
    let rows = 0;
    while (rows === 0) {
      const { value } = (await iterator.next()) as { value: SessionEvent };
      if (value.type === 'rows') rows = value.rows.length;
    }
    expect(rows).toBeLessThan(10_000);
    await iterator.return?.();
    expect(types(await eventsOf(session.run('select 1')))).toContain('done');
  });
});

describe('the row limit', () => {
  test('pauses when one more row exists, goes on with more, and ends when there are none', async () => {
    const run = session.run('select * from range(25)', { limit: 10 });
    const rows: number[] = [];
    const pauses: number[] = [];
    for await (const event of run) {
      if (event.type === 'rows') rows.push(event.rows.length);
      if (event.type === 'paused') {
        pauses.push(event.rows);
        run.more(10);
      }
      if (event.type === 'done') expect(event).toMatchObject({ rows: 25, cut: false });
    }
    expect(pauses).toEqual([10, 20]);
    expect(rows.reduce((a, b) => a + b)).toBe(25);
  });

  test('of exactly as many rows as there are pauses nothing', async () => {
    const events = await eventsOf(session.run('select * from range(10)', { limit: 10 }));
    expect(types(events)).not.toContain('paused');
  });

  test('cuts the result of a statement that others follow, and says so', async () => {
    const events = await eventsOf(session.run('select * from range(100); select 2', { limit: 10 }));
    const done = events.filter((event) => event.type === 'done');
    expect(done).toMatchObject([
      { rows: 10, cut: true },
      { rows: 1, cut: false },
    ]);
  });

  test('a run that was never read gives way, and so does the one before it', async () => {
    const first = session.run(ENDLESS);
    await first[Symbol.asyncIterator]().next();
    session.run('select 2');
    expect(types(await eventsOf(session.run('select 3'))).at(-1)).toBe('done');
    expect(first.state).toMatchObject({ at: 'ended', ending: 'cancelled' });
  });

  test('the next run takes the place of a paused one, which is then cut', async () => {
    const paused = session.run('select * from range(100000)', { limit: 10 });
    const iterator = paused[Symbol.asyncIterator]();
    let event: SessionEvent | undefined;
    do event = ((await iterator.next()) as { value?: SessionEvent }).value;
    while (event && event.type !== 'paused');
    expect(types(await eventsOf(session.run('select 42')))).toEqual(['statement', 'columns', 'rows', 'done']);
    expect((await iterator.next()).value).toMatchObject({ type: 'done', rows: 10, cut: true });
  });
});

describe('cancel', () => {
  test('answers what the engine did, and the session goes on', async () => {
    const run = session.run(`${ENDLESS}; select 2`);
    const events: SessionEvent[] = [];
    let answer: Promise<string> | undefined;
    for await (const event of run) {
      events.push(event);
      if (event.type === 'statement') answer ??= run.cancel();
    }
    expect(await answer).toBe('cancelled');
    expect(events.at(-1)).toMatchObject({ type: 'cancelled', confirmed: true });
    expect(types(await eventsOf(session.run('select 1')))).toContain('done');
  });

  test('of a run that has ended answers "finished"', async () => {
    const run = session.run('select 1');
    await eventsOf(run);
    expect(await run.cancel()).toBe('finished');
  });

  test('of a run that nobody reads any more answers, and the session goes on', async () => {
    const run = session.run('select * from range(10000000)');
    const events = run[Symbol.asyncIterator]();
    await events.next();
    await expect.poll(() => run.state.at).toBe('ready');
    expect(await run.cancel()).toBe('cancelled');
    expect(run.state).toMatchObject({ at: 'ended', ending: 'cancelled' });
    expect(types(await eventsOf(session.run('select 1')))).toContain('done');
  });

  test('of a run that was never read sends nothing', async () => {
    const run = session.run('create table never_made(a int)');
    expect(await run.cancel()).toBe('cancelled');
    const events = await eventsOf(run);
    expect(events).toMatchObject([{ type: 'cancelled', sent: false }]);
    expect(cancelledText({ ...run.state, outcome: 'cancelled' })).toBe('Cancelled; the statement was not sent.');
    expect(types(await eventsOf(session.run('from never_made'))).at(-1)).toBe('failed');
  });

  test('of a paused result ends it', async () => {
    const run = session.run('select * from range(100000)', { limit: 10 });
    const events: SessionEvent[] = [];
    let answer: Promise<string> | undefined;
    for await (const event of run) {
      events.push(event);
      if (event.type === 'paused') answer = run.cancel();
    }
    expect(await answer).toBe('cancelled');
    expect(events.at(-1)).toMatchObject({ type: 'done', rows: 10, cut: true });
  });

  test('does not wait for text that never comes', async () => {
    async function* stuck(): AsyncIterable<string> {
      yield 'select 1;';
      await new Promise(() => undefined);
    }
    const run = session.run(stuck());
    const events: SessionEvent[] = [];
    for await (const event of run) {
      events.push(event);
      if (event.type === 'done') void run.cancel();
    }
    expect(types(events).slice(-2)).toEqual(['done', 'cancelled']);
    expect(await run.cancel()).toBe('cancelled');
  });

  test('by an AbortSignal is the same', async () => {
    const abort = new AbortController();
    const run = session.run(ENDLESS, { signal: abort.signal });
    const events: SessionEvent[] = [];
    for await (const event of run) {
      events.push(event);
      if (event.type === 'statement') abort.abort();
    }
    expect(events.at(-1)).toMatchObject({ type: 'cancelled', confirmed: true });
  });

  test('a time limit cancels on the server and is told as TimeoutError', async () => {
    const events = await eventsOf(session.run(ENDLESS, { timeoutMs: 100 }));
    const last = events.at(-1);
    expect(last?.type === 'failed' && last.error).toBeInstanceOf(TimeoutError);
  });

  test('abandon ends the reading at once', async () => {
    const run = session.run(ENDLESS);
    const events: SessionEvent[] = [];
    for await (const event of run) {
      events.push(event);
      if (event.type === 'statement') run.abandon();
    }
    expect(events.at(-1)).toMatchObject({ type: 'cancelled', confirmed: false });
  });

  test('a server that doesn’t answer is waited for as long as was said, not as long as the engine would', async () => {
    const double = await startDatabricksDouble();
    double.answer(/endless/, { delayMs: Infinity, states: ['RUNNING'] });
    const { host, port, path, caFile, token } = double;
    const place = { server_hostname: host, port, http_path: path, ca_file: caFile, access_token: token };
    const onDouble = await openSession({ engine: 'databricks', connection: place });
    try {
      const hanging = double.misbehave('CancelOperation', { do: 'hang' }, { times: 9 });
      const late = await eventsOf(onDouble.run('select endless', { timeoutMs: 500, cancelWithinMs: 100 }));
      const failed = late.at(-1);
      expect(failed?.type === 'failed' && failed.error).toBeInstanceOf(TimeoutError);
      expect(failed?.type === 'failed' && failed.error.hint).toMatch(/did not confirm it: query [\w-]+ may still run/);
      const run = onDouble.run('select endless', { cancelWithinMs: 100 });
      const events: SessionEvent[] = [];
      for await (const event of run) {
        events.push(event);
        if (event.type === 'query-id') void run.cancel();
      }
      expect(events.at(-1)).toMatchObject({ type: 'cancelled', outcome: 'unconfirmed' });
      expect(double.count('CancelOperation')).toBe(2);
      // Where the engine itself had given up, it would have closed the statements before that was told.
      expect(double.count('ExecuteStatement') - double.count('CloseOperation')).toBe(2);
      hanging();
    } finally {
      await onDouble.close();
      await double.stop();
    }
  });
});

describe('parameters', () => {
  test('reach the statements that use them, and one that nobody uses is refused before anything runs', async () => {
    const parameters = { n: { value: '41', type: 'INT' }, s: { value: 'x' } };
    const events = await eventsOf(session.run('select $n + 1; select $s', { parameters }));
    expect(events.flatMap((event) => (event.type === 'rows' ? event.rows : []))).toEqual([['42'], ['x']]);
    const refused = await eventsOf(session.run('create table made(a int); select 1', { parameters }));
    expect(refused).toHaveLength(1);
    expect(refused[0]?.type === 'failed' && refused[0].error).toBeInstanceOf(ValueError);
  });
});

describe('a read-only session', () => {
  test('refuses what is not surely a read, before it is sent', async () => {
    const guarded = await openSession({ engine: 'duckdb', connection: {} }, { settings: { read_only: true } });
    try {
      const events = await eventsOf(guarded.run('create table t(a int)'));
      expect(events.at(-1)).toMatchObject({
        type: 'failed',
        error: { message: expect.stringContaining('read-only') as string },
      });
      expect(types(await eventsOf(guarded.run('from duckdb_tables()')))).toContain('done');
      expect(types(await eventsOf(guarded.run('set threads = 1; explain select 1')))).not.toContain('failed');
    } finally {
      await guarded.close();
    }
  });
});

describe('on a production profile', () => {
  test('what destroys or grants is asked first, refused without an answer, and nothing else is asked', async () => {
    const production = await openSession(
      { engine: 'duckdb', connection: {} },
      { settings: { environment: 'production' } },
    );
    const asked: string[] = [];
    const confirm = ({ answer }: { answer: string }): void => void asked.push(answer);
    try {
      await eventsOf(production.run('create table t(a int); insert into t values (1); select * from t', { confirm }));
      expect(asked).toEqual([]);
      const refused = await eventsOf(production.run('drop table t'));
      expect(refused.at(-1)).toMatchObject({
        type: 'failed',
        error: { message: expect.stringContaining('DROP TABLE t') as string },
      });
      expect(types(await eventsOf(production.run('select * from t')))).toContain('done');
      const no = (): never => {
        throw new ValueError('no');
      };
      expect(types(await eventsOf(production.run('delete from t', { confirm: no }))).at(-1)).toBe('failed');
      await eventsOf(production.run('delete from t', { confirm }));
      await eventsOf(production.run('drop table t', { confirm }));
      expect(asked).toEqual(['t', 't']);
    } finally {
      await production.close();
    }
  });
});

test('closing cancels what runs', async () => {
  const other = await openSession({ engine: 'duckdb', connection: {} });
  const iterator = other.run(ENDLESS)[Symbol.asyncIterator]();
  await iterator.next();
  void iterator.next();
  await other.close();
  expect(other.closed).toBe(true);
});

describe('a run that nobody waits for', () => {
  test('goes on beside others, and keeps its rows until they are read', async () => {
    const left = session.start('select sum(range) as s from range(3000000)');
    const events = left[Symbol.asyncIterator]();
    await events.next();
    expect(types(await eventsOf(session.run('select 1')))).toContain('done');
    await expect.poll(() => left.state.at).toBe('ready');
    expect(types(await eventsOf(session.run('select 2')))).toContain('done');
    const rows: SessionEvent[] = [];
    for (let next = await events.next(); !next.done; next = await events.next()) rows.push(next.value);
    expect(rows.find((event) => event.type === 'rows')).toMatchObject({ rows: [['4499998500000']] });
  });

  test('may be left while it runs: what is run next has the place to itself', async () => {
    await eventsOf(session.run('create table kept(a int); create schema s; use s'));
    const run = session.run(ENDLESS);
    const events = run[Symbol.asyncIterator]();
    await events.next();
    await expect.poll(() => run.state.at).toBe('running');
    expect(session.detach(run)).toBe(true);
    expect(session.detach(run)).toBe(false);
    const shown = await eventsOf(session.run('select current_schema(), count(*) from main.kept'));
    expect(shown.find((event) => event.type === 'rows')).toMatchObject({ rows: [['s', '0']] });
    expect(run.state.at).toBe('running');
    expect(await run.cancel()).toBe('cancelled');
    expect(types(await eventsOf(session.run('select 3')))).toContain('done');
  });

  test('ends with the session where nothing else could hold it', async () => {
    const other = await openSession({ engine: 'duckdb', connection: {} });
    const left = other.start(ENDLESS);
    await left[Symbol.asyncIterator]().next();
    await expect.poll(() => left.state.at).toBe('running');
    await other.close();
    expect(left.state).toMatchObject({ at: 'ended', ending: 'cancelled' });
  });
});
