import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DuckDBBackend } from '../../source/backends/duckdb/backend.js';
import { ProfileStore } from '../../source/profiles/store.js';
import type { Given } from '../../source/wizard/given.js';
import { WizardScreen } from '../../source/wizard/ink/screen.js';
import { startSession, type WizardIo } from '../../source/wizard/run.js';
import type { WizardSession } from '../../source/wizard/session.js';
import { renderScreen, type TestScreen, type TestScreenOptions } from '../support/screen.js';
import { FakeBackend, FakeServer, PlainBackend } from '../unit/wizard/fake-backend.js';

/** A busy machine may take seconds to import what is needed first. */
const PATIENT = { timeout: 20_000, interval: 2 };

let folder: string;
let store: ProfileStore;
let server: FakeServer;
let session: WizardSession;
let screen: TestScreen;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smallex-wizard-'));
  store = new ProfileStore({ file: join(folder, 'profiles.json') });
  server = new FakeServer();
});

afterEach(async () => {
  session.send({ type: 'leave' });
  const outcome = await session.finished;
  if (outcome.kind === 'saved') {
    await outcome.connection?.close();
    await outcome.login?.close();
  }
  await screen.end();
  rmSync(folder, { recursive: true, force: true });
});

function open(options: TestScreenOptions = {}, given: Given = {}, io: WizardIo = {}): void {
  session = startSession(store, given, {
    env: { SMALLEX_KEYRING: 'off' },
    backends: { snowflake: () => new FakeBackend(server), duckdb: () => new PlainBackend(server) },
    ...io,
  });
  screen = renderScreen(<WizardScreen session={session} />, options);
}

/** Types an answer once its question is there. */
async function answer(question: string, text = ''): Promise<void> {
  await screen.waitFor(question);
  screen.type(text);
  screen.keys('enter');
}

