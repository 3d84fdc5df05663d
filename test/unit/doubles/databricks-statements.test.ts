import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDatabricksDouble } from '../../doubles/databricks.js';
import type { DatabricksDouble } from '../../doubles/databricks.js';
import { queryDatabricks, refusal, withDatabricks } from '../../doubles/raw-drivers.js';

let double: DatabricksDouble;
beforeEach(async () => void (double = await startDatabricksDouble({ directMs: 20 })));
afterEach(() => double.stop());

const ID = [{ name: 'id', type: 'bigint' }];
const run = (sql: string, options = {}): Promise<readonly object[]> =>
  withDatabricks(double, (session) => queryDatabricks(session, sql, options));

/** Every type, its value as the double is told it, and as text. */
const TYPES: readonly (readonly [string, unknown])[] = [
  ['boolean', true],
  ['tinyint', -128],
  ['int', 2147483647],
  ['bigint', '9007199254740993'],
  ['float', 0.5],
  ['double', 0.1],
  ['decimal(38,10)', '1234567890123456789012345678.0123456789'],
  ['string', 'naïve 🦆'],
  ['binary', '00FF10'],
  ['date', '0001-01-01'],
  ['timestamp', '2024-02-29 12:34:56.123456'],
  ['timestamp_ntz', '1969-12-31 23:59:59.5'],
  ['array<int>', [1, null, 3]],
  ['map<string, decimal(4,2)>', { a: '-1.50', b: null }],
  ['struct<n: int, at: timestamp, tags: array<string>>', { n: 1, at: '2024-01-01 00:00:00', tags: ['x', ''] }],
  ['interval day to second', '3 04:05:06.789000000'],
  ['variant', '{"a":[1,2.5]}'],
  ['void', null],
];

