import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BackendEvent, Io } from '../../../source/backends/base.js';
import type { ProfileSettings } from '../../../source/profiles/index.js';
import { describeContext, openSession } from '../../../source/session/index.js';
import { startDatabricksDouble, type DatabricksDouble } from '../../doubles/databricks.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../../doubles/snowflake.js';
import { optionsOf } from '../backends/databricks/connect.js';
import { optionsFor } from '../backends/snowflake/connect.js';
import { temporaryFolder } from '../profiles/folder.js';

function listener(): { io: Io; notices: string[] } {
  const notices: string[] = [];
  const onEvent = (event: BackendEvent): void => {
    if (event.type === 'notice') notices.push(event.message);
  };
  return { io: { onEvent, ask: () => Promise.reject(new Error('Nobody is here.')) }, notices };
}

describe('on Snowflake', () => {
  let double: SnowflakeDouble;
  beforeAll(async () => {
    double = await startSnowflakeDouble();
  });
  afterAll(() => double.stop());

  async function opened(settings: ProfileSettings, more = {}): Promise<{ sent: string[]; notices: string[] }> {
    const { io, notices } = listener();
    const before = double.statements.length;
    const session = await openSession({ engine: 'snowflake', connection: optionsFor(double, more) }, { io, settings });
    await session.close();
    return { sent: double.statements.slice(before).map((sql) => sql.replace(' /* smallex */', '')), notices };
  }

  test('read-only switches the secondary roles off and says what that is worth', async () => {
    const { sent, notices } = await opened({ read_only: true });
    expect(sent).toContain('USE SECONDARY ROLES NONE');
    expect(notices).toEqual([
      'Read-only: smallex refuses what is not surely a read; secondary roles are off (USE SECONDARY ROLES NONE). What the role SYSADMIN itself may write, Snowflake still allows.',
    ]);
  });

  test('read-only leaves secondary roles that the profile names, and says that they may write', async () => {
    const { sent, notices } = await opened({ read_only: true }, { secondary_roles: 'ALL' });
    expect(sent).toContain('USE SECONDARY ROLES ALL');
    expect(sent).not.toContain('USE SECONDARY ROLES NONE');
    expect(notices[0]).toContain('Nothing else does: the profile keeps the secondary roles ALL');
  });

  test.each([
    ['ALL', 'USE SECONDARY ROLES ALL'],
    ['none', 'USE SECONDARY ROLES NONE'],
    ['analyst, "Odd"', 'USE SECONDARY ROLES "ANALYST", "Odd"'],
  ])('secondary_roles %s', async (value, statement) => {
    expect((await opened({}, { secondary_roles: value })).sent).toContain(statement);
  });

  test('secondary_roles that are not set are left as the user is set up', async () => {
    expect((await opened({})).sent.join('\n')).not.toContain('SECONDARY ROLES');
  });

  test('query tag, time limit and startup statements are sent, in this order', async () => {
    double.answer('use schema DEMO.SALES', {});
    const startup = ["alter session set timezone = 'UTC'", 'use schema DEMO.SALES'];
    const { sent } = await opened({ query_tag: "o'neil\\team", statement_timeout: 600, startup });
    const told = sent.filter((sql) => /alter session|use schema/i.test(sql));
    expect(told).toEqual([
      "ALTER SESSION SET QUERY_TAG = 'o''neil\\\\team' STATEMENT_TIMEOUT_IN_SECONDS = 600",
      ...startup,
    ]);
  });

  test('a startup statement that fails ends the opening and is named', async () => {
    await expect(opened({ startup: ['select nothing_scripted'] })).rejects.toThrow(
      'The startup statement "select nothing_scripted" failed:',
    );
  });
});

