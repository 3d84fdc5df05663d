import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackendEvent, Question } from '../../../source/backends/base.js';
import { deleteProfile } from '../../../source/profiles/delete.js';
import { storeSecret } from '../../../source/profiles/keep.js';
import { openKeyring, probeKeyring } from '../../../source/profiles/keyring.js';
import { loginsPath } from '../../../source/profiles/logins/file.js';
import { keptLogins } from '../../../source/profiles/logins/kept-logins.js';
import { ProfileStore } from '../../../source/profiles/store.js';
import { resolveSecret } from '../../../source/profiles/secrets.js';
import { ConfigError, TimeoutError } from '../../../source/support/errors.js';
import { temporaryFolder } from './folder.js';

// The system's library as it was seen to fail: the texts are GNOME Keyring's, D-Bus's and a container's own.
const library = vi.hoisted(() => ({ fails: (): Promise<never> => Promise.reject(new Error('not set')) }));
vi.mock('@napi-rs/keyring', () => ({
  AsyncEntry: class {
    getPassword = (): Promise<never> => library.fails();
    setPassword = (): Promise<never> => library.fails();
    deletePassword = (): Promise<never> => library.fails();
  },
}));

const LOCKED = "Couldn't access platform storage: Secret Service: unlock prompt was dismissed";
const KINDS: readonly (readonly [kind: string, said: string, message: string, step: RegExp])[] = [
  ['locked', LOCKED, 'The system keyring is locked, and nobody unlocked it.', /Unlock it .*env:NAME/],
  [
    'without a bus',
    'Platform failure: DBus error: Using X11 for dbus-daemon autolaunch was disabled at compile time, set your DBUS_SESSION_BUS_ADDRESS instead',
    'There is no system keyring here: no Secret Service answers.',
    /Start one in a D-Bus session/,
  ],
  [
    'without a service',
    'org.freedesktop.DBus.Error.ServiceUnknown: The name org.freedesktop.secrets was not provided by any .service files',
    'There is no system keyring here: no Secret Service answers.',
    /Start one in a D-Bus session/,
  ],
  [
    'denied',
    "Couldn't access platform storage: AccessDenied",
    'The system keyring does not let this program in.',
    /container or a sandbox/,
  ],
  ['otherwise', 'Something else.', 'The system keyring failed: Something else.', /system's own program/],
];

beforeEach(() => {
  library.fails = () => Promise.reject(new Error(LOCKED));
});

describe('a keyring that fails', () => {
  it.each(KINDS)('%s: says so with its next step, wherever it is met', async (_kind, said, message, step) => {
    library.fails = () => Promise.reject(new Error(said));
    const env = {};
    const ask = (): Promise<string> => Promise.reject(new ConfigError('Nobody.'));
    const resolved = resolveSecret('keyring:p/password/1', { field: 'password', profile: 'p', ask, env });
    await expect(resolved).rejects.toMatchObject({
      message: `No password for "p": ${message}`,
      hint: expect.stringMatching(step) as string,
    });
    const kept = storeSecret('keyring', 'p', 'password', 'canary', await openKeyring({ env }));
    await expect(kept).rejects.toMatchObject({
      message: `The system keyring did not take the password: ${message}`,
      hint: expect.stringMatching(step) as string,
    });
    const probed = await probeKeyring({ env });
    expect(probed).toMatchObject({ ok: false });
  });

  it('that does not answer is given up, and the window is named that may wait', async () => {
    library.fails = () => new Promise(() => undefined);
    const keyring = await openKeyring({ env: {}, limit: 20 });
    await expect(keyring.get('a')).rejects.toThrow(TimeoutError);
    await expect(keyring.get('a')).rejects.toMatchObject({ hint: expect.stringContaining('window') as string });
    expect(await probeKeyring({ env: {}, limit: 20 })).toEqual({
      ok: false,
      reason: 'it did not answer within 0.02 seconds.',
    });
  });

  it('is never replaced by a file: what is not agreed to is not written', async () => {
    const env = { SMALLEX_HOME: temporaryFolder() };
    const questions: Question[] = [];
    const events: BackendEvent[] = [];
    const io = {
      onEvent: (event: BackendEvent) => void events.push(event),
      ask: (question: Question) => (questions.push(question), Promise.resolve('no')),
    };
    await keptLogins(io, { env }).write('snowflake id host ada', 'canary-token');
    expect(questions[0]?.hint).toContain("can't be used (it is locked, and nobody unlocked it)");
    expect(readFileSync(loginsPath(env), 'utf8')).not.toContain('canary');
    const pinned = { SMALLEX_HOME: temporaryFolder(), SMALLEX_KEEP_LOGINS: 'keyring' };
    await keptLogins(io, { env: pinned }).write('snowflake id host ada', 'canary-token');
    expect(questions).toHaveLength(1);
    expect(existsSync(loginsPath(pinned))).toBe(false);
    expect(events).toMatchObject([{ type: 'notice', message: expect.stringContaining('is locked') as string }]);
  });

  it('that holds a kept login says that it can’t be read, before a browser opens', async () => {
    const env = { SMALLEX_HOME: temporaryFolder() };
    const entries = new Map<string, string>();
    const memory = {
      get: (account: string) => Promise.resolve(entries.get(account) ?? null),
      set: (account: string, value: string) => Promise.resolve(void entries.set(account, value)),
      delete: (account: string) => Promise.resolve(entries.delete(account)),
    };
    const events: BackendEvent[] = [];
    const io = { onEvent: (event: BackendEvent) => void events.push(event), ask: () => Promise.resolve('no') };
    await keptLogins(io, { env, keyring: () => Promise.resolve(memory) }).write('k', 'token');
    expect(await keptLogins(io, { env }).read('k')).toBeNull();
    expect(events).toEqual([
      {
        type: 'notice',
        message: "The kept login can't be read from the system keyring: it is locked, and nobody unlocked it.",
      },
    ]);
  });
});

it('says of a deleted profile what stays in it', async () => {
  const store = new ProfileStore({ file: join(temporaryFolder(), 'profiles.json') });
  const secrets = { password: 'keyring:p/password/1' };
  await store.save({ name: 'p', engine: 'duckdb', connection: {}, secrets, settings: {} });
  const { left } = await deleteProfile(store, 'p', { env: { SMALLEX_HOME: temporaryFolder() } });
  expect(left).toEqual(['Its entry "p/password/1" stays in the keyring: it is locked, and nobody unlocked it.']);
});
