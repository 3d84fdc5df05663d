import { beforeEach, describe, expect, test } from 'vitest';
import type { Io } from '../../../source/backends/base.js';
import { Arrival } from '../../../source/repl/arrival.js';
import { needsConnection } from '../../../source/repl/needs-connection.js';
import { Questions } from '../../../source/repl/questions.js';
import type { ReplState } from '../../../source/repl/repl-types.js';
import { createStore, type Store } from '../../../source/repl/store.js';
import { Waiting } from '../../../source/repl/waiting.js';
import { sessionAhead, type Session } from '../../../source/session/index.js';
import { AuthError, ConnectionError } from '../../../source/support/errors.js';

let session: Session;
let state: Store<ReplState>;
let said: string[];
let opened: number;
let quiet: Promise<void>;
let questions: Questions;
beforeEach(() => {
  session = sessionAhead({ engine: 'duckdb', connection: {} });
  const initial = { session, busy: false, wait: null, opening: null, question: null, hint: null, ended: false };
  state = createStore<ReplState>(initial);
  said = [];
  opened = 0;
  quiet = Promise.resolve();
});

function arrival(open: (io: Io) => Promise<void>): Arrival {
  const waiting = new Waiting((wait) => state.set({ wait }));
  const say = (text: string): void => void said.push(text);
  questions = new Questions(state, waiting, say);
  const counted = (io: Io): Promise<void> => {
    opened++;
    return open(io);
  };
  return new Arrival(
    { session, open: counted, isProfile: true },
    {
      state,
      waiting,
      questions,
      say,
      quiet: () => quiet,
      showError: (error) => say((error as Error).message),
      arrived: () => say('arrived'),
      giveUp: () => say('given up'),
    },
  );
}

describe('the opening of the first session', () => {
  test('is one, however much waits for it; a take-back leaves it alone', async () => {
    let finish: () => void = () => undefined;
    const one = arrival(() => new Promise((resolve) => (finish = resolve)));
    void one.begin();
    const first = one.ready();
    one.takeBack();
    expect(await first).toBe(false);
    expect(one.isUnderWay).toBe(true);
    const second = one.ready();
    finish();
    expect(await second).toBe(true);
    expect([opened, said]).toEqual([1, ['arrived']]);
  });

  test('that was refused is not tried again for a statement; that failed otherwise is', async () => {
    const refused = arrival(() => Promise.reject(new AuthError('Wrong password.')));
    expect(await refused.ready()).toBe(false);
    expect(await refused.ready()).toBe(false);
    expect(opened).toBe(1);
    expect(refused.exitCode).toBe(3);
    const cut = arrival(() => Promise.reject(new ConnectionError('No network.')));
    expect(await cut.ready()).toBe(false);
    expect(await cut.ready()).toBe(false);
    expect(opened).toBe(3);
  });

  test('that failed is what the program ends with, unless another session took its place', async () => {
    const [stayed, left] = [1, 2].map(() => arrival(() => Promise.reject(new AuthError('Wrong password.'))));
    await Promise.all([stayed!.ready(), left!.ready()]);
    stayed!.end();
    left!.leave();
    expect([stayed!.exitCode, left!.exitCode]).toEqual([3, 0]);
    expect([stayed!.isOver, left!.isOver, state.get().opening]).toEqual([true, true, null]);
  });

  test('asks once the typing has paused, and tells nothing once another session is in use', async () => {
    let pause: () => void = () => undefined;
    quiet = new Promise((resolve) => (pause = resolve));
    const one = arrival(async (io) => {
      await io.ask({ kind: 'secret', message: 'The password?' });
    });
    const ready = one.ready();
    await Promise.resolve();
    expect(state.get().question).toBeNull();
    pause();
    await expect.poll(() => state.get().question?.message).toBe('The password?');
    one.leave();
    questions.answer(null);
    expect(await ready).toBe(false);
    expect(said).toEqual([]);
  });
});

test('questions that are asked at once come one after the other', async () => {
  arrival(() => Promise.resolve());
  const [first, second] = ['first', 'second'].map((message) => questions.ask({ kind: 'text', message }));
  expect(state.get().question?.message).toBe('first');
  questions.answer('1');
  await expect.poll(() => state.get().question?.message).toBe('second');
  questions.answer('2');
  expect(await Promise.all([first, second])).toEqual(['1', '2']);
});

test.each([
  ['select 1;', true],
  ['\\set x 1', false],
  ['\\set x 1\nselect 1;', true],
  ['\\dt', true],
  ['\\?', false],
  ['\\q', false],
  ['quit', false],
  ['\\c other', false],
  ['select 1 \\g', true],
  ['\\nosuch', false],
] as const)('%j needs the connection: %s', (text, needs) => {
  expect(needsConnection(text, false, 'duckdb')).toBe(needs);
});
