import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SILENT_IO, type ConnectionOptions } from '../../../../source/backends/base.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../../../doubles/snowflake.js';
import { backend, connectTo, optionsFor, Recorder, rejection } from './connect.js';

let double: SnowflakeDouble;

beforeEach(async () => {
  const databases = { DEMO: ['PUBLIC', 'SALES', 'MixedCase'], OTHER: ['PUBLIC'], lower: ['PUBLIC'] };
  double = await startSnowflakeDouble({ known: { databases } });
});
afterEach(() => double.stop());

describe('opening', () => {
  it('goes role → warehouse → database → schema → SELECT, and says what each came to', async () => {
    const io = new Recorder();
    const options = { role: 'analyst', warehouse: 'w1', database: 'demo', schema: 'sales' };
    const connection = await connectTo(double, options, io);
    expect(io.stages).toEqual([
      'resolve ok',
      'login ok',
      'role ok',
      'warehouse ok',
      'catalog ok',
      'schema ok',
      'select ok',
    ]);
    expect(connection.context()).toEqual({
      user: 'FAKE',
      role: 'ANALYST',
      secondaryRoles: null,
      warehouse: 'W1',
      warehouseState: 'started',
      catalog: 'DEMO',
      schema: 'SALES',
      account: 'double',
      serverVersion: '9.0.0',
      timeZone: 'Etc/UTC',
      inTransaction: false,
    });
    await connection.close();
  });

  it('skips what the options leave empty', async () => {
    const io = new Recorder();
    await (await connectTo(double, {}, io)).close();
    expect(io.stages.slice(2)).toEqual([
      'role skipped',
      'warehouse skipped',
      'catalog skipped',
      'schema skipped',
      'select ok',
    ]);
  });

  it('marks what it sends as its own', async () => {
    await (await connectTo(double, { warehouse: 'w1', database: 'demo', secondary_roles: 'all' })).close();
    expect(double.statements.length).toBeGreaterThan(3);
    for (const sql of double.statements) expect(sql).toMatch(/\/\* smallex \*\/$/);
    expect(double.statements).toContain('USE SECONDARY ROLES ALL /* smallex */');
  });

  it.each<[ConnectionOptions, string, string, RegExp]>([
    [{ role: 'analist' }, 'role', 'role', /Did you mean ANALYST\? You can use: .*SYSADMIN/],
    [{ warehouse: 'w2' }, 'warehouse', 'warehouse', /Did you mean W1\? You can use: W1, SMALLEX_WH\./],
    [{ database: 'dmo' }, 'catalog', 'database', /Did you mean DEMO\?/],
    [{ database: 'demo', schema: 'sale' }, 'schema', 'schema', /Did you mean SALES\?/],
  ])('stops at what is not there: %j', async (options, stage, field, hint) => {
    const io = new Recorder();
    const error = await rejection(connectTo(double, options, io));
    expect(error).toMatchObject({
      name: 'ConnectionError',
      exitCode: 3,
      stage,
      field,
      message: expect.stringContaining(`"${String(options[field])}"`) as string,
      hint: expect.stringMatching(hint) as string,
    });
    expect(io.stages.at(-1)).toBe(`${stage} failed`);
    expect(double.count('login')).toBe(1);
    expect(double.sessions).toEqual([]);
  });

  it.each([
    ['demo', 'DEMO'],
    ['"DEMO"', 'DEMO'],
    ['lower', 'lower'],
    ['"lower"', 'lower'],
  ])('finds the database %s as %s', async (written, stored) => {
    const connection = await connectTo(double, { database: written });
    expect(connection.context().catalog).toBe(stored);
    await connection.close();
  });

  it('reads nothing in a name as SQL', async () => {
    const name = 'demo"; drop database other; --';
    await expect(connectTo(double, { database: name })).rejects.toMatchObject({ stage: 'catalog' });
    expect(double.statements[0]).toBe('USE DATABASE "demo""; drop database other; --" /* smallex */');
  });

  it('can be cancelled between its stages', async () => {
    const abort = new AbortController();
    const io = new Recorder(abort.signal);
    const tell = io.onEvent;
    io.onEvent = (event) => {
      tell(event);
      if (event.type === 'stage' && event.stage === 'warehouse' && event.state === 'ok') abort.abort();
    };
    await expect(connectTo(double, { warehouse: 'w1', database: 'demo' }, io)).rejects.toMatchObject({
      name: 'CancelledError',
    });
    expect(double.sessions).toEqual([]);
  });
});

