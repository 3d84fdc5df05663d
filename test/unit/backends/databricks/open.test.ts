import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError, ConnectionError } from '../../../../source/support/errors.js';
import { startDatabricksDouble, type DatabricksDouble } from '../../../doubles/databricks.js';
import { backend, connect, failureOf, listen, login, optionsOf, stagesIn } from './connect.js';

let double: DatabricksDouble;
beforeEach(async () => {
  double = await startDatabricksDouble();
});
afterEach(async () => {
  await double.stop();
});

describe('opening', () => {
  it('tells every stage and where it stands, from the answers of the session', async () => {
    const io = listen();
    const connection = await connect(double, { catalog: 'main', schema: 'sales' }, io);
    expect(stagesIn(io)).toEqual(['resolve ok', 'login ok', 'warehouse ok', 'catalog ok', 'schema ok', 'select ok']);
    expect(connection.context()).toMatchObject({
      user: double.logins.user,
      role: null,
      warehouseState: 'running',
      catalog: 'main',
      schema: 'sales',
      account: 'localhost',
      timeZone: 'Etc/UTC',
      serverVersion: '4.1.0',
    });
    expect(double.statements.every((sql) => sql.startsWith('/* smallex */'))).toBe(true);
    await connection.close();
    expect(double.sessions).toHaveLength(0);
  });

  it('without a catalog or schema skips these stages', async () => {
    const io = listen();
    const connection = await connect(double, {}, io);
    expect(stagesIn(io).slice(2)).toEqual(['warehouse ok', 'catalog skipped', 'schema skipped', 'select ok']);
    await connection.close();
  });

  it.each([
    [{ catalog: 'nowhere' }, 'catalog', 'catalog', "Catalog 'nowhere' was not found"],
    [{ schema: 'nowhere' }, 'schema', 'schema', 'The schema `main`.`nowhere` cannot be found'],
    [{ http_path: '/sql/1.0/warehouses/0000000000000000' }, 'warehouse', 'http_path', 'knows no such warehouse'],
  ])('%j fails at its stage, with the field to change', async (extra, stage, field, message) => {
    const io = listen();
    const error = await failureOf<ConnectionError>(connect(double, extra, io));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ stage, field, exitCode: 3 });
    expect(error.message).toContain(message);
    expect(stagesIn(io).at(-1)).toBe(`${stage} failed`);
  });

  it('again after a wrong schema needs no second login', async () => {
    const found = await login(double);
    await failureOf(found.open(optionsOf(double, { schema: 'nowhere' }), listen()));
    const connection = await found.open(optionsOf(double, { schema: 'sales' }), listen());
    expect(connection.context().schema).toBe('sales');
    expect(double.count('warehouses')).toBe(1);
    await connection.close();
    await found.close();
  });

  it('on a cluster asks REST for no warehouse', async () => {
    const connection = await connect(double, { http_path: double.clusterPath });
    expect(connection.context()).toMatchObject({ catalog: 'main', warehouseState: null });
    expect(double.count('warehouse')).toBe(0);
    await connection.close();
  });

  it('cancelled while the session opens ends at once', async () => {
    double.misbehave('OpenSession', { do: 'hang' });
    const stop = new AbortController();
    const opening = connect(double, {}, listen(undefined, stop.signal));
    await expect.poll(() => double.count('OpenSession')).toBe(1);
    stop.abort();
    expect(await failureOf(opening)).toBeInstanceOf(CancelledError);
  });
});

describe('a stopped warehouse', () => {
  const stopped = (extra = {}) => ({ http_path: double.stoppedPath, ...extra });

  it('is started after a yes, with progress', async () => {
    const io = listen('yes');
    const connection = await connect(double, stopped(), io);
    expect(io.questions).toEqual([expect.objectContaining({ kind: 'confirm', field: 'start_warehouse' })]);
    expect(io.events).toContainEqual({ type: 'waiting', for: 'warehouse', detail: 'starting, 0 s' });
    expect(connection.context().warehouseState).toBe('running');
    await connection.close();
  });

  it('is not touched after a no', async () => {
    const error = await failureOf<ConnectionError>(connect(double, stopped(), listen('no')));
    expect(error).toMatchObject({ stage: 'warehouse', field: 'http_path' });
    expect(error.message).toContain('is stopped.');
    expect(double.count('OpenSession')).toBe(0);
  });

  it('is started by a script that can ask nobody, and that is said', async () => {
    const io = listen();
    const connection = await connect(double, stopped(), io);
    expect(io.events).toContainEqual(expect.objectContaining({ type: 'notice' }));
    await connection.close();
  });

  it('follows start_warehouse without asking', async () => {
    const io = listen('yes');
    await failureOf(connect(double, stopped({ start_warehouse: 'no' }), io));
    expect(double.count('OpenSession')).toBe(0);
    const connection = await connect(double, stopped({ start_warehouse: 'yes' }), io);
    expect(io.questions).toEqual([]);
    await connection.close();
  });

  it('that does not start in time says how long was waited', async () => {
    double.misbehave('OpenSession', { do: 'status', status: 503 }, { times: 10 });
    const error = await failureOf<ConnectionError>(connect(double, stopped({ start_timeout: 1 }), listen('yes')));
    expect(error).toMatchObject({ stage: 'warehouse', message: 'The warehouse did not start within 1 seconds.' });
  });
});

describe('testConnection', () => {
  it('gives facts, a time and the warnings of the options', async () => {
    const connection = await connect(double);
    const report = await backend.testConnection(connection, optionsOf(double, { http_pth: 'x' }));
    expect(report).toMatchObject({ ok: true, stages: [{ stage: 'select', ok: true }], context: { catalog: 'main' } });
    expect(report.latencyMs).toBeGreaterThan(0);
    expect(report.warnings).toEqual(['Databricks has no option "http_pth".']);
    await connection.close();
  });
});
