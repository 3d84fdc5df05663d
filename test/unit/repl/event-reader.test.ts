import { expect, test } from 'vitest';
import { EventReader } from '../../../source/repl/event-reader.js';
import type { Run, SessionEvent } from '../../../source/session/index.js';

const rows = (count: number): SessionEvent => ({ type: 'paused', rows: count });

/** A run whose events come when the test says so. */
function runOf(): { run: Run; tell: (event: SessionEvent) => void } {
  const waiting: ((event: SessionEvent) => void)[] = [];
  const run = {
    async *[Symbol.asyncIterator]() {
      for (;;) yield await new Promise<SessionEvent>((resolve) => waiting.push(resolve));
    },
  };
  return { run: run as unknown as Run, tell: (event) => waiting.shift()?.(event) };
}

test('whoever waits goes without when the reading is left off, and no event is lost', async () => {
  const { run, tell } = runOf();
  const reader = new EventReader(run);
  const first = reader.next();
  await Promise.resolve();
  reader.leave();
  expect(await first).toBe('left');
  const second = reader.next();
  tell(rows(1));
  expect(await second).toEqual(rows(1));
});

// The command behind \g may end while the header is being written to it: nobody reads just then.
test('leaving off between two events is not forgotten', async () => {
  const { run, tell } = runOf();
  const reader = new EventReader(run);
  const first = reader.next();
  await Promise.resolve();
  tell(rows(1));
  expect(await first).toEqual(rows(1));
  reader.leave();
  expect(await reader.next()).toBe('left');
  const next = reader.next();
  tell(rows(2));
  expect(await next).toEqual(rows(2));
});
