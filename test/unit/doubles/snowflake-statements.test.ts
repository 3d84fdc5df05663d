import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectSnowflake, disconnectSnowflake, querySnowflake, refusal } from '../../doubles/raw-drivers.js';
import type { SnowflakeConnection } from '../../doubles/raw-drivers.js';
import { startSnowflakeDouble } from '../../doubles/snowflake.js';
import type { SnowflakeDouble } from '../../doubles/snowflake.js';

let double: SnowflakeDouble;
let connection: SnowflakeConnection;
beforeEach(async () => {
  double = await startSnowflakeDouble({ syncMs: 200 });
  connection = await connectSnowflake(double.url);
});
afterEach(async () => {
  await double.stop();
});

const ids = (count: number): { count: number; make: (index: number) => number[] } => ({
  count,
  make: (index) => [index],
});
const ID = [{ name: 'ID', type: 'fixed' }];

/** Starts a statement and gives its end and what cancels it. */
function start(sqlText: string): { ended: Promise<unknown>; cancel: () => Promise<void> } {
  let cancel = (): Promise<void> => Promise.resolve();
  const ended = new Promise((resolve, reject) => {
    const statement = connection.execute({
      sqlText,
      complete: (error, _statement, rows) => (error ? reject(error) : resolve(rows)),
    });
    cancel = () => new Promise((done, failed) => statement.cancel((error) => (error ? failed(error) : done())));
  });
  return { ended, cancel };
}

