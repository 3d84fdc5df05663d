import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../../../source/backends/base.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../../../doubles/snowflake.js';
import { connectTo } from './connect.js';

let double: SnowflakeDouble;
let connection: Connection;

const text = (...names: string[]) => names.map((name) => ({ name, type: 'text' }));

beforeAll(async () => {
  double = await startSnowflakeDouble();
  connection = await connectTo(double, { database: 'demo' });
});
afterAll(async () => {
  await connection.close();
  await double.stop();
});

describe('the catalog', () => {
  it('lists databases, and the schemas of one', async () => {
    expect((await connection.catalog.catalogs()).map(({ name, type }) => [name, type])).toEqual([
      ['DEMO', 'catalog'],
      ['OTHER', 'catalog'],
    ]);
    expect((await connection.catalog.schemas()).map(({ name }) => name)).toEqual(['PUBLIC', 'SALES']);
    expect((await connection.catalog.schemas('OTHER')).map(({ name }) => name)).toEqual(['PUBLIC']);
  });

  it('lists tables and views of the current schema, or of the one named, whatever its name', async () => {
    double.answer(/^SHOW OBJECTS/, {
      columns: text('name', 'kind', 'rows', 'comment'),
      rows: [
        ['ORDERS', 'TABLE', '12', ''],
        ['Recent "ones"', 'VIEW', null, 'of today'],
      ],
    });
    expect(await connection.catalog.tables()).toEqual([
      { name: 'ORDERS', type: 'table', detail: '12 rows', comment: '' },
      { name: 'Recent "ones"', type: 'view', comment: 'of today' },
    ]);
    expect(double.statements.at(-1)).toBe('SHOW OBJECTS IN SCHEMA "DEMO"."PUBLIC" /* smallex */');
    await connection.catalog.tables('a"b', 'OTHER');
    expect(double.statements.at(-1)).toBe('SHOW OBJECTS IN SCHEMA "OTHER"."a""b" /* smallex */');
    await connection.catalog.tables(undefined, 'OTHER');
    expect(double.statements.at(-1)).toBe('SHOW OBJECTS IN DATABASE "OTHER" /* smallex */');
  });

  it('describes the columns of a table', async () => {
    double.answer(/^DESCRIBE TABLE "DEMO"\."PUBLIC"\."T"/, {
      columns: text('name', 'type', 'kind', 'null?', 'default', 'primary key', 'unique key', 'comment'),
      rows: [
        ['ID', 'NUMBER(38,0)', 'COLUMN', 'N', null, 'Y', 'N', null],
        ['name', 'VARCHAR(20)', 'COLUMN', 'Y', "'x'", 'N', 'Y', 'who'],
      ],
    });
    expect(await connection.catalog.columns(['DEMO', 'PUBLIC', 'T'])).toEqual([
      { name: 'ID', typeName: 'NUMBER(38,0)', nullable: false, default: null, comment: null, key: 'primary' },
      { name: 'name', typeName: 'VARCHAR(20)', nullable: true, default: "'x'", comment: 'who', key: 'unique' },
    ]);
  });

  it('says where it looked for a table that is not there', async () => {
    double.answer(/^DESCRIBE TABLE "NONE"/, {
      error: { code: '002003', message: "Table 'NONE' does not exist or not authorized." },
    });
    await expect(connection.catalog.columns(['NONE'])).rejects.toMatchObject({
      name: 'QueryError',
      hint: expect.stringContaining('DEMO.PUBLIC') as string,
    });
  });
});
