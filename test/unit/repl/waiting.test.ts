import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { spokenWaiting, Waiting, type WaitingOptions } from '../../../source/repl/waiting.js';

let lines: (string | null)[];
beforeEach(() => {
  lines = [];
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => vi.useRealTimers());

function waiting(options?: WaitingOptions): Waiting {
  return new Waiting((line) => lines.push(line), options);
}

const last = (): string | null | undefined => lines.at(-1);

test('nothing is said of what takes less than 0.3 s; then ten times a second; at its end nothing stands there', () => {
  const wait = waiting();
  wait.begin('running');
  vi.advanceTimersByTime(299);
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(301);
  expect(lines).toEqual(['running · 0.3 s', 'running · 0.4 s', 'running · 0.5 s', 'running · 0.6 s'].map(cancels));
  wait.end();
  expect(last()).toBeNull();
  vi.advanceTimersByTime(1000);
  expect(lines).toHaveLength(5);
});

test('what is waited for, in words', () => {
  const wait = waiting();
  wait.begin('connecting');
  vi.advanceTimersByTime(300);
  const said: (string | null | undefined)[] = [last()];
  for (const what of ['approval', 'browser', 'queued', 'running', 'fetching'] as const) {
    wait.take({ type: 'waiting', for: what });
    vi.advanceTimersByTime(100);
    said.push(last());
  }
  wait.take({ type: 'stage', stage: 'tls', state: 'started' } as never);
  vi.advanceTimersByTime(100);
  expect([...said, last()]).toEqual(
    [
      'connecting · 0.3 s',
      'waiting for your approval · 0.4 s',
      'waiting for the login in the browser · 0.5 s',
      'queued · 0.6 s',
      'running · 0.7 s',
      'fetching rows · 0.8 s',
      'connecting: tls · 0.9 s',
    ].map(cancels),
  );
});

test('with what the engine says: the state of a warehouse, how far it is; without what would reach the terminal', () => {
  const wait = waiting();
  wait.begin('running');
  wait.take({ type: 'waiting', for: 'warehouse', detail: 'WH\u001b[2J is resuming.' });
  vi.advanceTimersByTime(300);
  expect(last()).toBe('warehouse starting · 0.3 s · WH␛[2J is resuming · Ctrl+C cancels');
  wait.take({ type: 'waiting', for: 'running', fraction: 0.999 });
  vi.advanceTimersByTime(100);
  expect(last()).toBe('running · 0.4 s · 99 % · Ctrl+C cancels');
});

test('rows and bytes once there are some; the bytes of a file are counted by who writes it', () => {
  const wait = waiting();
  wait.begin('running');
  const batch = { type: 'rows', rows: Array.from({ length: 2000 }, () => ['x'.repeat(1000), null]) } as const;
  wait.take(batch);
  vi.advanceTimersByTime(300);
  expect(last()).toMatch(/^fetching rows · 0\.3 s · 2,000 rows · 2\.0 MB · Ctrl\+C cancels$/);
  wait.begin('running');
  wait.take(batch, false);
  wait.set('writing a.csv · 3 MB');
  vi.advanceTimersByTime(300);
  expect(last()).toBe('writing a.csv · 3 MB · 0.3 s · 2,000 rows · Ctrl+C cancels');
});

test('the query id, as a link where its page is known and the terminal can; last, because it may be cut', () => {
  const link = (text: string, url: string): string => `<${url} ${text}>`;
  const wait = waiting({ link, keys: 'Ctrl+C cancels, F8 leaves it' });
  wait.begin('running');
  wait.take({ type: 'query-id', queryId: '01b2' });
  vi.advanceTimersByTime(300);
  expect(last()).toBe('running · 0.3 s · Ctrl+C cancels, F8 leaves it · query 01b2');
  wait.take({ type: 'query-id', queryId: '01b2', url: 'https://x' });
  vi.advanceTimersByTime(100);
  expect(last()).toBe('running · 0.4 s · Ctrl+C cancels, F8 leaves it · <https://x query 01b2>');
  wait.begin('running');
  vi.advanceTimersByTime(300);
  expect(last()).not.toContain('01b2');
});

test('while a question is open the line is away; the time goes on', () => {
  const wait = waiting();
  wait.begin('running');
  vi.advanceTimersByTime(400);
  wait.pause();
  expect(last()).toBeNull();
  vi.advanceTimersByTime(5000);
  expect(last()).toBeNull();
  wait.resume();
  vi.advanceTimersByTime(100);
  expect(last()).toBe(cancels('running · 5.5 s'));
});

test('what was begun earlier counts from then', () => {
  const wait = waiting();
  const since = performance.now() - 60_000;
  wait.begin('running', since);
  vi.advanceTimersByTime(100);
  expect(last()).toBe(cancels('running · 60.1 s'));
});

function cancels(text: string): string {
  return `${text} · Ctrl+C cancels`;
}

test('a file that the engine writes by itself: how large it is, once there is something of it', () => {
  const wait = waiting();
  let size = 0;
  wait.begin('running');
  wait.watch({ label: 'out.csv', size: () => size });
  vi.advanceTimersByTime(300);
  expect(last()).toBe(cancels('running · 0.3 s'));
  size = 3_000_000;
  vi.advanceTimersByTime(1_700);
  expect(last()).toBe(cancels('writing out.csv · 3.0 MB · 1.5 MB/s · 2.0 s'));
});

test('where nothing is redrawn: a line after 3 s, one for each thing that is waited for, one a minute', () => {
  const wait = spokenWaiting((line) => lines.push(line));
  wait.begin('running');
  vi.advanceTimersByTime(2900);
  expect(lines).toEqual([]);
  wait.take({ type: 'query-id', queryId: 'q-1' });
  vi.advanceTimersByTime(10_000);
  wait.take({ type: 'waiting', for: 'warehouse', detail: 'starting, 12 s' });
  vi.advanceTimersByTime(1000);
  wait.take({ type: 'waiting', for: 'warehouse', detail: 'starting, 13 s' });
  vi.advanceTimersByTime(1000);
  wait.set('writing out.csv · 1 MB');
  vi.advanceTimersByTime(1000);
  wait.set('writing out.csv · 2 MB');
  vi.advanceTimersByTime(50_000);
  wait.end();
  vi.advanceTimersByTime(50_000);
  expect(lines).toEqual([
    'running · 3 s · Ctrl+C cancels · query q-1',
    'warehouse starting · 13 s · starting, 12 s · query q-1',
    'writing out.csv · 1 MB · 15 s · query q-1',
    'writing out.csv · 2 MB · 60 s · query q-1',
  ]);
});

test('an approval is told of at once, and each wait says anew what the keys do', () => {
  const wait = spokenWaiting((line) => lines.push(line));
  wait.begin('connecting');
  wait.take({ type: 'waiting', for: 'approval', detail: 'Approve the login on your phone.' });
  vi.advanceTimersByTime(100);
  wait.begin('running');
  vi.advanceTimersByTime(3000);
  expect(lines).toEqual([
    'waiting for your approval · Approve the login on your phone · Ctrl+C cancels',
    'running · 3 s · Ctrl+C cancels',
  ]);
});
