import { describe, expect } from 'vitest';
import type { BackendEvent } from '../../../source/backends/base.js';
import { ConnectionError, SmallexError } from '../../../source/support/errors.js';
import type { ContractEngine } from '../engine.js';
import { check, isTold, query, Recorder, rejection } from '../support.js';

// The promise is 3 s (source/backends/base.ts); the rest is for a busy machine.
const CLOSE_LIMIT_MS = 3_500;

/** A connection ends once, soon, and then says so. */
export function closing(engine: ContractEngine): void {
  const { backend, options, sql } = engine;

  describe('closing', () => {
    check(engine, 'close', 'may be called again, and statements after it are refused as LOST', async () => {
      const connection = await backend.connect(options, new Recorder());
      expect(await query(connection, sql.one)).toEqual([['1']]);
      await connection.ping();
      await Promise.all([connection.close(), connection.close()]);
      await connection.close();
      const error = await rejection(connection.execute(sql.one));
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({ engineCode: 'LOST' });
      expect(await rejection(connection.ping())).toBeInstanceOf(ConnectionError);
    });

    for (const when of ['is being sent', 'runs'] as const) {
      check(engine, 'close while a statement runs', `ends it, too, when it ${when}`, async () => {
        const connection = await backend.connect(options, new Recorder());
        const events: BackendEvent[] = [];
        const isRunning = engine.watch?.() ?? (() => isTold(events));
        const running = rejection(
          connection.execute(when === 'runs' ? (sql.whileRunning ?? sql.endless) : sql.endless, {
            onEvent: (event) => events.push(event),
          }),
        );
        if (when === 'runs') await expect.poll(isRunning, { timeout: 10_000 }).toBe(true);
        const started = performance.now();
        await connection.close();
        expect(performance.now() - started).toBeLessThan(CLOSE_LIMIT_MS);
        expect(await running).toBeInstanceOf(SmallexError);
      });
    }

    check(engine, 'close when the server hangs', 'gives up after 3 seconds', async () => {
      const connection = await backend.connect(options, new Recorder());
      const answerAgain = engine.hang!();
      const started = performance.now();
      await connection.close();
      answerAgain();
      expect(performance.now() - started).toBeLessThan(CLOSE_LIMIT_MS);
    });
  });
}
