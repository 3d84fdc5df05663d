import { describe, expect } from 'vitest';
import { AuthError, ConnectionError, EXIT } from '../../../source/support/errors.js';
import type { ContractEngine } from '../engine.js';
import { check, query, Recorder, rejection, runAll, withConnection } from '../support.js';

/** Login and open: stages in order, what is wrong named where it is, one login request a secret. */
export function opening(engine: ContractEngine): void {
  const { backend, options } = engine;

  describe('opening', () => {
    check(engine, 'stages', 'come in order, started before they end', async () => {
      const io = new Recorder();
      const login = await backend.login(options, io);
      const connection = await login.open(options, io);
      const wanted = engine.stages.flatMap((stage) => {
        const [name = '', state] = stage.split(' ');
        return state === 'skipped' ? [stage] : [`${name} started`, stage];
      });
      expect(io.stages).toEqual(wanted);
      expect(connection.engine).toBe(backend.engineName);
      expect(connection.context()).toMatchObject(engine.context);
      await connection.close();
      await login.close();
    });

    check(engine, 'test connection', 'reports stages, context and latency', () =>
      withConnection(engine, async (connection) => {
        const report = await backend.testConnection(connection, options);
        expect(report).toMatchObject({ ok: true, context: engine.context });
        expect(report.latencyMs).toBeGreaterThan(0);
        expect(report.stages.map(({ stage, ok }) => [stage, ok])).toContainEqual(['select', true]);
      }),
    );

    wrong(engine);

    check(engine, 'open again', 'changes the context without a second login', async () => {
      const again = engine.openAgain!;
      const before = await engine.logins?.();
      const login = await backend.login(options, new Recorder());
      const first = await login.open(options, new Recorder());
      await runAll(first, engine.sql.prepare);
      const second = await login.open({ ...options, ...again.options }, new Recorder());
      expect(second.context()).toMatchObject(again.context);
      expect(await query(second, engine.sql.one)).toEqual([['1']]);
      if (before !== undefined) expect(await engine.logins?.()).toBe(before + 1);
      await first.close();
      await second.close();
      await login.close();
    });
  });
}

function wrong(engine: ContractEngine): void {
  const { backend, options } = engine;

  check(engine, 'wrong secret', 'is refused once, with exit code 3', async () => {
    const { options: changed, field } = engine.wrongSecret!;
    const before = await engine.logins!();
    const asked = engine.requests?.();
    const io = new Recorder();
    const error = await rejection(backend.connect({ ...options, ...changed }, io));
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ stage: 'login', field, exitCode: EXIT.connection });
    expect(await engine.logins!()).toBe(before + 1);
    if (asked !== undefined) expect(engine.requests?.()).toBe(asked + 1);
    expect(io.stages.at(-1)).toBe('login failed');
    expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain(
      Object.values(changed)[0],
    );
  });

  if (engine.wrongContext.length === 0) check(engine, 'wrong context', '', async () => undefined);
  for (const { options: changed, stage, field } of engine.wrongContext) {
    check(engine, 'wrong context', `an unknown ${field} fails at the stage ${stage}`, async () => {
      const io = new Recorder();
      const error = await rejection(backend.connect({ ...options, ...changed }, io));
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({ stage, field, exitCode: EXIT.connection });
      expect((error as ConnectionError).hint).toMatch(/\w/);
      expect(io.stages.at(-1)).toBe(`${stage} failed`);
    });
  }
}
