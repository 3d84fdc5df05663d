// Proves by the bare drivers what the contract suite and the staged test of a connection rely on.
import { describe, expect, it } from 'vitest';
import {
  connectSnowflake,
  disconnectSnowflake,
  queryDatabricks,
  querySnowflake,
  refusal,
  withDatabricks,
} from '../doubles/raw-drivers.js';
import { countsOf as databricksCounts } from './engines/databricks/start.js';
import { getJson } from './engines/rest.js';
import { countsOf as snowflakeCounts, startSnowflakeEngine } from './engines/snowflake/start.js';
import { liveEngines } from './engines.js';

const { snowflake, databricks, python } = liveEngines();
const CONTEXT = 'select current_warehouse(), current_role(), current_database(), current_schema()';

describe('the Snowflake engine', () => {
  const context = async (options: Record<string, unknown>): Promise<readonly unknown[] | undefined> => {
    const connection = await connectSnowflake(snowflake.url, options);
    const { rows } = await querySnowflake(connection, CONTEXT);
    await disconnectSnowflake(connection);
    return rows[0];
  };

  it('logs in to what it knows', async () => {
    const known = { warehouse: 'w1', role: 'analyst', database: 'demo', schema: 'public' };
    expect(await context(known)).toEqual(['W1', 'ANALYST', 'DEMO', 'PUBLIC']);
  });

  it('drops what it does not know, and says nothing', async () => {
    const unknown = { warehouse: 'nowhere', role: 'nobody', database: 'nothing', schema: 'none' };
    expect(await context(unknown)).toEqual([null, null, null, null]);
    expect(await context({ database: 'demo', schema: 'none' })).toEqual([null, 'SYSADMIN', 'DEMO', null]);
  });

  it.each(['warehouse', 'role', 'database', 'schema'])('refuses USE of an unknown %s', async (kind) => {
    const connection = await connectSnowflake(snowflake.url, { database: 'DEMO' });
    const error = await refusal(querySnowflake(connection, `use ${kind} nowhere`));
    expect(error).toMatchObject({ code: '002043', sqlState: '02000' });
    expect(error.message).toBe('SQL compilation error:\nObject does not exist, or operation cannot be performed.');
    await disconnectSnowflake(connection);
  });

  it('uses, starts, suspends and lists warehouses', async () => {
    const connection = await connectSnowflake(snowflake.url, { database: 'DEMO', schema: 'PUBLIC' });
    await querySnowflake(connection, 'alter warehouse smallex_wh suspend');
    await querySnowflake(connection, 'use warehouse smallex_wh');
    const { rows } = await querySnowflake(connection, "show warehouses like 'smallex%'");
    expect(rows[0]?.slice(0, 4)).toEqual(['SMALLEX_WH', 'SUSPENDED', 'STANDARD', 'X-Small']);
    await querySnowflake(connection, 'create table if not exists engines_test (a int)');
    await querySnowflake(connection, 'select * from engines_test');
    const again = await querySnowflake(connection, "show warehouses like 'SMALLEX%'");
    expect(again.rows[0]?.[1]).toBe('STARTED');
    await disconnectSnowflake(connection);
  });

  it('reads tables with a warehouse only', async () => {
    const connection = await connectSnowflake(snowflake.url, { database: 'DEMO', schema: 'PUBLIC' });
    await querySnowflake(connection, 'create table if not exists engines_test (a int)');
    const error = await refusal(querySnowflake(connection, 'select * from engines_test'));
    expect(error).toMatchObject({ code: '000606', sqlState: '57P03' });
    expect((await querySnowflake(connection, 'select 42')).rows).toEqual([['42']]);
    expect((await querySnowflake(connection, 'select count(*) from information_schema.tables')).rows).toHaveLength(1);
    await disconnectSnowflake(connection);
  });

  it('lists the known roles', async () => {
    const connection = await connectSnowflake(snowflake.url);
    const { rows } = await querySnowflake(connection, 'show roles');
    expect(rows.map((row) => row[1])).toEqual(expect.arrayContaining(['SYSADMIN', 'PUBLIC', 'ANALYST']));
    await disconnectSnowflake(connection);
  });

  it('counts logins, also refused ones, in a server of its own', async () => {
    const own = await startSnowflakeEngine(python.snowflake);
    try {
      expect((await refusal(connectSnowflake(own.url, { password: 'wrong' }))).code).toBe('390100');
      expect(await snowflakeCounts(own.url)).toMatchObject({ login: 1, login_refused: 1 });
      await disconnectSnowflake(await connectSnowflake(own.url));
      expect(await snowflakeCounts(own.url)).toMatchObject({ login: 2, login_refused: 1, logout: 1 });
    } finally {
      await own.stop();
    }
  });
});