describe('on Databricks', () => {
  let double: DatabricksDouble;
  beforeAll(async () => {
    double = await startDatabricksDouble();
  });
  afterAll(() => double.stop());

  test('the session is opened with query tags and time limit; read-only enforces nothing there', async () => {
    const { io, notices } = listener();
    const settings = { read_only: true, query_tag: 'team:finance', statement_timeout: 600, startup: ['SELECT 1'] };
    const session = await openSession({ engine: 'databricks', connection: optionsOf(double) }, { io, settings });
    const [open] = double.requests.filter(({ kind }) => kind === 'OpenSession').slice(-1);
    const { configuration } =
      (open!.body as { sessionReq?: { configuration: object }; configuration?: object }).sessionReq ??
      (open!.body as { configuration: object });
    expect(configuration).toMatchObject({ STATEMENT_TIMEOUT: '600', QUERY_TAGS: 'team:finance' });
    expect(double.statements).toContain('SELECT 1');
    expect(notices).toEqual([
      'Read-only: smallex refuses what is not surely a read. Nothing else does: Databricks has no read-only sessions.',
    ]);
    await session.close();
  });
});

describe('on DuckDB', () => {
  test('a read-only file is opened in READ_ONLY mode: the engine itself refuses, whatever passes smallex', async () => {
    const path = join(temporaryFolder(), 'shop.duckdb');
    const writer = await openSession({ engine: 'duckdb', connection: { path } });
    await (await writer.connection.execute('CREATE TABLE t AS SELECT 42 AS a')).close();
    await writer.close();
    const { io, notices } = listener();
    const session = await openSession(
      { engine: 'duckdb', connection: { path } },
      { io, settings: { read_only: true } },
    );
    try {
      // Past the session's guard: the connection itself.
      await expect(session.connection.execute('DROP TABLE t')).rejects.toThrow('read-only mode');
      expect(notices[0]).toContain('DuckDB has opened the file in its access mode READ_ONLY');
      expect(describeContext(session).join('\n')).toContain('READ_ONLY');
    } finally {
      await session.close();
    }
  });

  test('in memory nothing but smallex refuses, and that is said', async () => {
    const { io, notices } = listener();
    const session = await openSession({ engine: 'duckdb', connection: {} }, { io, settings: { read_only: true } });
    await session.close();
    expect(notices[0]).toContain('Nothing else does: DuckDB opens only database files read-only.');
  });

  test('startup statements run, and a time limit holds each statement that names no other', async () => {
    const settings = { startup: ['CREATE TABLE s AS SELECT 7 AS a'], statement_timeout: 1 };
    const session = await openSession({ engine: 'duckdb', connection: {} }, { settings });
    const ends: string[] = [];
    const endless = 'select count(*) from range(1000000000000) t(x) where x % 7 = 3';
    for await (const event of session.run(`select a from s; ${endless}`)) {
      if (event.type === 'done') ends.push('done');
      if (event.type === 'failed') ends.push(event.error.message);
    }
    await session.close();
    expect(ends).toEqual(['done', 'The statement took longer than 1 s and was cancelled.']);
  });

  test('a read-only file that is not there is not made', async () => {
    const path = join(temporaryFolder(), 'none.duckdb');
    const opening = openSession({ engine: 'duckdb', connection: { path } }, { settings: { read_only: true } });
    await expect(opening).rejects.toThrow('does not exist, and a read-only database file must');
    expect(existsSync(path)).toBe(false);
  });
});

describe('startup statements of a read-only session', () => {
  test.each(['CREATE TABLE s AS SELECT 1', "COPY (SELECT 1) TO '/tmp/x.csv'", 'SELECT 1; DROP TABLE t'])(
    'are refused before anything is opened: %s',
    async (sql) => {
      const path = join(temporaryFolder(), 'none.duckdb');
      const opening = openSession(
        { engine: 'duckdb', connection: { path } },
        { settings: { read_only: true, startup: [sql] } },
      );
      await expect(opening).rejects.toThrow('A startup statement of this profile is not surely a read');
      expect(existsSync(path)).toBe(false);
    },
  );

  test('run where they only set the session', async () => {
    const settings = { read_only: true, startup: ["SET timezone = 'UTC'"] };
    const session = await openSession({ engine: 'duckdb', connection: {} }, { settings });
    await session.close();
  });
});