describe('statements of the Snowflake double', () => {
  it('answers what it was told, the last told first', async () => {
    double.answer(/^select/i, { columns: ID, rows: [[1]] }).answer('select 2', { columns: ID, rows: [[2]] });
    double.answer('select 3', { columns: ID, rows: [[3]] }, 1);
    const first = async (sql: string): Promise<unknown> => (await querySnowflake(connection, sql)).rows[0]?.[0];
    expect([
      await first('select 1'),
      await first('select 2;'),
      await first('select 3'),
      await first('select 3'),
    ]).toEqual(['1', '2', '3', '1']);
    expect(double.statements).toEqual(['select 1', 'select 2;', 'select 3', 'select 3']);
  });

  it('sends every type as Snowflake writes it', async () => {
    const types = [
      'fixed',
      'fixed',
      'real',
      'text',
      'boolean',
      'date',
      'time',
      'timestamp_ntz',
      'timestamp_tz',
      'binary',
      'variant',
    ];
    const columns = types.map((type, index) => ({
      name: type,
      type,
      ...(index === 1 ? { precision: 10, scale: 2 } : {}),
    }));
    const row = [
      '12345678901234567890123456789012345678',
      '1.10',
      1.5,
      '',
      true,
      '1969-12-31',
      '12:34:56',
      '1969-12-31 23:59:59.5',
      '2024-02-29 12:00:00 -05:30',
      'DEADBEEF',
      { a: 1 },
    ];
    double.answer('every type', { columns, rows: [row, row.map(() => null)] });
    const { rows } = await querySnowflake(connection, 'every type');
    expect(rows[0]).toEqual([
      '12345678901234567890123456789012345678',
      '1.10',
      '1.5',
      '',
      'TRUE',
      '1969-12-31',
      '12:34:56',
      '1969-12-31 23:59:59.500',
      '2024-02-29 12:00:00.000 -0530',
      'DEADBEEF',
      '{\n  "a": 1\n}',
    ]);
    expect(rows[1]).toEqual(row.map(() => null));
  });

  it('gives an answer made from the request', async () => {
    double.answer('select ?', ({ bindings }) => ({
      columns: [{ name: 'V', type: 'text' }],
      rows: [[bindings['1']?.value]],
    }));
    expect((await querySnowflake(connection, 'select ?', { binds: ['x'] })).rows).toEqual([['x']]);
  });

  it('counts changed rows and says what DDL did', async () => {
    double
      .answer(/^update/, { affected: 3, verb: 'updated' })
      .answer(/^create/, { status: 'Table T successfully created.' });
    expect((await querySnowflake(connection, 'update t set a = 1')).statement.getNumUpdatedRows()).toBe(3);
    const created = await querySnowflake(connection, 'create table t (a int)');
    expect([created.rows, created.statement.getNumUpdatedRows()]).toEqual([[['Table T successfully created.']], -1]);
  });

  it('fails with a position, and fails what nobody scripted', async () => {
    const message = "SQL compilation error:\nsyntax error line 1 at position 0 unexpected 'selec'.";
    double.answer(/^selec /, { error: { code: '001003', sqlState: '42000', message, line: 1, pos: 0 } });
    expect(await refusal(querySnowflake(connection, 'selec 1'))).toMatchObject({
      code: '001003',
      sqlState: '42000',
      message,
      data: { line: 1, pos: 0 },
    });
    expect((await refusal(querySnowflake(connection, 'surprise'))).message).toBe(
      'The double has no answer for: surprise',
    );
  });

  it('streams many rows in chunks that are made when asked for', async () => {
    double.answer('many', { columns: ID, rows: ids(20_000), chunks: 9 });
    const { statement } = await querySnowflake(connection, 'many', { streamResult: true });
    let [count, sum] = [0, 0];
    for await (const row of statement.streamRows() as AsyncIterable<[string]>) {
      count += 1;
      sum += Number(row[0]);
    }
    expect([count, sum, double.count('chunk')]).toEqual([20_000, 199_990_000, 9]);
  });

  it('cancels what runs, by the request and by the query id, and nothing else', async () => {
    double.answer('endless', { delayMs: Infinity });
    for (const polls of [0, 1]) {
      const running = start('endless');
      const failed = refusal(running.ended);
      await vi.waitFor(() => expect(double.statements.length).toBe(polls + 1));
      if (polls) await vi.waitFor(() => expect(double.count('result')).toBeGreaterThan(0));
      await running.cancel();
      expect(await failed).toMatchObject({ code: '000604', sqlState: '57014' });
    }
    double.answer('quick', { columns: ID, rows: [[1]] });
    const quick = start('quick');
    await quick.ended;
    expect(await refusal(quick.cancel())).toMatchObject({ code: '000605' });
  });

  it('is polled for a statement that takes longer than one answer', async () => {
    double.answer('slow', { columns: ID, rows: [[7]], delayMs: 500 });
    expect((await querySnowflake(connection, 'slow')).rows).toEqual([['7']]);
    expect(double.count('result')).toBeGreaterThanOrEqual(1);
  });

  it('runs asynchronously and tells the phases', async () => {
    double.answer('later', {
      columns: ID,
      rows: [[8]],
      delayMs: 1500,
      phases: ['RESUMING_WAREHOUSE', 'QUEUED', 'RUNNING'],
    });
    const { statement } = await querySnowflake(connection, 'later', { asyncExec: true });
    const queryId = statement.getQueryId();
    expect([await connection.getQueryStatus(queryId), await connection.getQueryStatus(queryId)]).toEqual([
      'RESUMING_WAREHOUSE',
      'QUEUED',
    ]);
    const rows = await new Promise((resolve, reject) => {
      const complete = (error: Error | undefined, _statement: unknown, found: unknown): void =>
        error ? reject(error) : resolve(found);
      connection.getResultsFromQueryId({ sqlText: '', queryId, complete }).catch(reject);
    });
    expect(rows).toEqual([[8]]);
    expect(await connection.getQueryStatus(queryId)).toBe('SUCCESS');
  });

  it('keeps two sessions apart', async () => {
    const other = await connectSnowflake(double.url);
    await querySnowflake(other, 'use database other');
    const asked = 'select current_database()';
    expect((await querySnowflake(connection, asked)).rows).toEqual([[null]]);
    expect((await querySnowflake(other, asked)).rows).toEqual([['OTHER']]);
    await disconnectSnowflake(other);
    expect(double.sessions).toHaveLength(1);
  });
});