describe('the Databricks engine', () => {
  it('answers a query through the driver, also over a path of a cluster', async () => {
    for (const path of [databricks.path, databricks.clusterPath]) {
      const rows = await withDatabricks({ ...databricks, path }, (session) =>
        queryDatabricks(session, 'SELECT 42 AS a'),
      );
      expect(rows).toEqual([{ a: 42 }]);
    }
  });

  it('knows USE CATALOG', async () => {
    const rows = await withDatabricks(databricks, async (session) => {
      await queryDatabricks(session, '-- a comment first\nUSE CATALOG samples');
      return queryDatabricks(session, 'SELECT current_catalog() AS catalog');
    });
    expect(rows).toEqual([{ catalog: 'samples' }]);
  });

  it('refuses a wrong token and an unknown warehouse', async () => {
    const open = (options: object): Promise<void> =>
      withDatabricks({ ...databricks, ...options }, async () => undefined);
    expect(await refusal(open({ token: 'dapiwrong' }))).toMatchObject({ statusCode: 403 });
    expect(await refusal(open({ path: '/sql/1.0/warehouses/0000000000000000' }))).toMatchObject({ statusCode: 404 });
  });

  it('lists catalogs, schemas, tables and columns as Unity Catalog does', async () => {
    await withDatabricks(databricks, async (session) => {
      await queryDatabricks(session, 'CREATE SCHEMA IF NOT EXISTS engines_test');
      await queryDatabricks(
        session,
        'CREATE TABLE IF NOT EXISTS engines_test.orders (id BIGINT, total DECIMAL(10,2)) USING parquet',
      );
      await queryDatabricks(session, 'CREATE OR REPLACE VIEW engines_test.seen AS SELECT 1 AS one');
    });
    const list = async (path: string): Promise<unknown> =>
      (await getJson(databricks, `/api/2.1/unity-catalog/${path}`)).body;
    expect(await list('catalogs')).toMatchObject({ catalogs: [{ name: 'samples' }, { name: 'spark_catalog' }] });
    const schemas = {
      schemas: expect.arrayContaining([expect.objectContaining({ full_name: 'spark_catalog.engines_test' })]),
    };
    expect(await list('schemas?catalog_name=spark_catalog')).toMatchObject(schemas);
    expect(await list('tables?catalog_name=spark_catalog&schema_name=engines_test')).toMatchObject({
      tables: [
        {
          name: 'orders',
          table_type: 'MANAGED',
          columns: [{ name: 'id' }, { name: 'total', type_text: 'decimal(10,2)' }],
        },
        { name: 'seen', table_type: 'VIEW' },
      ],
    });
    expect(await list('tables/spark_catalog.engines_test.orders')).toMatchObject({ columns: [{ name: 'id' }, {}] });
    expect(await list('tables/spark_catalog.engines_test.no')).toMatchObject({ error_code: 'TABLE_DOES_NOT_EXIST' });
    expect(await list('catalogs?max_results=1')).toMatchObject({
      catalogs: [{ name: 'samples' }],
      next_page_token: '1',
    });
    expect(await list('schemas?catalog_name=nowhere')).toMatchObject({ error_code: 'CATALOG_DOES_NOT_EXIST' });
    expect(await list('tables?catalog_name=spark_catalog&schema_name=no')).toMatchObject({
      error_code: 'SCHEMA_DOES_NOT_EXIST',
    });
  });

  it('signs a service principal in, through the proxy, with the certificate that the runner trusts', async () => {
    const { clientId, clientSecret, oauthHost, proxy } = databricks;
    const oauth = { authType: 'databricks-oauth', oauthClientId: clientId, host: oauthHost, port: 443, proxy };
    const target = { ...databricks, token: '' };
    const rows = await withDatabricks(target, (session) => queryDatabricks(session, 'SELECT current_user() AS me'), {
      ...oauth,
      oauthClientSecret: clientSecret,
    });
    expect(rows).toEqual([{ me: clientId }]);
    const refused = withDatabricks(target, async () => undefined, { ...oauth, oauthClientSecret: 'wrong' });
    expect((await refusal(refused)).message).toContain('invalid_client');
  });

  it('counts requests by kind', async () => {
    const before = await databricksCounts(databricks);
    await withDatabricks(databricks, (session) => queryDatabricks(session, 'SELECT 1'));
    const after = await databricksCounts(databricks);
    expect(after['ExecuteStatement']).toBeGreaterThan(before['ExecuteStatement'] ?? 0);
    expect(after['OpenSession']).toBeGreaterThan(before['OpenSession'] ?? 0);
  });
});