describe('a login', () => {
  it('opens again elsewhere without logging in again; the session stays until the last one closes', async () => {
    const login = await backend.login(optionsFor(double), SILENT_IO);
    const first = await login.open({ database: 'demo' }, SILENT_IO);
    await expect(login.open({ warehouse: 'none' }, SILENT_IO)).rejects.toMatchObject({ stage: 'warehouse' });
    await first.ping();
    const second = await login.open({ database: 'other', warehouse: 'w1' }, SILENT_IO);
    expect(second.context()).toMatchObject({ catalog: 'OTHER', warehouse: 'W1' });
    await first.close();
    await second.ping();
    await expect(first.ping()).rejects.toMatchObject({ engineCode: 'LOST' });
    expect(double.count('login')).toBe(1);
    await second.close();
    expect(double.sessions).toEqual([]);
    await login.close();
    expect(double.count('logout')).toBe(1);
  });

  it('lists what may be chosen', async () => {
    const login = await backend.login(optionsFor(double), SILENT_IO);
    const names = async (kind: 'role' | 'catalog' | 'schema', parent?: string) =>
      (await login.list(kind, parent)).map(({ name }) => name);
    expect(await names('role')).toEqual(['ANALYST', 'PUBLIC', 'SYSADMIN']);
    expect(await names('catalog')).toEqual(['DEMO', 'OTHER', 'lower']);
    expect(await names('schema', 'demo')).toEqual(['PUBLIC', 'SALES', 'MixedCase']);
    expect(await login.list('warehouse')).toEqual([
      { name: 'W1', detail: 'X-Small, started', state: 'started' },
      { name: 'SMALLEX_WH', detail: 'X-Small, suspended', state: 'suspended' },
    ]);
    await login.close();
  });
});

describe('the context', () => {
  it('follows USE and transactions by what the server answers', async () => {
    const connection = await connectTo(double, { database: 'demo' });
    for (const sql of ['begin', 'commit', 'rollback', 'create table t (a int)'])
      double.answer(sql, { status: 'Done.' });
    const now = async (sql: string) => {
      await connection.execute(sql);
      return connection.context();
    };
    expect(await now('use schema sales')).toMatchObject({ catalog: 'DEMO', schema: 'SALES' });
    expect(await now('use warehouse w1')).toMatchObject({ warehouse: 'W1', warehouseState: null });
    expect(await now('begin')).toMatchObject({ inTransaction: true });
    expect(await now('use role analyst')).toMatchObject({ role: 'ANALYST', inTransaction: true });
    expect(await now('commit')).toMatchObject({ inTransaction: false });
    await now('begin');
    expect(await now('create table t (a int)')).toMatchObject({ inTransaction: false });
    await connection.close();
  });
});

describe('testConnection', () => {
  it('times one SELECT and warns of what is missing or different', async () => {
    const connection = await connectTo(double, { database: 'demo' });
    double.answer(/^SELECT 1/, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
    const report = await backend.testConnection(connection, { database: 'other' });
    expect(report).toMatchObject({ ok: true, stages: [{ stage: 'select', ok: true }], context: { catalog: 'DEMO' } });
    expect(report.latencyMs).toBeGreaterThan(0);
    expect(report.warnings).toEqual([
      'The database is DEMO, not "other" as the options say.',
      'No warehouse is in use: statements that read tables will fail until you choose one.',
    ]);
    await connection.close();
  });

  it('reports a failure instead of throwing it', async () => {
    const connection = await connectTo(double);
    double.answer(/^SELECT 1/, { error: { code: '000603', message: 'Internal error.' } });
    expect(await backend.testConnection(connection, {})).toMatchObject({ ok: false, stages: [{ ok: false }] });
    await connection.close();
  });
});
