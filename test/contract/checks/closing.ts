import { describe, expect } from 'vitest';
import { ConnectionError, SmallexError } from '../../../source/support/errors.js';
import type { ContractEngine } from '../engine.js';
import { check, query, Recorder, rejection } from '../support.js';

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

    check(engine, 'close while a statement runs', 'ends it, too', async () => {
      const connection = await backend.connect(options, new Recorder());
      const running = rejection(connection.execute(sql.endless));
      const started = performance.now();
      await connection.close();
      expect(performance.now() - started).toBeLessThan(CLOSE_LIMIT_MS);
      expect(await running).toBeInstanceOf(SmallexError);
    });

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