describe('the wizard on the screen', () => {
  test('leads to a DuckDB file that was seen working', async () => {
    const path = join(folder, 'shop.duckdb');
    open({}, {}, { backends: { duckdb: () => new DuckDBBackend() } });
    await screen.waitFor('Which engine would you like to connect to?');
    expect(screen.text()).toContain('No account needed: it runs on this machine.');
    screen.keys('enter');
    await screen.waitFor('In memory');
    screen.keys('down', 'enter');
    await answer('Database file', path);
    await answer('Open read-only');
    await screen.waitFor('Schema');
    screen.keys('enter');
    await screen.waitFor('What shall this connection be called?');
    expect(screen.text()).toMatch(/✓ Find it\s+.*ms/);
    expect(screen.text()).toMatch(/✓ SELECT 1\s+.*ms/);
    expect(screen.text()).toContain('❯ shop');
    screen.keys('enter');
    await screen.waitFor('What kind of data is behind it?');
    screen.keys('enter');
    await screen.waitFor('✓ Saved as "shop"');
    const outcome = await session.finished;
    if (outcome.kind !== 'saved') throw new Error('It was left.');
    const statement = await outcome.connection!.execute('select 42 as answer');
    for await (const rows of statement.batches()) expect(JSON.stringify(rows)).toContain('42');
    await statement.close();
    expect(store.default()?.connection).toMatchObject({ auth_mode: 'file', path });
  });

  test('corrects a wrong password and a wrong warehouse in place, one login for each password', async () => {
    open();
    await answer('Which engine', 'fake');
    await answer('How do you log in to Fakeflake?');
    await answer('Account', 'https://org');
    await answer('User', 'me');
    await answer('Password', 'wrong');
    await screen.waitFor('✗ Incorrect user or password.');
    expect(screen.text()).toMatch(/✗ Log in/);
    expect(screen.text()).toContain('Type it again.');
    expect(screen.text()).not.toContain('wrong');
    await answer('Change: Password');
    await screen.waitFor('❯ •••••');
    screen.keys('ctrl+u');
    screen.type('right\r');
    await answer('Role');
    await answer('Warehouse', 'NOPE');
    await answer('Schema');
    await screen.waitFor('There is no warehouse "NOPE".');
    expect(screen.text()).toMatch(/✓ Log in/);
    expect(screen.text()).toMatch(/✗ Warehouse/);
    await answer('Change: Warehouse');
    await screen.waitFor('❯ NOPE');
    screen.keys('ctrl+u');
    screen.type('WH\r');
    await screen.waitFor('What shall this connection be called?');
    expect(screen.text()).toContain('No warehouse is set.');
    expect([server.logins, server.opens]).toEqual([
      ['wrong', 'right'],
      ['NOPE', 'WH'],
    ]);
    expect(screen.text() + screen.scrollback()).not.toContain('right');
  });

  test('goes back with Esc from every question, losing nothing', async () => {
    open({}, { engine: 'snowflake', auth: 'password' });
    await answer('Account', 'org');
    await answer('User', 'somebody');
    await screen.waitFor('Your password.');
    screen.type('half-typed');
    await screen.waitFor('••••••••••');
    screen.keys('escape');
    await screen.waitFor('❯ somebody');
    screen.keys('escape');
    await screen.waitFor('❯ ORG');
    screen.keys('enter');
    await screen.waitFor('❯ somebody');
    screen.keys('enter');
    await screen.waitFor('❯ ••••••••••');
  });

  test('says what is wrong with what is typed, and how it will be stored', async () => {
    open({}, { engine: 'snowflake', auth: 'password' });
    await screen.waitFor('Account');
    screen.type('a b');
    await screen.waitFor('An account has no spaces.');
    screen.keys('enter');
    await screen.waitFor('✗ An account has no spaces.');
    screen.keys('ctrl+u');
    await screen.waitFor((text) => !text.includes('spaces'));
    screen.paste('https://org-acc\n');
    await screen.waitFor('= ORG-ACC');
    screen.keys('enter');
    await screen.waitFor('Account ORG-ACC');
  });

  test('offers a list that arrives, and typing instead', async () => {
    server.lists = { role: [{ name: 'ANALYST', detail: 'yours' }, { name: 'SYSADMIN' }] };
    open({}, { engine: 'snowflake', auth: 'password' });
    await answer('Account', 'org');
    await answer('User', 'me');
    await answer('Password', 'right');
    await screen.waitFor('SYSADMIN');
    screen.keys('up', 'enter');
    await screen.waitFor('Enter leaves it empty');
    screen.keys('escape');
    await screen.waitFor('SYSADMIN');
    screen.type('sys');
    screen.keys('enter');
    await screen.waitFor('Role SYSADMIN');
    await screen.waitFor("They can't be listed");
  });

  test('asks what the backend asks, while it waits', async () => {
    open({}, { engine: 'snowflake', auth: 'mfa' });
    await answer('Account', 'org');
    await answer('User', 'me');
    await answer('Password', 'right');
    await answer('Enter the passcode.', '123456');
    await screen.waitFor('Role');
    expect(server.logins).toHaveLength(1);
  });

  test('shows and logs no secret, even one that the server quotes', async () => {
    const log = join(folder, 'log.jsonl');
    vi.stubEnv('SMALLEX_LOG', log);
    server.quotes = true;
    open({}, { engine: 'snowflake', auth: 'password' });
    await answer('Account', 'org');
    await answer('User', 'me');
    await answer('Password', 'c4nary-7731');
    await screen.waitFor('Incorrect user or password (****).');
    vi.unstubAllEnvs();
    expect(readFileSync(log, 'utf8')).toContain('wizard-failed');
    expect(readFileSync(log, 'utf8')).not.toContain('c4nary');
    expect(screen.text() + screen.scrollback()).not.toContain('c4nary');
  });

  test('is left cleanly with Ctrl-C, also while it logs in', async () => {
    let release: () => void = () => undefined;
    server.gate = new Promise((resolve) => (release = resolve));
    open({}, { engine: 'snowflake', auth: 'password' });
    await answer('Account', 'org');
    await answer('User', 'me');
    await answer('Password', 'right');
    await screen.waitFor('Log in…');
    screen.keys('ctrl+c');
    await screen.waitFor('Nothing was saved.');
    expect(await session.finished).toEqual({ kind: 'left' });
    release();
    await expect.poll(() => server.openLogins, PATIENT).toBe(0);
    expect(store.list()).toEqual([]);
  });

  test.each([
    [80, 24],
    [40, 12],
    [200, 50],
  ])('never draws more than the screen holds, at %d × %d', async (columns, rows) => {
    open({ columns, rows });
    const top = (): string => screen.emulator.scrollback();
    await answer('Which engine', 'fake');
    await answer('How do you log in');
    await answer('Account', 'an-organisation-with-a-name-that-is-rather-long');
    await answer('User', 'somebody.with.a.long.name@example.org');
    await answer('Password', 'wrong');
    await screen.waitFor('Incorrect user');
    await screen.waitFor('Try again');
    expect(screen.text().split('\n').length).toBeLessThanOrEqual(rows);
    expect(top().match(/Which engine/g)?.length ?? 0).toBeLessThanOrEqual(1);
  });

  test('follows a resize', async () => {
    open({}, { engine: 'snowflake', auth: 'password' });
    await screen.waitFor('Account');
    screen.type('org');
    await screen.resize(50, 15);
    await screen.waitFor('❯ org');
    screen.keys('enter');
    await screen.waitFor('User');
  });
});
