import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectSnowflake, querySnowflake, refusal } from '../../doubles/raw-drivers.js';
import type { Refusal, SnowflakeConnection } from '../../doubles/raw-drivers.js';
import { startSnowflakeDouble } from '../../doubles/snowflake.js';
import type { SnowflakeDouble } from '../../doubles/snowflake.js';

let double: SnowflakeDouble;
beforeEach(async () => {
  double = await startSnowflakeDouble();
  double.answer('one', { columns: [{ name: 'A', type: 'fixed' }], rows: [[1]] });
});
afterEach(() => double.stop());

const login = (): Promise<SnowflakeConnection> => connectSnowflake(double.url);
const one = async (connection: SnowflakeConnection): Promise<unknown> => (await querySnowflake(connection, 'one')).rows;

describe('a Snowflake double that misbehaves at login', () => {
  const refusedLogin = async (): Promise<Refusal> => {
    const error = await refusal(login());
    expect(double.count('login')).toBe(1);
    return error;
  };

  it.each([401, 403])('HTTP %i', async (status) => {
    double.misbehave('login', { do: 'status', status });
    expect(await refusedLogin()).toMatchObject({ code: 401002, response: { statusCode: status } });
  });

  it('HTTP 503', async () => {
    double.misbehave('login', { do: 'status', status: 503 }, { times: Infinity });
    expect(await refusal(login())).toMatchObject({ name: 'RequestFailedError' });
  });

  it('a connection that breaks', async () => {
    double.misbehave('login', { do: 'reset' }, { times: Infinity });
    expect(await refusal(login())).toMatchObject({ code: 401001, cause: { code: 'ECONNRESET' } });
  });

  it('a page instead of an answer', async () => {
    double.misbehave('login', { do: 'html' });
    expect((await refusedLogin()).name).toBe('OperationFailedError');
  });

  it('an answer of its own', async () => {
    double.refuse('login', { code: '390422', message: 'Incoming request with IP/Token 203.0.113.7 is not allowed.' });
    expect(await refusedLogin()).toMatchObject({ code: '390422' });
  });

  it('late, after others went well', async () => {
    double.misbehave('login', { do: 'status', status: 403 }, { after: 1 });
    await login();
    expect(await refusal(login())).toMatchObject({ code: 401002 });
    await login();
  });

  it('a delay, then well', async () => {
    double.misbehave('login', { do: 'delay', ms: 120 });
    const begun = performance.now();
    await login();
    expect(performance.now() - begun).toBeGreaterThan(100);
  });
});

describe('a Snowflake double that misbehaves at statements', () => {
  it('lets an expired session be renewed without a login', async () => {
    const connection = await login();
    double.expireSessions();
    expect(await one(connection)).toEqual([['1']]);
    expect([double.count('login'), double.count('renew')]).toEqual([1, 1]);
  });

  it('ends sessions for good', async () => {
    const connection = await login();
    double.endSessions();
    expect(await refusal(one(connection))).toMatchObject({ code: 407002 });
    const second = await login();
    double.expireSessions({ master: true });
    expect(await refusal(one(second))).toMatchObject({ code: 407002 });
  });

  it.each(['reset', 'truncate', 'malformed', 'html'] as const)(
    'is asked again by the driver after a %s, and has run the statement once',
    async (trouble) => {
      const connection = await login();
      double.misbehave('query', { do: trouble });
      expect(await one(connection)).toEqual([['1']]);
      expect(double.count('query')).toBe(2);
      expect(double.statements).toEqual(['one']);
    },
  );

  it('loses a chunk, which the driver fetches again', async () => {
    const rows = { count: 100, make: (index: number) => [index] };
    double.answer('chunked', { columns: [{ name: 'A', type: 'fixed' }], rows, chunks: 3 });
    const connection = await login();
    double.misbehave('chunk', { do: 'truncate' });
    const { statement } = await querySnowflake(connection, 'chunked', { streamResult: true });
    let count = 0;
    for await (const _row of statement.streamRows()) count += 1;
    expect([count, double.count('chunk')]).toEqual([100, 4]);
  });
});
