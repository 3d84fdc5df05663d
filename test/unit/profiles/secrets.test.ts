import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forgetSecret, secretVariable, storeSecret } from '../../../source/profiles/keep.js';
import { chunked, probeKeyring, type Keyring } from '../../../source/profiles/keyring.js';
import { describeReference, isReference, parseReference } from '../../../source/profiles/references.js';
import { resolveOptions } from '../../../source/profiles/resolve.js';
import { resolveSecret, type ResolveOptions } from '../../../source/profiles/secrets.js';
import { showProfile } from '../../../source/profiles/show.js';
import { CancelledError, ConfigError, TimeoutError, ValueError } from '../../../source/support/errors.js';
import { redactText } from '../../../source/support/redact.js';
import { profileOf, temporaryFolder } from './folder.js';

const nobody = () => Promise.reject(new ConfigError('Nobody can be asked.'));
const options = (more: Partial<ResolveOptions> = {}): ResolveOptions => ({
  field: 'password',
  profile: 'prod',
  ask: nobody,
  env: {},
  ...more,
});
const node = (script: string): string => `cmd:${JSON.stringify([process.execPath, '-e', script])}`;

describe('references', () => {
  it('are read', () => {
    expect(parseReference('prompt')).toEqual({ kind: 'prompt' });
    expect(parseReference('env:A_1')).toEqual({ kind: 'env', variable: 'A_1' });
    expect(parseReference('keyring:a/b')).toEqual({ kind: 'keyring', account: 'a/b' });
    expect(parseReference('file:~/x')).toEqual({ kind: 'file', path: '~/x' });
    expect(parseReference('cmd:["a","b c"]')).toEqual({ kind: 'cmd', command: ['a', 'b c'] });
    expect(parseReference('op://v/i/f')).toEqual({ kind: 'op', address: 'op://v/i/f' });
    expect(parseReference('plain:a:b')).toEqual({ kind: 'plain', value: 'a:b' });
  });

  it.each(['hunter2', '', 'env:', 'env:a-hunter2', 'file:hunter2', 'cmd:hunter2', 'cmd:[]', 'cmd:[1]', 'hunter2:x'])(
    'that are none are refused without being quoted: %j',
    (text) => {
      let message = '';
      try {
        parseReference(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ValueError);
        message = JSON.stringify(error) + String(error);
      }
      expect(message).not.toBe('');
      expect(message).not.toContain('hunter2');
      expect(describeReference(text)).not.toMatch(/^hunter2/);
    },
  );

  it('are told apart from secrets', () => {
    expect(isReference('env:X')).toBe(true);
    expect(isReference('op://a')).toBe(true);
    expect(isReference('s3cret:with:colons')).toBe(false);
  });
});

describe('resolving a secret', () => {
  it('from the environment', async () => {
    expect(await resolveSecret('env:PW', options({ env: { PW: 'from-env' } }))).toBe('from-env');
    await expect(resolveSecret('env:PW', options())).rejects.toThrow(
      'No password for "prod": The environment variable PW is not set.',
    );
    await expect(resolveSecret('env:PW', options({ env: { PW: '' } }))).rejects.toThrow('is empty');
  });

  it('from a file that nobody else can read, without its last line break', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'pw');
    writeFileSync(path, 'from file \n', { mode: 0o600 });
    expect(await resolveSecret(`file:${path}`, options())).toBe('from file ');
    chmodSync(path, 0o640);
    await expect(resolveSecret(`file:${path}`, options())).rejects.toMatchObject({
      message: `No password for "prod": The file ${path} can be read by others.`,
      hint: `Close it: chmod 600 ${path}`,
    });
    await expect(resolveSecret(`file:${folder}/none`, options())).rejects.toThrow(ConfigError);
    mkdirSync(join(folder, 'sub'));
    await expect(resolveSecret(`file:${folder}/sub`, options())).rejects.toThrow('is no ordinary file');
    await expect(resolveSecret('file:/dev/null', options())).rejects.toThrow('is no ordinary file');
  });

  it('from a command, without a shell', async () => {
    expect(await resolveSecret(node('console.log("$HOME `x`")'), options())).toBe('$HOME `x`');
    await expect(resolveSecret(node('process.exit(3)'), options())).rejects.toThrow('ended with exit code 3');
    await expect(resolveSecret(node(''), options())).rejects.toThrow('empty');
    await expect(resolveSecret('cmd:["no-such-program-here"]', options())).rejects.toThrow('was not found');
  });

  it('from a command within its time, and only until it is cancelled', async () => {
    const slow = node('setTimeout(() => {}, 60000)');
    const late = await resolveSecret(slow, options({ limit: 200 })).catch((error: unknown) => error);
    expect((late as Error).cause).toBeInstanceOf(TimeoutError);
    const controller = new AbortController();
    const cancelled = resolveSecret(slow, options({ signal: controller.signal }));
    controller.abort();
    await expect(cancelled).rejects.toThrow(CancelledError);
  });

  it('by asking', async () => {
    const asked: unknown[] = [];
    const ask: ResolveOptions['ask'] = (question) => {
      asked.push(question);
      return Promise.resolve('typed');
    };
    expect(await resolveSecret('prompt', options({ ask }))).toBe('typed');
    expect(asked).toEqual([{ kind: 'secret', field: 'password', message: 'Enter the password of "prod".' }]);
  });

  it('is remembered by the redactor', async () => {
    await resolveSecret('plain:c4nary-value', options());
    expect(redactText('login with c4nary-value failed')).toBe('login with **** failed');
  });

  it('says when the keyring is switched off', async () => {
    const env = { SMALLEX_KEYRING: 'off' };
    await expect(resolveSecret('keyring:a', options({ env }))).rejects.toThrow('switched off');
    expect(await probeKeyring({ env })).toEqual({
      ok: false,
      reason: 'it is switched off by SMALLEX_KEYRING=off.',
    });
  });
});