describe('statements of the Databricks double', () => {
  const everyType = async (config: object): Promise<Record<string, unknown>> => {
    const columns = TYPES.map(([type], index) => ({ name: `${index} ${type}`, type }));
    double.answer('every type', { columns, rows: [TYPES.map(([, value]) => value), TYPES.map(() => null)] });
    const [row, nulls] = await withDatabricks(double, (session, client) => {
      Object.assign(client.getConfig(), config);
      return queryDatabricks(session, 'every type');
    });
    expect(Object.values(nulls as object)).toEqual(TYPES.map(() => null));
    const named = Object.entries(row as Record<string, unknown>);
    return Object.fromEntries(named.map(([name, value]) => [name.replace(/^\d+ /, '').replace(/[<(].*/, ''), value]));
  };

  it('sends every type natively, as Databricks does unless told otherwise', async () => {
    expect(await everyType({ preserveBigNumericPrecision: true })).toEqual({
      boolean: true,
      tinyint: -128,
      int: 2147483647,
      bigint: 9007199254740993n,
      float: 0.5,
      double: 0.1,
      decimal: '1234567890123456789012345678.0123456789',
      string: 'naïve 🦆',
      binary: Buffer.from('00FF10', 'hex'),
      date: new Date('0001-01-01T00:00:00Z'),
      timestamp: new Date('2024-02-29T12:34:56.123Z'),
      timestamp_ntz: new Date('1969-12-31T23:59:59.500Z'),
      array: [1, null, 3],
      map: { a: '-1.50', b: null },
      struct: { n: 1, at: new Date('2024-01-01T00:00:00Z'), tags: ['x', ''] },
      'interval day to second': '3 04:05:06.789000000',
      variant: '{"a":[1,2.5]}',
      void: null,
    });
  });

  it('sends timestamps, decimals and nested values as text when the driver wants no native types', async () => {
    const texts = await everyType({ preserveBigNumericPrecision: true, useArrowNativeTypes: false });
    expect(texts).toMatchObject({
      decimal: '1234567890123456789012345678.0123456789',
      timestamp: '2024-02-29 12:34:56.123456',
      timestamp_ntz: '1969-12-31 23:59:59.5',
      array: [1, null, 3], // the driver parses the JSON text
      map: { a: '-1.50', b: null },
    });
  });

  it('streams many rows in the fetches it was told', async () => {
    const rows = { count: 50_000, make: (index: number) => [index] };
    double.answer('many', { columns: ID, rows, chunks: 5 });
    const seen = await withDatabricks(double, async (session) => {
      const operation = await session.executeStatement('many', { maxRows: null });
      let [count, sum] = [0, 0];
      for await (const chunk of operation.iterateChunks({ maxRows: 10_000 })) {
        count += chunk.length;
        sum += (chunk as { id: number }[]).reduce((total, { id }) => total + id, 0);
      }
      await operation.close();
      return [count, sum];
    });
    expect(seen).toEqual([50_000, 1_249_975_000]);
    expect([double.count('FetchResults'), double.count('CloseOperation')]).toEqual([5, 1]);
  });

  it('sends a small result along with the handle, and closes it', async () => {
    double.answer('small', { columns: ID, rows: [[1]] });
    expect(await run('small')).toEqual([{ id: 1 }]);
    expect([double.count('FetchResults'), double.count('GetOperationStatus'), double.count('CloseOperation')]).toEqual([
      0, 0, 0,
    ]);
    expect(await run('small', { maxRows: null })).toEqual([{ id: 1 }]);
    expect([double.count('FetchResults'), double.count('GetOperationStatus'), double.count('CloseOperation')]).toEqual([
      1, 1, 1,
    ]);
  });

  it('tells an error with class, SQLSTATE and position', async () => {
    double.answer(/^SELEC /, {
      error: {
        code: 'PARSE_SYNTAX_ERROR',
        message: "Syntax error at or near 'SELEC'.",
        sqlState: '42601',
        line: 1,
        pos: 0,
      },
    });
    const message = "[PARSE_SYNTAX_ERROR] Syntax error at or near 'SELEC'. SQLSTATE: 42601 (line 1, pos 0)";
    for (const options of [{}, { maxRows: null }]) {
      expect(await refusal(run('SELEC 1', options))).toMatchObject({
        errorCode: 'ERROR',
        message,
        response: { sqlState: '42601' },
      });
    }
    expect((await refusal(run('surprise'))).message).toContain('The double has no answer for: surprise');
  });

  it('counts changed rows and answers DDL with nothing', async () => {
    double.answer(/^UPDATE/, { affected: 3, verb: 'updated' }).answer(/^CREATE/, {});
    expect(await run('UPDATE t SET a = 1')).toEqual([{ num_affected_rows: 3 }]);
    expect(await run('CREATE TABLE t (a INT)')).toEqual([]);
  });

  it('gives an answer made from named parameters', async () => {
    double.answer('SELECT :n', ({ parameters }) => ({
      columns: [{ name: 'n', type: 'string' }],
      rows: [[JSON.stringify(parameters['n'])]],
    }));
    expect(await run('SELECT :n', { namedParameters: { n: 41 } })).toEqual([{ n: '{"type":"INTEGER","value":"41"}' }]);
  });

  it('cancels what runs, on the server', async () => {
    double.answer('endless', { delayMs: Infinity, states: ['PENDING', 'RUNNING'] });
    await withDatabricks(double, async (session) => {
      const operation = await session.executeStatement('endless');
      const failed = refusal(operation.finished());
      await vi.waitFor(() => expect(double.count('GetOperationStatus')).toBeGreaterThan(1));
      await operation.cancel();
      expect(await failed).toMatchObject({ errorCode: 'CANCELED' });
      await operation.close();
    });
    expect(double.count('CancelOperation')).toBe(1);
  });

  it('waits for what is late, over several polls', async () => {
    double.answer('late', { columns: ID, rows: [[7]], delayMs: 1000 });
    expect(await run('late')).toEqual([{ id: 7 }]);
    expect(double.count('GetOperationStatus')).toBeGreaterThan(1);
  });

  it('knows where it is and goes elsewhere, two sessions apart', async () => {
    const where = 'SELECT current_catalog() AS c, current_schema() AS s';
    await withDatabricks(double, async (session, client) => {
      const other = await client.openSession({ initialCatalog: 'nowhere', initialSchema: 'none' });
      await queryDatabricks(session, '/* smallex */ USE `main`.`sales`');
      expect(await queryDatabricks(session, where)).toEqual([{ c: 'main', s: 'sales' }]);
      expect(await queryDatabricks(other, where)).toEqual([{ c: 'nowhere', s: 'none' }]);
      const missing = await refusal(queryDatabricks(session, 'USE CATALOG nope'));
      expect(missing.message).toContain('[NO_SUCH_CATALOG_EXCEPTION]');
      expect((await refusal(queryDatabricks(session, 'USE SCHEMA nope'))).message).toContain('[SCHEMA_NOT_FOUND]');
    });
    expect(double.sessions).toHaveLength(0);
  });
});
