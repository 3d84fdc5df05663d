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

  it('lists more than SHOW gives at once page by page, each from behind the last name of the one before', async () => {
    const all = Array.from({ length: 20_005 }, (_, index) => `IT'S ${String(index).padStart(5, '0')}`);
    double.answer(/^SHOW OBJECTS IN SCHEMA "DEMO"\."LARGE"/, {
      error: {
        code: '090153',
        sqlState: '22000',
        message: 'The result set size exceeded the max number of rows(10000) supported for SHOW statements.',
      },
    });
    double.answer(/^SHOW OBJECTS IN SCHEMA "DEMO"\."LARGE" LIMIT 10000/, ({ sql }) => {
      const from = / FROM '((?:[^']|'')*)'/.exec(sql)?.[1]?.replaceAll("''", "'");
      const start = from === undefined ? 0 : all.indexOf(from) + 1;
      const rows = all.slice(start, start + 10_000).map((name) => [name, 'TABLE']);
      return { columns: text('name', 'kind'), rows };
    });
    expect((await connection.catalog.tables('LARGE')).map(({ name }) => name)).toEqual(all);
  });

  it('lists what people made beside tables: functions, stages and what lies in them; and what the session can be set to', async () => {
    double.answer(/^SHOW USER FUNCTIONS IN SCHEMA "DEMO"\."PUBLIC"/, {
      columns: text('name', 'arguments'),
      rows: [['MARGIN', 'MARGIN(NUMBER) RETURN NUMBER']],
    });
    double.answer(/^SHOW PARAMETERS IN SESSION/, {
      columns: text('key', 'value', 'description'),
      rows: [['TIMEZONE', 'UTC', 'time zone']],
    });
    double.answer(/^SHOW STAGES IN SCHEMA "DEMO"\."PUBLIC"/, {
      columns: text('name', 'url', 'type'),
      rows: [
        ['LOADS', '', 'INTERNAL'],
        ['LAKE', 's3://bucket/lake/', 'EXTERNAL'],
      ],
    });
    const { catalog } = connection;
    expect(await catalog.functions()).toEqual([
      { name: 'MARGIN', type: 'function', detail: 'MARGIN(NUMBER) RETURN NUMBER' },
    ]);
    expect(await catalog.settings()).toEqual([{ name: 'TIMEZONE', type: 'UTC', detail: 'time zone' }]);
    expect(await catalog.stages?.()).toEqual([
      { name: 'LOADS', type: 'internal' },
      { name: 'LAKE', type: 'external', detail: 's3://bucket/lake/' },
    ]);
  });

  it('lists procedures that people made, with their arguments, and other things by their kind', async () => {
    double.answer(/^SHOW PROCEDURES IN SCHEMA "DEMO"\."PUBLIC"/, {
      columns: text('name', 'is_builtin', 'arguments', 'description'),
      rows: [
        ['CLOSE_MONTH', 'N', 'CLOSE_MONTH(DATE) RETURN VARCHAR', 'user-defined procedure'],
        ['ASSOCIATE_SEMANTIC_CATEGORY_TAGS', 'Y', 'X() RETURN VARCHAR', ''],
      ],
    });
    double.answer(/^SHOW FILE FORMATS IN SCHEMA "OTHER"\."a""b"/, {
      columns: text('name', 'comment'),
      rows: [['CSV', 'ours']],
    });
    double.answer(/^SHOW USERS( |$)/, { columns: text('name'), rows: [['ANNA']] });
    const { catalog } = connection;
    expect(await catalog.objects('procedures')).toEqual([
      {
        name: 'CLOSE_MONTH',
        type: 'procedure',
        detail: 'CLOSE_MONTH(DATE) RETURN VARCHAR',
        comment: 'user-defined procedure',
      },
    ]);
    expect(await catalog.objects('file formats', 'a"b', 'OTHER')).toEqual([
      { name: 'CSV', type: 'file format', comment: 'ours' },
    ]);
    expect(await catalog.objects('users')).toEqual([{ name: 'ANNA', type: 'user', comment: null }]);
    const sent = double.statements.length;
    expect(await catalog.objects('volumes')).toEqual([]);
    expect(double.statements.length).toBe(sent);
  });

  it.each([
    ['loads/', ['loads/a.csv', 'loads/2026/b.csv', 'loads/2026/c.csv'], ['2026', 'a.csv']],
    ['loads/2026/', ['loads/2026/b.csv', 'loads/2026/11/c.csv'], ['11', 'b.csv']],
    ['lake/', ['s3://bucket/lake/x/a.parquet', 's3://bucket/lake/y.parquet'], ['x', 'y.parquet']],
    ['lake/x/', ['s3://bucket/lake/x/a.parquet', 's3://bucket/lake/x/b/c.parquet'], ['a.parquet', 'b']],
    ['~/', ['mine/a.csv', 'b.csv'], ['b.csv', 'mine']],
    ["it's/", [], []],
  ])('shows what lies in @%s one folder deep', async (folder, files, wanted) => {
    double.answer(/^LIST /, { columns: text('name', 'size'), rows: files.map((file) => [file, '12']) });
    const found = await connection.catalog.stageFiles!(folder);
    expect(found.map(({ name }) => name)).toEqual(wanted);
    for (const { name, type } of found) expect(type).toBe(name.includes('.') ? 'file' : 'folder');
    expect(double.statements.at(-1)).toBe(`LIST '@${folder.replace("'", "''")}' /* smallex */`);
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
