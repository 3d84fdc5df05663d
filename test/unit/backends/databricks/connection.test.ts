import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BackendEvent, Connection } from '../../../../source/backends/base.js';
import {
  CancelledError,
  ConnectionError,
  QueryError,
  SmallexError,
  ValueError,
} from '../../../../source/support/errors.js';
import { startDatabricksDouble, type DatabricksDouble } from '../../../doubles/databricks.js';
import { connect, failureOf, query, rowsOf } from './connect.js';

let double: DatabricksDouble;
let connection: Connection;
beforeAll(async () => {
  double = await startDatabricksDouble();
});
afterAll(async () => {
  await double.stop();
});
beforeEach(async () => {
  connection = await connect(double);
});
afterEach(async () => {
  await connection.close();
});

const NUMBERS = { columns: [{ name: 'n', type: 'bigint' }], rows: { count: 50_000, make: (index: number) => [index] } };

describe('a statement', () => {
  it('tells its id and page, its columns, and gives its rows once in order', async () => {
    double.answer('numbers', { ...NUMBERS, chunks: 5, states: ['PENDING', 'RUNNING'] });
    const events: BackendEvent[] = [];
    const statement = await connection.execute('numbers', { onEvent: (event) => events.push(event) });
    expect(events[0]).toEqual({
      type: 'query-id',
      queryId: statement.queryId,
      url: `https://localhost/sql/history?uiQueryProfileVisible=true&queryId=${String(statement.queryId)}`,
    });
    const rows = await rowsOf(statement);
    expect(rows).toHaveLength(50_000);
    expect(rows.every(([cell], index) => cell === String(index))).toBe(true);
    expect(statement.incomplete).toBe(false);
    await expect.poll(() => double.count('CloseOperation')).toBeGreaterThan(0);
  });

  it('without rows has no columns; one that changes rows says how many', async () => {
    double.answer('create', {}).answer('delete from t', { affected: 3, verb: 'deleted' });
    expect(await connection.execute('create')).toMatchObject({ columns: [], rowsAffected: null });
    const changed = await connection.execute('delete from t');
    expect(changed).toMatchObject({ columns: [], rowsAffected: 3 });
    expect(await rowsOf(changed)).toEqual([]);
  });

  it('that selects columns of such a name keeps them', async () => {
    double.answer('/* x */ select num_affected_rows from log', {
      columns: [{ name: 'num_affected_rows', type: 'bigint' }],
      rows: [[7]],
    });
    expect(await query(connection, '/* x */ select num_affected_rows from log')).toEqual([['7']]);
  });

  it('that fails says where, in the text that was given', async () => {
    const sql = 'select 1,\n  selec';
    double.answer(sql, {
      error: {
        code: 'PARSE_SYNTAX_ERROR',
        message: "Syntax error at or near 'selec'.",
        sqlState: '42601',
        line: 2,
        pos: 2,
      },
    });
    const error = await failureOf<QueryError>(connection.execute(sql));
    expect(error).toBeInstanceOf(QueryError);
    expect(error).toMatchObject({
      message: "[PARSE_SYNTAX_ERROR] Syntax error at or near 'selec'.",
      engineCode: 'PARSE_SYNTAX_ERROR',
      sqlState: '42601',
      position: sql.indexOf('selec', 10),
    });
    expect(error.queryId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('binds parameters with their types, and NULL', async () => {
    double.answer('select :a, :b, :c', { columns: [{ name: 'x', type: 'int' }], rows: [[1]] });
    await connection.execute('select :a, :b, :c', {
      parameters: { a: { value: '42', type: 'int' }, b: { value: "it's" }, c: { value: null } },
    });
    const sent = double.requests.filter(({ kind }) => kind === 'ExecuteStatement').at(-1)?.body as {
      parameters: { name: string; type: string | null; value: { stringValue: string } | null }[];
    };
    expect(sent.parameters.map(({ name, type, value }) => [name, type, value?.stringValue ?? null])).toEqual([
      ['a', 'INT', '42'],
      ['b', 'STRING', "it's"],
      ['c', null, null],
    ]);
  });

  it('refuses missing and surplus parameters before anything is sent', async () => {
    const before = double.statements.length;
    const error = await failureOf(connection.execute('select :a', { parameters: { b: { value: '1' } } }));
    expect(error).toBeInstanceOf(ValueError);
    expect(error.message).toBe('There is no value for the parameter :a. The statement has no parameter :b.');
    expect(double.statements).toHaveLength(before);
  });

  it.each(['truncate', 'malformed', 'html'] as const)('fails at once after a %s answer', async (what) => {
    double.misbehave('ExecuteStatement', { do: what });
    const started = performance.now();
    expect(await failureOf(connection.execute('SELECT 1'))).toBeInstanceOf(SmallexError);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await query(connection, 'SELECT 1')).toEqual([['1']]);
  });

  it('that is left half read is closed by the next, and marked incomplete', async () => {
    double.answer('numbers', { ...NUMBERS, chunks: 50 });
    const first = await connection.execute('numbers');
    const reading = first.batches()[Symbol.asyncIterator]();
    expect((await reading.next()).done).toBe(false);
    expect(await query(connection, 'SELECT 1')).toEqual([['1']]);
    expect(first.incomplete).toBe(true);
    expect((await reading.next()).done).toBe(true);
  });

  it('interleaved with a listing gives way to it', async () => {
    double.answer('numbers', { ...NUMBERS, chunks: 50 });
    double.misbehave('schemas', { do: 'status', status: 404, body: '{}' });
    const first = await connection.execute('numbers');
    expect((await connection.catalog.schemas()).map(({ name }) => name)).toContain('sales');
    expect(first.incomplete).toBe(true);
  });
});

describe('a cancel', () => {
  const forever = () => double.answer('forever', { delayMs: Infinity });

  it('before the statement is sent sends nothing', async () => {
    const before = double.count('ExecuteStatement');
    const error = await failureOf<CancelledError>(connection.execute('forever', { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ name: 'CancelledError', confirmed: true });
    expect(double.count('ExecuteStatement')).toBe(before);
  });

  it('before there is a handle is sent when it arrives', async () => {
    forever();
    double.misbehave('ExecuteStatement', { do: 'delay', ms: 200 });
    const before = double.count('ExecuteStatement');
    const stop = new AbortController();
    const executing = connection.execute('forever', { signal: stop.signal });
    await expect.poll(() => double.count('ExecuteStatement'), { interval: 5 }).toBe(before + 1);
    stop.abort();
    const error = await failureOf<CancelledError>(executing);
    expect(error).toMatchObject({ name: 'CancelledError', confirmed: true });
    expect(error.queryId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('of a running statement is confirmed by the server', async () => {
    forever();
    const stop = new AbortController();
    const executing = connection.execute('forever', {
      signal: stop.signal,
      onEvent: (event) => event.type === 'waiting' && stop.abort(),
    });
    expect(await failureOf(executing)).toMatchObject({ name: 'CancelledError', confirmed: true });
    expect(await query(connection, 'SELECT 1')).toEqual([['1']]);
  });

  it('that the server refuses is not called confirmed', async () => {
    forever();
    double.misbehave('CancelOperation', { do: 'status', status: 400 });
    const stop = new AbortController();
    const executing = connection.execute('forever', {
      signal: stop.signal,
      onEvent: (event) => event.type === 'waiting' && stop.abort(),
    });
    expect(await failureOf(executing)).toMatchObject({ name: 'CancelledError', confirmed: false });
  });

  it('while rows come ends the rows', async () => {
    double.answer('numbers', { ...NUMBERS, chunks: 50 });
    const stop = new AbortController();
    const statement = await connection.execute('numbers', { signal: stop.signal });
    let rows = 0;
    const reading = (async () => {
      for await (const batch of statement.batches()) {
        rows += batch.length;
        if (rows >= 5_000) stop.abort();
      }
    })();
    expect(await failureOf(reading)).toMatchObject({ name: 'CancelledError', confirmed: true });
    expect(rows).toBeLessThan(50_000);
  });

  it('after the last row changes nothing', async () => {
    const statement = await connection.execute('SELECT 1');
    expect(await rowsOf(statement)).toEqual([['1']]);
    expect(await statement.cancel()).toBe('finished');
  });
});

describe('where statements run', () => {
  it('follows USE without asking', async () => {
    await connection.execute('USE CATALOG samples');
    expect(connection.context()).toMatchObject({ catalog: 'samples', schema: 'default' });
    await connection.execute('use `nyctaxi`');
    expect(connection.context()).toMatchObject({ catalog: 'samples', schema: 'nyctaxi' });
    await failureOf(connection.execute('USE nowhere'));
    expect(connection.context()).toMatchObject({ schema: 'nyctaxi' });
    expect(double.statements.slice(-3)).toEqual(['USE CATALOG samples', 'use `nyctaxi`', 'USE nowhere']);
  });

  it('is asked for again, before a listing, after a statement that may have changed it unseen', async () => {
    double.answer(/^EXECUTE IMMEDIATE/, {});
    await connection.execute("EXECUTE IMMEDIATE 'USE samples.nyctaxi'");
    Object.assign(double.sessions.at(-1)!, { catalog: 'samples', schema: 'nyctaxi' });
    expect((await connection.catalog.tables()).map(({ name }) => name)).toContain('trips');
    expect(connection.context()).toMatchObject({ catalog: 'samples', schema: 'nyctaxi' });
  });
});

describe('a connection', () => {
  it('pings without a statement', async () => {
    const before = double.statements.length;
    await connection.ping();
    expect(double.statements).toHaveLength(before);
    double.misbehave('warehouse', { do: 'reset' });
    expect(await failureOf(connection.ping())).toBeInstanceOf(ConnectionError);
  });

  it('whose session is gone says so, and keeps saying it without asking', async () => {
    double.endSessions();
    const error = await failureOf<ConnectionError>(connection.execute('SELECT 1'));
    expect(error).toMatchObject({ name: 'ConnectionError', engineCode: 'LOST' });
    const before = double.count('ExecuteStatement');
    expect(await failureOf(connection.execute('SELECT 1'))).toMatchObject({ engineCode: 'LOST' });
    expect(double.count('ExecuteStatement')).toBe(before);
  });

  it('whose token expires names the login', async () => {
    double.misbehave('ExecuteStatement', { do: 'status', status: 403 });
    expect(await failureOf(connection.execute('SELECT 1'))).toMatchObject({ name: 'AuthError', field: 'access_token' });
  });

  it('closes within its limit when the server hangs', async () => {
    const other = await connect(double);
    double.misbehave('CloseSession', { do: 'hang' });
    const started = performance.now();
    await other.close();
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});
