import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it, describe } from 'vitest';
import type { BackendEvent, Question } from '../../../../source/backends/base.js';
import type { Keyring } from '../../../../source/profiles/keyring.js';
import { alone } from '../../../../source/profiles/logins/alone.js';
import { loginsPath } from '../../../../source/profiles/logins/file.js';
import {
  forgetLogins,
  keptLoginList,
  keptLogins,
  type KeptLoginsOptions,
} from '../../../../source/profiles/logins/kept-logins.js';
import { CancelledError, ConfigError } from '../../../../source/support/errors.js';
import { temporaryFolder } from '../folder.js';

const KEY = 'snowflake oauth acme.snowflakecomputing.com fake';

function open(more: KeptLoginsOptions & { readonly env?: NodeJS.ProcessEnv } = {}, answer: string | Error = 'no') {
  const env: NodeJS.ProcessEnv = { SMALLEX_HOME: temporaryFolder(), SMALLEX_KEYRING: 'off', ...more.env };
  const questions: Question[] = [];
  const events: BackendEvent[] = [];
  const io = {
    onEvent: (event: BackendEvent) => void events.push(event),
    ask: (question: Question) => {
      questions.push(question);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  return { logins: keptLogins(io, { ...more, env }), questions, events, env, path: loginsPath(env), io };
}

function memoryKeyring(): Keyring & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get: (account) => Promise.resolve(entries.get(account) ?? null),
    set: (account, value) => Promise.resolve(void entries.set(account, value)),
    delete: (account) => Promise.resolve(entries.delete(account)),
  };
}

describe('where there is a keyring', () => {
  it('keeps a login there without asking, and only its place in the file', async () => {
    const keyring = memoryKeyring();
    const { logins, questions, path } = open({ keyring: () => Promise.resolve(keyring) });
    await logins.write(KEY, 'canary-token');
    expect(await logins.read(KEY)).toBe('canary-token');
    expect(questions).toEqual([]);
    expect([...keyring.entries.values()]).toEqual(['canary-token']);
    expect(readFileSync(path, 'utf8')).not.toContain('canary');
  });

  it('removes it from both', async () => {
    const keyring = memoryKeyring();
    const options = { keyring: () => Promise.resolve(keyring) };
    const { logins, env } = open(options);
    await logins.write(KEY, 'one');
    expect(keptLoginList(env)).toEqual([KEY]);
    expect(await forgetLogins([KEY, 'another'], { ...options, env })).toEqual([KEY]);
    expect([keptLoginList(env), keyring.entries.size]).toEqual([[], 0]);
  });
});

describe('where there is none', () => {
  it('asks before it keeps anything in a file, once, and remembers a no', async () => {
    const { logins, questions, path } = open({}, 'no');
    await logins.write(KEY, 'one');
    await logins.write(KEY, 'two');
    expect(questions).toMatchObject([{ kind: 'confirm', hint: expect.stringContaining(path) as string }]);
    expect(await logins.read(KEY)).toBeNull();
  });

  it('keeps it for the owner alone after a yes', async () => {
    const { logins, questions, path } = open({}, 'yes');
    await logins.write(KEY, 'one');
    await logins.write(KEY, 'two');
    expect(questions).toHaveLength(1);
    expect(await logins.read(KEY)).toBe('two');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  it('keeps nothing, and forgets nothing, when the person leaves the question', async () => {
    const { logins, questions } = open({}, new CancelledError());
    await logins.write(KEY, 'one');
    await logins.write(KEY, 'one');
    expect(questions).toHaveLength(2);
    expect(await logins.read(KEY)).toBeNull();
  });

  it('says in a script how logins can be kept', async () => {
    const { logins, events } = open({}, new ConfigError('Nobody can be asked.'));
    await logins.write(KEY, 'one');
    expect(events).toMatchObject([
      { type: 'notice', message: expect.stringContaining('SMALLEX_KEEP_LOGINS=file') as string },
    ]);
  });

  it('that was asked for never turns into a file', async () => {
    const { logins, events, questions } = open({ keep: 'keyring' }, 'yes');
    await logins.write(KEY, 'one');
    expect([questions, await logins.read(KEY)]).toEqual([[], null]);
    expect(events).toMatchObject([{ type: 'notice', message: expect.stringContaining('is not kept') as string }]);
  });
});

describe('what is set', () => {
  it('counts before what was said: the profile, then the environment', async () => {
    const { logins, questions, env, io } = open({ env: { SMALLEX_KEEP_LOGINS: 'file' } });
    await logins.write(KEY, 'one');
    expect([questions, await logins.read(KEY)]).toEqual([[], 'one']);
    expect(await keptLogins(io, { keep: 'no', env }).read(KEY)).toBeNull();
  });

  it('must be a word that is known', () => {
    expect(() => open({ env: { SMALLEX_KEEP_LOGINS: 'yes' } })).toThrow('SMALLEX_KEEP_LOGINS can\'t be "yes".');
  });
});

it('renews only what is kept', async () => {
  const { logins } = open({ keep: 'file' });
  await logins.update(KEY, 'one');
  expect(await logins.read(KEY)).toBeNull();
  await logins.write(KEY, 'one');
  await logins.update(KEY, 'two');
  expect(await logins.read(KEY)).toBe('two');
});

it('does not use a file that others can read, and says so', async () => {
  const { logins, events, path } = open({ keep: 'file' });
  await logins.write(KEY, 'one');
  chmodSync(path, 0o640);
  expect(await logins.read(KEY)).toBeNull();
  expect(events).toMatchObject([{ type: 'notice', message: expect.stringContaining('others can read it') as string }]);
  await logins.write(KEY, 'two');
  expect([await logins.read(KEY), statSync(path).mode & 0o777]).toEqual(['two', 0o600]);
});

it('takes a damaged file for an empty one', async () => {
  const { logins, path } = open({ keep: 'file' });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '{"version":1,"logins":', { mode: 0o600 });
  expect(await logins.read(KEY)).toBeNull();
  await logins.write(KEY, 'one');
  expect(await logins.read(KEY)).toBe('one');
});

describe('alone', () => {
  it('lets one at a time work for a key, and others for other keys', async () => {
    const { logins } = open();
    let inside = 0;
    let most = 0;
    const waits: string[] = [];
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
    };
    await Promise.all(['a', 'b', 'c'].map((name) => logins.alone(KEY, work, { onWait: () => waits.push(name) })));
    expect(most).toBe(1);
    expect(waits).toHaveLength(2);
    await logins.alone(KEY, () => logins.alone('another', () => Promise.resolve(), {}), {});
  });

  it('goes on without a lock where none can be made: no login can be kept there either', async () => {
    const { logins } = open({ env: { SMALLEX_HOME: '/dev/null/home' } });
    expect(await logins.alone(KEY, () => Promise.resolve('ran'), {})).toBe('ran');
    if (existsSync('/proc')) expect(await alone('/proc', KEY, () => Promise.resolve('ran'))).toBe('ran');
  });

  it('stops waiting when it is told to, and frees the key when its work fails', async () => {
    const { logins } = open();
    const stop = new AbortController();
    const options = { signal: stop.signal, onWait: () => stop.abort() };
    const inner = await logins.alone(
      KEY,
      () => logins.alone(KEY, () => Promise.resolve('ran'), options).catch((error: unknown) => error),
      {},
    );
    expect(inner).toBeInstanceOf(CancelledError);
    await expect(logins.alone(KEY, () => Promise.reject(new Error('no')), {})).rejects.toThrow('no');
    expect(await logins.alone(KEY, () => Promise.resolve('ran'), {})).toBe('ran');
  });
});
