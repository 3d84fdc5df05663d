import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { BackendEvent, Connection } from '../../../source/backends/base.js';
import { CancelledError, EXIT } from '../../../source/support/errors.js';
import type { ContractEngine } from '../engine.js';
import { check, isTold, query, Recorder, rejection, rowsOf } from '../support.js';

/** A cancel at any moment is confirmed by the engine, and the next statement runs on the same session. */
export function cancelling(engine: ContractEngine): void {
  const { sql } = engine;

  describe('cancelling', () => {
    let connection: Connection;
    beforeAll(async () => {
      connection = await engine.backend.connect(engine.options, new Recorder());
    });
    afterAll(() => connection.close());

    const goesOn = async (): Promise<void> => {
      expect(await query(connection, sql.one)).toEqual([['1']]);
    };
    const isConfirmed = (error: unknown): void => {
      expect(error).toBeInstanceOf(CancelledError);
      expect(error).toMatchObject({ confirmed: true, exitCode: EXIT.interrupted });
    };

    check(engine, 'cancel before', 'execute sends nothing', async () => {
      const before = await engine.sent?.();
      isConfirmed(await rejection(connection.execute(sql.one, { signal: AbortSignal.abort() })));
      if (before !== undefined) expect(await engine.sent?.()).toBe(before);
      await goesOn();
    });

    check(engine, 'cancel without handle', 'is remembered and sent on arrival', async () => {
      const abort = new AbortController();
      const running = connection.execute(sql.endless, { signal: abort.signal });
      abort.abort();
      isConfirmed(await rejection(running));
      await goesOn();
    });

    check(engine, 'cancel while running', 'ends the statement on the engine', async () => {
      const abort = new AbortController();
      const events: BackendEvent[] = [];
      const isRunning = engine.watch?.() ?? (() => isTold(events));
      const running = connection.execute(sql.whileRunning ?? sql.endless, {
        signal: abort.signal,
        onEvent: (event) => events.push(event),
      });
      const refused = rejection(running);
      await expect.poll(isRunning, { timeout: 10_000 }).toBe(true);
      const asked = performance.now();
      abort.abort();
      isConfirmed(await refused);
      expect(performance.now() - asked).toBeLessThan(5_000);
      await goesOn();
    });

    check(engine, 'cancel between pages', 'ends the reading', async () => {
      const abort = new AbortController();
      const statement = await connection.execute(sql.pages.sql, { signal: abort.signal });
      const pages = statement.batches()[Symbol.asyncIterator]();
      expect((await pages.next()).done).toBe(false);
      abort.abort();
      isConfirmed(await rejection(pages.next()));
      await goesOn();
    });

    check(engine, 'cancel by the statement', 'ends the reading, too, and tells the reader', async () => {
      const statement = await connection.execute(sql.pages.sql);
      const pages = statement.batches()[Symbol.asyncIterator]();
      await pages.next();
      expect(await statement.cancel()).toBe('cancelled');
      isConfirmed(await rejection(pages.next()));
      await goesOn();
    });

    check(engine, 'cancel too late', 'changes nothing', async () => {
      const abort = new AbortController();
      const statement = await connection.execute(sql.one, { signal: abort.signal });
      expect(await rowsOf(statement)).toEqual([['1']]);
      abort.abort();
      expect(await statement.cancel()).toBe('finished');
      expect(statement.incomplete).toBe(false);
      await goesOn();
    });
  });
}
