import { afterAll, describe, expect } from 'vitest';
import { removeBundle, runChild } from '../child-process.js';
import type { ContractEngine } from '../engine.js';
import { check, withConnection } from '../support.js';

// Live memory after a garbage collection. 300,000 rows kept as texts would be more than 60 MiB.
const LIVE_GROWTH_MIB = 24;
// What the process takes from the machine meanwhile: V8 collects late, the drivers fetch ahead.
const RSS_GROWTH_MIB = 200;

// A process of its own takes 3 to 10 s; three times that on a machine with other work.
const LIMIT_MS = 60_000;
const LINGER_MS = 2_000;

/** What only a process of its own shows: its memory, what it prints, what it leaves behind. */
export function processes(engine: ContractEngine): void {
  const { sql } = engine;
  const engineName = engine.backend.engineName;
  const { options } = engine;

  describe('a process', () => {
    afterAll(removeBundle);

    check(
      engine,
      'streaming',
      `${sql.many.rows} rows in bounded memory`,
      async () => {
        const ended = await runChild({ job: 'stream', engine: engineName, options, sql: sql.many.sql });
        expect(ended.stderr).toBe('');
        expect(ended.result).toMatchObject({ rows: sql.many.rows });
        expect(ended.result['liveGrowthMiB']).toBeLessThan(LIVE_GROWTH_MIB);
        expect(ended.result['rssGrowthMiB']).toBeLessThan(RSS_GROWTH_MIB);
      },
      LIMIT_MS,
    );

    check(engine, 'first rows first', 'they arrive before the last are made', () =>
      withConnection(engine, async (connection) => {
        const before = engine.produced!();
        const statement = await connection.execute(sql.many.sql);
        const batches = statement.batches()[Symbol.asyncIterator]();
        await batches.next();
        expect(engine.produced!() - before).toBeLessThan(sql.many.rows / 2);
        await statement.close();
      }),
    );

    check(
      engine,
      'quiet',
      'prints nothing, leaves no file, and ends by itself',
      async () => {
        const { one, endless, pages, errors } = sql;
        const job = { one, endless, pages: pages.sql, wrong: errors[0]!.sql };
        const ended = await runChild({ job: 'session', engine: engineName, options, ...job });
        expect(ended).toMatchObject({ stdout: '', stderr: '', code: 0, files: [] });
        expect(ended.result).toMatchObject({ one: '1', wrong: 'QueryError', cancelled: 'CancelledError' });
        expect(ended.lingeredMs).toBeLessThan(LINGER_MS);
      },
      LIMIT_MS,
    );
  });
}