describe('the options of a profile', () => {
  it('are plain values; a variable of the environment goes first', async () => {
    const profile = profileOf('my prod', {
      engine: 'snowflake',
      connection: { account: 'A', auth_mode: 'password' },
      secrets: { password: 'prompt' },
    });
    const io = { ask: () => Promise.resolve('typed') };
    expect(await resolveOptions(profile, io, { env: {} })).toEqual({
      account: 'A',
      auth_mode: 'password',
      password: 'typed',
    });
    expect(secretVariable('my prod', 'password')).toBe('SMALLEX_SECRET_MY_PROD_PASSWORD');
    const env = { SMALLEX_SECRET_MY_PROD_PASSWORD: 'from-ci' };
    expect(await resolveOptions(profile, { ask: nobody }, { env })).toMatchObject({ password: 'from-ci' });
  });
});

describe('what is shown of a profile', () => {
  it('holds no secret', () => {
    const canary = 'C4NARY-9431';
    const shown = showProfile(
      profileOf('a', {
        connection: {
          password: canary,
          access_token: canary,
          private_key_file: '~/key.p8',
          path: `md:db?motherduck_token=${canary}`,
        },
        secrets: { password: `plain:${canary}`, token: canary, other: 'env:PW' },
      }),
    );
    expect(JSON.stringify(shown)).not.toContain(canary);
    expect(shown.connection['private_key_file']).toBe('~/key.p8');
    expect(shown.secrets['other']).toBe('env:PW');
  });
});

/** A keyring with a size limit for one entry, as Credential Manager has. */
function limited(most: number): Keyring & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get: (account) => Promise.resolve(entries.get(account) ?? null),
    set: (account, value) => {
      if (value.length > most) return Promise.reject(new Error('too long'));
      entries.set(account, value);
      return Promise.resolve();
    },
    delete: (account) => Promise.resolve(entries.delete(account)),
  };
}

describe('keeping a secret', () => {
  it.each(['short', 'x'.repeat(1200), 'y'.repeat(5000), '😀'.repeat(700), 'smallex-chunks:3', ''])(
    'in a keyring gives it back whole and leaves nothing behind (%#)',
    async (value) => {
      const inner = limited(1200);
      const keyring = chunked(inner);
      await keyring.set('a', 'z'.repeat(9000));
      await keyring.set('a', value);
      expect(await keyring.get('a')).toBe(value);
      expect(await keyring.delete('a')).toBe(true);
      expect(inner.entries.size).toBe(0);
      expect(await keyring.get('a')).toBeNull();
    },
  );

  it('gives a reference, and two secrets of one name never share an entry', async () => {
    const keyring = limited(1200);
    const first = await storeSecret('keyring', 'prod', 'password', 'one', keyring);
    const second = await storeSecret('keyring', 'prod', 'password', 'two', keyring);
    expect(first).toMatch(/^keyring:prod\/password\//);
    expect(second).not.toBe(first);
    expect(await forgetSecret(first, keyring)).toBe(true);
    expect([...keyring.entries.values()]).toEqual(['two']);
    expect(await forgetSecret('env:X', keyring)).toBe(false);
    expect(await storeSecret('prompt', 'prod', 'password', 'x')).toBe('prompt');
    expect(await storeSecret('plain', 'prod', 'password', 'x')).toBe('plain:x');
    expect(await storeSecret('env', 'prod', 'password', 'x')).toBe('env:SMALLEX_SECRET_PROD_PASSWORD');
  });

  it('is never moved elsewhere when the keyring refuses', async () => {
    await expect(storeSecret('keyring', 'prod', 'password', 'too long', limited(3))).rejects.toThrow(
      'The system keyring did not take the password',
    );
  });
});
