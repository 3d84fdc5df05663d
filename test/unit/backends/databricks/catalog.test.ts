import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../../../source/backends/base.js';
import { QueryError } from '../../../../source/support/errors.js';
import { startDatabricksDouble, type DatabricksDouble } from '../../../doubles/databricks.js';
import { connect, failureOf } from './connect.js';

let double: DatabricksDouble;
let connection: Connection;
beforeAll(async () => {
  double = await startDatabricksDouble();
  connection = await connect(double, { catalog: 'main', schema: 'sales' });
});
afterAll(async () => {
  await connection.close();
  await double.stop();
});

describe('over Unity Catalog', () => {
  it('lists every level without a statement', async () => {
    const before = double.statements.length;
    expect((await connection.catalog.catalogs()).map(({ name, type }) => [name, type])).toEqual(
      Object.keys(double.catalogs).map((name) => [name, 'catalog']),
    );
    expect((await connection.catalog.schemas('samples')).map(({ name }) => name)).toEqual(
      Object.keys(double.catalogs['samples']!),
    );
    expect((await connection.catalog.tables()).map(({ name }) => name)).toContain('orders');
    expect((await connection.catalog.tables('nyctaxi', 'samples')).map(({ name }) => name)).toContain('trips');
    const columns = await connection.catalog.columns(['orders']);
    expect(columns.length).toBeGreaterThan(0);
    expect(columns[0]).toMatchObject({ name: expect.any(String) as string, typeName: expect.any(String) as string });
    expect(double.statements).toHaveLength(before);
  });

  it('reads more than one page', async () => {
    const many = Array.from({ length: 1_500 }, (_, index) => ({ name: `t${index}` }));
    double.catalogs['big'] = { s: many };
    expect(await connection.catalog.tables('s', 'big')).toHaveLength(1_500);
    delete double.catalogs['big'];
  });
});

describe('over the session, where REST is refused', () => {
  it('lists the same with SHOW and DESCRIBE, and does not ask REST again', async () => {
    const refused = await connect(double, { catalog: 'main', schema: 'sales' });
    double.misbehave('catalogs', { do: 'status', status: 403, body: '{"message":"no scope"}' });
    const asked = double.count('schemas') + double.count('tables');
    expect((await refused.catalog.catalogs()).map(({ name }) => name)).toEqual(Object.keys(double.catalogs));
    expect((await refused.catalog.schemas()).map(({ name }) => name)).toEqual(Object.keys(double.catalogs['main']!));
    expect((await refused.catalog.tables()).map(({ name, type }) => [name, type])).toContainEqual(['orders', 'table']);
    expect(double.count('schemas') + double.count('tables')).toBe(asked);
    const names = ['col_name', 'data_type', 'comment'].map((name) => ({ name, type: 'string' }));
    double.answer(/DESCRIBE TABLE `orders`/, {
      columns: names,
      rows: [
        ['id', 'bigint', null],
        ['day', 'date', 'when'],
        ['# Partition Information', '', ''],
        ['day', 'date', 'when'],
      ],
    });
    expect(await refused.catalog.columns(['orders'])).toEqual([
      { name: 'id', typeName: 'bigint', nullable: null, comment: null },
      { name: 'day', typeName: 'date', nullable: null, comment: 'when' },
    ]);
    await refused.close();
  });

  it('describes a temporary view, which has no catalog and schema', async () => {
    const { catalog, schema } = connection.context();
    double.answer(/DESCRIBE TABLE `[^`]+`\.`[^`]+`\.`tv`/, {
      error: { code: 'TABLE_OR_VIEW_NOT_FOUND', message: 'The table or view cannot be found.' },
    });
    double.answer(/DESCRIBE TABLE `tv`/, {
      columns: ['col_name', 'data_type', 'comment'].map((name) => ({ name, type: 'string' })),
      rows: [['k', 'int', null]],
    });
    const columns = await connection.catalog.columns([catalog!, schema!, 'tv']);
    expect(columns).toMatchObject([{ name: 'k', typeName: 'int' }]);
    const elsewhere = connection.catalog.columns(['other', schema!, 'tv']);
    await expect(elsewhere).rejects.toBeInstanceOf(QueryError);
  });

  it('fails for a table that is not there', async () => {
    double.answer(/DESCRIBE TABLE `nope`/, {
      error: { code: 'TABLE_OR_VIEW_NOT_FOUND', message: 'The table or view `nope` cannot be found.' },
    });
    const error = await failureOf<QueryError>(connection.catalog.columns(['nope']));
    expect(error).toBeInstanceOf(QueryError);
    expect(error.hint).toContain('main.sales');
  });
});
