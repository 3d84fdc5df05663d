import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SILENT_IO } from '../../../source/backends/base.js';
import { collect } from '../../../source/meta/index.js';
import { ProfileStore } from '../../../source/profiles/index.js';
import { Sessions } from '../../../source/repl/sessions.js';
import { openSession, type Session } from '../../../source/session/index.js';
import { temporaryFolder } from '../profiles/folder.js';

const MINUTE = 60_000;

let sessions: Sessions;
let first: Session;
let said: string[];
beforeEach(async () => {
  const folder = temporaryFolder();
  const profiles = new ProfileStore({ file: join(folder, 'profiles.json') });
  for (const name of ['sales', 'stock']) {
    const settings = name === 'stock' ? { close_when_parked: 2 } : {};
    await profiles.save({ name, engine: 'duckdb', connection: { path: ':memory:' }, secrets: {}, settings });
  }
  first = await openSession(profiles.find('sales'));
  said = [];
  sessions = new Sessions(first, { profiles, say: (text) => said.push(text) });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await sessions.closeAll();
});

const parked = () => sessions.parked.map(({ name }) => name);

describe('a parked session', () => {
  test('is closed after half an hour, which is said; \\c opens it anew', async () => {
    await sessions.switchTo('stock', SILENT_IO);
    vi.advanceTimersByTime(29 * MINUTE);
    expect(parked()).toEqual(['sales']);
    vi.advanceTimersByTime(MINUTE);
    await vi.waitFor(() => expect(said).toHaveLength(1));
    expect(said).toEqual(['The parked session "sales" was closed after 30 minutes; \\c sales opens it anew.']);
    expect([parked(), first.closed]).toEqual([[], true]);
    const anew = await sessions.switchTo('sales', SILENT_IO);
    expect(anew).not.toBe(first);
  });

  test('of a profile that says so is closed earlier; coming back in time keeps it', async () => {
    const stock = await sessions.switchTo('stock', SILENT_IO);
    await sessions.switchTo('-', SILENT_IO);
    vi.advanceTimersByTime(MINUTE);
    expect(await sessions.switchTo('stock', SILENT_IO)).toBe(stock);
    vi.advanceTimersByTime(5 * MINUTE);
    expect(stock.closed).toBe(false);
    await sessions.switchTo('sales', SILENT_IO);
    vi.advanceTimersByTime(2 * MINUTE);
    await vi.waitFor(() => expect(said.join()).toContain('"stock" was closed after 2 minutes'));
  });

  test('stays while something would be lost with it, and is looked at again', async () => {
    await collect(first.run('begin', {}), 1);
    await sessions.switchTo('stock', SILENT_IO);
    vi.advanceTimersByTime(31 * MINUTE);
    expect(parked()).toEqual(['sales']);
    await collect(first.run('rollback', {}), 1);
    vi.advanceTimersByTime(30 * MINUTE);
    await vi.waitFor(() => expect(said.join()).toContain('"sales" was closed'));
  });
});
