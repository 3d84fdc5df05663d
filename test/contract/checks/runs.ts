import { afterAll, beforeAll, describe, expect } from 'vitest';
import { openSession, type Run, type Session, type SessionEvent } from '../../../source/session/index.js';
import type { ContractEngine } from '../engine.js';
import { check, isTold } from '../support.js';

/** What Run.cancel() answers at each stage, and what becomes of statements that nobody waits for. */
export function runs(engine: ContractEngine): void {
  const { sql } = engine;

  describe('runs of a session', () => {
    let session: Session;
    beforeAll(async () => {
      session = await openSession({ engine: engine.backend.engineName, connection: { ...engine.options } });
    });
    afterAll(() => session.close());

    const goesOn = async (): Promise<void> => {
      const events = await eventsOf(session.run(sql.one));
      expect(events.find((event) => event.type === 'rows')).toMatchObject({ rows: [['1']] });
    };

    check(engine, 'a run cancelled before it began', 'sends nothing', async () => {
      const before = await engine.sent?.();
      expect(await session.run(sql.endless).cancel()).toBe('cancelled');
      if (before !== undefined) expect(await engine.sent?.()).toBe(before);
      await goesOn();
    });

    check(engine, 'a run cancelled while it runs', 'answers what the server made of it', async () => {
      const told: SessionEvent[] = [];
      // Sent is not begun: what Spark cancels before it began goes on all the same, and the next statement waits for it.
      const isRunning = engine.watch?.() ?? (() => isTold(told));
      const run = session.run(sql.whileRunning ?? sql.endless);
      const reading = eventsOf(run, told);
      await expect.poll(isRunning, { timeout: 10_000 }).toBe(true);
      expect(await run.cancel()).toBe('cancelled');
      expect((await reading).at(-1)).toMatchObject({ type: 'cancelled', outcome: 'cancelled', confirmed: true });
      await goesOn();
    });

    check(engine, 'a run cancelled while rows come', 'ends also where nobody reads them', async () => {
      const run = session.run(sql.pages.sql);
      const events = run[Symbol.asyncIterator]();
      for (let next = await events.next(); next.value?.type !== 'rows'; next = await events.next());
      expect(await run.cancel()).toBe('cancelled');
      await goesOn();
    });

    check(engine, 'a run cancelled at its limit', 'cuts the result', async () => {
      const run = session.run(sql.pages.sql, { limit: 10 });
      let answer: Promise<string> | undefined;
      const events: SessionEvent[] = [];
      for await (const event of run) {
        events.push(event);
        if (event.type === 'paused') answer = run.cancel();
      }
      expect(await answer).toBe('cancelled');
      expect(events.at(-1)).toMatchObject({ type: 'done', rows: 10, cut: true });
      await goesOn();
    });

    check(engine, 'a run cancelled too late', 'had finished', async () => {
      const run = session.run(sql.one);
      await eventsOf(run);
      expect(await run.cancel()).toBe('finished');
      await goesOn();
    });

    check(engine, 'a run that nobody waits for', 'leaves the session to others, and keeps its rows', async () => {
      const run = session.start(sql.pages.sql);
      const events = run[Symbol.asyncIterator]();
      await events.next();
      await goesOn();
      await expect.poll(() => run.state.at, { timeout: 20_000 }).toBe('ready');
      await goesOn();
      let rows = 0;
      for (let next = await events.next(); !next.done; next = await events.next()) {
        if (next.value.type === 'rows') rows += next.value.rows.length;
      }
      expect(rows).toBe(sql.pages.rows);
      expect(run.state).toMatchObject({ at: 'ended', ending: 'done' });
    });

    check(engine, 'a run that is left', 'runs on beside others, and is cancelled by itself', async () => {
      const isRunning = engine.watch?.();
      const run = session.run(sql.whileRunning ?? sql.endless);
      const events = run[Symbol.asyncIterator]();
      await events.next();
      await expect.poll(() => isRunning?.() ?? run.state.at === 'running', { timeout: 10_000 }).toBe(true);
      expect(session.detach(run)).toBe(true);
      await goesOn();
      expect(run.state.at).not.toBe('ended');
      expect(await run.cancel()).toBe('cancelled');
      await goesOn();
    });

    check(engine, 'a result by its id', 'is fetched again', async () => {
      const run = session.run(sql.one);
      await eventsOf(run);
      const { queryId } = run.state;
      expect(queryId).not.toBeNull();
      const events = await eventsOf(session.result(queryId!));
      expect(events.find((event) => event.type === 'rows')).toMatchObject({ rows: [['1']] });
      await goesOn();
    });
  });
}

async function eventsOf(run: Run, events: SessionEvent[] = []): Promise<SessionEvent[]> {
  for await (const event of run) events.push(event);
  return events;
}
