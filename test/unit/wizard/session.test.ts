import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ProfileStore } from '../../../source/profiles/store.js';
import { AuthError, ConfigError, ConnectionError } from '../../../source/support/errors.js';
import { startSession, runWizard, type WizardFace, type WizardIo } from '../../../source/wizard/run.js';
import type { Given } from '../../../source/wizard/given.js';
import type { WizardSession } from '../../../source/wizard/session.js';
import { runUnattended } from '../../../source/wizard/unattended.js';
import { profileOf, temporaryFolder } from '../profiles/folder.js';
import { FakeBackend, FakeServer, PlainBackend } from './fake-backend.js';

/** A busy machine may take seconds to import what is needed first. */
const PATIENT = { timeout: 20_000, interval: 2 };

function setUp(env: NodeJS.ProcessEnv = {}) {
  const server = new FakeServer();
  const store = new ProfileStore({ file: join(temporaryFolder(), 'profiles.json') });
  const io: WizardIo = {
    env: { SMALLEX_KEYRING: 'off', ...env },
    backends: { snowflake: () => new FakeBackend(server), duckdb: () => new PlainBackend(server) },
  };
  return { server, store, io };
}

/** Waits until the wizard asks: no work is under way. */
async function settled(session: WizardSession): Promise<void> {
  await expect.poll(() => session.view().kind, PATIENT).not.toBe('working');
}

async function submit(session: WizardSession, ...values: string[]): Promise<void> {
  for (const value of values) {
    await settled(session);
    session.send({ type: 'submit', value });
  }
  await settled(session);
}

describe('the wizard at work', () => {
  it('hands over the login and the connection that it tested', async () => {
    const { server, store, io } = setUp();
    const session = startSession(store, {}, io);
    await submit(session, 'snowflake', 'password', 'a', 'me', 'right', '', 'WH', '', 'work', 'none', 'prompt');
    const outcome = await session.finished;
    expect(outcome).toMatchObject({
      kind: 'saved',
      profile: { name: 'work', secrets: { password: 'prompt' } },
      options: { auth_mode: 'password', account: 'A', user: 'me', password: 'right', warehouse: 'WH' },
    });
    if (outcome.kind !== 'saved') return;
    expect(outcome.connection?.context().warehouse).toBe('WH');
    expect([server.openLogins, server.openConnections]).toEqual([1, 1]);
    expect([server.logins, server.opens]).toEqual([['right'], ['WH']]);
    expect(readFileSync(store.file, 'utf8')).not.toContain('right');
    expect(store.default()?.name).toBe('work');
  });

  it('sends each password once, and logs in again for no context', async () => {
    const { server, store, io } = setUp();
    const session = startSession(store, {}, io);
    await submit(session, 'snowflake', 'password', 'a', 'me', 'wrong');
    expect(session.view()).toMatchObject({
      failed: true,
      problem: { message: 'Incorrect user or password.', hint: 'Type it again.' },
      marks: [{ stage: 'login', state: 'failed' }],
    });
    await submit(session, 'edit', 'right', '', 'NOPE', '');
    expect(session.view()).toMatchObject({
      failed: true,
      problem: { message: 'There is no warehouse "NOPE".' },
      choices: [{ label: 'Change: Warehouse' }, {}, {}],
    });
    await submit(session, 'edit', 'WH');
    expect(session.state.step).toBe('name');
    expect([server.logins, server.opens]).toEqual([
      ['wrong', 'right'],
      ['NOPE', 'WH'],
    ]);
    session.send({ type: 'leave' });
    await session.finished;
  });

  it('closes everything when it is left, whenever that is', async () => {
    const { server, store, io } = setUp();
    const session = startSession(store, {}, io);
    await submit(session, 'snowflake', 'password', 'a', 'me', 'right', '', '', '');
    expect([server.openLogins, server.openConnections]).toEqual([1, 1]);
    session.send({ type: 'leave' });
    expect(await session.finished).toEqual({ kind: 'left' });
    expect([server.openLogins, server.openConnections]).toEqual([0, 0]);
    expect(store.list()).toEqual([]);
  });

  it('ends a login that was left, and keeps nothing that comes of it', async () => {
    const { server, store, io } = setUp();
    let open: () => void = () => undefined;
    server.gate = new Promise((resolve) => (open = resolve));
    const session = startSession(store, {}, io);
    await submit(session, 'snowflake', 'password', 'a', 'me');
    session.send({ type: 'submit', value: 'right' });
    await expect.poll(() => server.logins.length, PATIENT).toBe(1);
    session.send({ type: 'back' });
    expect(session.state.step).toBe('field:password');
    open();
    await submit(session, 'right');
    expect(session.state.step).toBe('context:role');
    expect(server.openLogins).toBe(1);
    session.send({ type: 'leave' });
    await session.finished;
    expect(server.openLogins).toBe(0);
  });

  it('asks what the backend asks, and takes Esc there for a step back', async () => {
    const { server, store, io } = setUp();
    const session = startSession(store, {}, io);
    await submit(session, 'snowflake', 'mfa', 'a', 'me', 'right');
    expect(session.view()).toMatchObject({ title: 'Enter the passcode.', secret: true });
    session.send({ type: 'back' });
    await expect.poll(() => session.state.step, PATIENT).toBe('field:password');
    await submit(session, 'right', '123456');
    expect(session.state.step).toBe('context:role');
    expect(server.logins).toHaveLength(2);
    session.send({ type: 'leave' });
    await session.finished;
  });

  it('offers the lists of the login, and says why there is none', async () => {
    const { server, store, io } = setUp();
    server.lists = { role: [{ name: 'R1' }, { name: 'R2' }], warehouse: new ConnectionError('Not allowed.') };
    const session = startSession(store, {}, io);
    await submit(session, 'snowflake', 'password', 'a', 'me', 'right');
    await expect
      .poll(() => session.view(), PATIENT)
      .toMatchObject({ kind: 'select', choices: [{ label: 'None' }, {}, {}] });
    await submit(session, 'R2');
    await expect.poll(() => session.view().help, PATIENT).toContain('Not allowed.');
    expect(session.view().kind).toBe('text');
    session.send({ type: 'leave' });
    await session.finished;
  });

  it('ends with the error when something is a bug', async () => {
    const { server, store, io } = setUp();
    server.lists = { role: [] };
    const broken = new FakeBackend(server);
    vi.spyOn(broken, 'login').mockRejectedValue(new TypeError('x is not a function'));
    const session = startSession(store, {}, { ...io, backends: { snowflake: () => broken } });
    await submit(session, 'snowflake', 'password', 'a', 'me');
    session.send({ type: 'submit', value: 'right' });
    await expect(session.finished).rejects.toThrow('x is not a function');
  });

  it('keeps a typed secret by what was chosen, and leaves an old one of the keyring to nobody', async () => {
    const { store, io } = setUp();
    await store.save(
      profileOf('old', {
        engine: 'snowflake',
        connection: { auth_mode: 'password', account: 'A', user: 'me' },
        secrets: { password: 'env:OLD' },
      }),
    );
    const session = startSession(store, { edit: 'old' }, { ...io, env: { ...io.env, OLD: 'right' } });
    await submit(session, 'password', 'A', 'me', 'right', '', '', '', 'new', 'staging', 'plain');
    const outcome = await session.finished;
    expect(outcome).toMatchObject({ profile: { name: 'new', secrets: { password: 'plain:right' } } });
    expect(store.list().map(({ name }) => name)).toEqual(['new']);
  });

  it('begins a new file beside a broken one, and says so', async () => {
    const { store, io } = setUp();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(store.file, '{ broken');
    const session = startSession(store, {}, io);
    expect(session.view().notices[0]).toMatch(/broken-/);
    await submit(session, 'duckdb', 'memory', 'd', 'none');
    expect((await session.finished).kind).toBe('saved');
    expect(store.list().map(({ name }) => name)).toEqual(['d']);
  });
});

describe('runWizard', () => {
  it('leaves by its signal, and when the face fails', async () => {
    const { server, store, io } = setUp();
    const abort = new AbortController();
    const waiting: WizardFace = { run: (session) => session.finished.then(() => undefined) };
    const outcome = runWizard({ face: waiting, store, io: { ...io, signal: abort.signal } });
    abort.abort();
    expect(await outcome).toEqual({ kind: 'left' });
    const failing: WizardFace = {
      run: async (session) => {
        await submit(session, 'duckdb', 'memory');
        throw new Error('The terminal is gone.');
      },
    };
    await expect(runWizard({ face: failing, store, io })).rejects.toThrow('The terminal is gone.');
    expect([server.openLogins, server.openConnections]).toEqual([0, 0]);
  });
});

describe('runUnattended', () => {
  const given: Given = {
    engine: 'snowflake',
    set: { account: 'a', user: 'me', password: 'env:PW', warehouse: 'WH' },
    name: 'ci',
    environment: 'production',
  };

  it('does what the wizard does, and asks nothing', async () => {
    const { server, store, io } = setUp({ PW: 'right' });
    const outcome = await runUnattended(given, { store, io });
    expect(outcome).toMatchObject({ kind: 'saved', profile: { name: 'ci', secrets: { password: 'env:PW' } } });
    expect(store.find('ci').settings.environment).toBe('production');
    expect(store.default()).toBeUndefined();
    expect([server.logins, server.opens]).toEqual([['right'], ['WH']]);
  });

  it('throws what fails, closes what is open, and saves nothing', async () => {
    const { server, store, io } = setUp({ PW: 'wrong' });
    await expect(runUnattended(given, { store, io })).rejects.toThrow(AuthError);
    const set = { ...given.set, warehouse: 'NOPE' };
    const right = { ...io, env: { ...io.env, PW: 'right' } };
    await expect(runUnattended({ ...given, set }, { store, io: right })).rejects.toThrow(
      'There is no warehouse "NOPE".',
    );
    await expect(runUnattended(given, { store, io: { ...io, env: {} } })).rejects.toThrow('PW is not set');
    expect([server.openLogins, server.openConnections]).toEqual([0, 0]);
    expect(store.list()).toEqual([]);
    expect(server.logins).toEqual(['wrong', 'right']);
  });

  it.each<[Given, string]>([
    [{ name: 'x' }, 'setup needs --engine when nobody is asked.'],
    [{ engine: 'duckdb' }, 'setup needs --name when nobody is asked.'],
    [{ engine: 'snowflake', name: 'x' }, 'setup needs --set account=… when nobody is asked.'],
    [
      { engine: 'snowflake', name: 'x', set: { account: 'a', user: 'u' } },
      'setup needs --set password=env:FAKE_PASSWORD when nobody is asked.',
    ],
    [{ engine: 'snowflake', auth: 'mfa', name: 'x', set: given.set! }, 'Nobody can be asked here: Enter the passcode.'],
    [{ engine: 'snowflake', name: 'x', set: { ...given.set, password: 'prompt' } }, 'Nobody can be asked here'],
    [{ engine: 'duckdb', auth: 'file', name: 'x', set: { path: '' } }, 'The file is missing.'],
  ])('names the flag that is missing (%#)', async (answers, message) => {
    const { store, io } = setUp({ PW: 'right' });
    const failed = runUnattended(answers, { store, io });
    await expect(failed).rejects.toThrow(ConfigError);
    await expect(failed).rejects.toThrow(message);
  });
});
