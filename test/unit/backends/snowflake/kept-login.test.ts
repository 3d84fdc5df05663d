import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionOptions, Io } from '../../../../source/backends/base.js';
import { withKeptLogins } from '../../../../source/profiles/logins/kept-logins.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../../../doubles/snowflake.js';
import type { LoginData } from '../../../doubles/snowflake-logins.js';
import { backend, optionsFor, Recorder } from './connect.js';

let double: SnowflakeDouble;
let folder: string;
beforeEach(async () => {
  double = await startSnowflakeDouble();
  folder = mkdtempSync(join(tmpdir(), 'smallex-kept-'));
});
afterEach(async () => {
  await double.stop();
  rmSync(folder, { recursive: true });
});

/** An Io whose logins are kept in the test's folder, and whose person logs in with the browser at once. */
function person(keep: 'file' | 'no' = 'file'): { readonly io: Io; readonly recorder: Recorder } {
  const recorder = new Recorder();
  recorder.ask = (question) => (recorder.questions.push(question), new Promise(() => undefined));
  recorder.onUrl = (url) => void double.browse(url);
  return { recorder, io: withKeptLogins(recorder, { keep, env: { SMALLEX_HOME: folder } }) };
}

async function logIn(options: ConnectionOptions, io: Io = person().io): Promise<void> {
  const login = await backend.login(optionsFor(double, options), io);
  await login.close();
}

const browser = { auth_mode: 'oauth_local', password: '', user: '' };
const windows = () => double.count('oauth-authorize');
const keptFile = () => readFileSync(join(folder, 'state', 'logins.json'), 'utf8');

describe('a login in the browser', () => {
  it('by the built-in client opens one window for ten starts at once, and none for the next', async () => {
    await Promise.all(Array.from({ length: 10 }, () => logIn(browser)));
    expect([windows(), double.count('oauth-token'), double.count('login')]).toEqual([1, 1, 10]);
    await logIn(browser);
    expect([windows(), double.count('oauth-token'), double.count('login')]).toEqual([1, 1, 11]);
  });

  it('that has expired is renewed without a window', async () => {
    double.logins.lifeSeconds = 30;
    await logIn(browser);
    await logIn(browser);
    expect([windows(), double.count('oauth-token')]).toEqual([1, 2]);
  });

  it('that can no longer be renewed costs one new window, also for four at once', async () => {
    double.logins.lifeSeconds = 30;
    await logIn(browser);
    double.oauth.revoke();
    double.logins.lifeSeconds = 600;
    await Promise.all(Array.from({ length: 4 }, () => logIn(browser)));
    expect(windows()).toBe(2);
  });

  it('whose token Snowflake refuses is dropped, and made anew once', async () => {
    await logIn(browser);
    double.logins.oauthTokens.clear();
    double.oauth.revoke();
    await logIn(browser);
    expect([windows(), double.count('login')]).toEqual([2, 3]);
  });

  it('whose fresh token is refused too ends there', async () => {
    await logIn(browser);
    double.refuse('login', { code: '390303', message: 'Invalid OAuth access token.' }, { times: 9 });
    await expect(logIn(browser)).rejects.toThrow("Snowflake doesn't accept the OAuth token.");
    expect([windows(), double.count('login')]).toEqual([1, 3]);
  });

  it('is another one for another role or user', async () => {
    await logIn(browser);
    await logIn({ ...browser, role: 'ANALYST' });
    await logIn({ ...browser, user: 'somebody' });
    expect(windows()).toBe(3);
  });

  it('is not kept where nothing may be kept', async () => {
    await logIn(browser, person('no').io);
    await logIn(browser, person('no').io);
    expect(windows()).toBe(2);
  });

  it('says it when the account has no built-in client, and leads to another mode', async () => {
    double.logins.localApplication = false;
    const { io, recorder } = person();
    recorder.onUrl = (url) => void double.end(url).then(() => bringCode(url));
    await expect(logIn(browser, io)).rejects.toMatchObject({
      message: "The account double doesn't offer Snowflake's built-in login for local programs.",
      field: 'auth_mode',
      hint: expect.stringContaining('Browser (single sign-on)') as string,
    });
    expect(double.count('login')).toBe(0);
  });

  it('takes the address that the browser ended on, and asks again for another one', async () => {
    const { io, recorder } = person();
    let address: Promise<string>;
    recorder.onUrl = (url) => {
      address = double.end(url);
    };
    const answers = [() => '', () => 'http://127.0.0.1:1/?code=stolen&state=x', async () => breakLine(await address)];
    recorder.ask = async (question) => {
      recorder.questions.push(question);
      return answers[recorder.questions.length - 1]!();
    };
    await logIn(browser, io);
    expect(recorder.questions.map(({ message }) => message)).toEqual([
      'Log in with the browser. If it ends on a page that does not open, paste its address here.',
      'Log in with the browser. If it ends on a page that does not open, paste its address here.',
      'That is not the address that this login ended on. Paste the whole of it here.',
    ]);
    expect(recorder.questions[0]).toMatchObject({ kind: 'redirect-url', signal: { aborted: true } });
    expect(double.count('login')).toBe(1);
  });

  it('waits on the port that was fixed for it', async () => {
    const { io, recorder } = person();
    await logIn({ ...browser, oauth_redirect_port: '28731' }, io);
    expect(recorder.events).toContainEqual(expect.objectContaining({ type: 'open-url', port: 28731 }));
  });
});

describe('a second factor', () => {
  const mfa = { auth_mode: 'mfa' };
  const methods = () =>
    double.requests
      .filter(({ kind }) => kind === 'login')
      .map(({ body }) => (body as { data: LoginData }).data.TOKEN ?? null);

  it('is asked for once by ten starts at once', async () => {
    const people = Array.from({ length: 10 }, () => person());
    await Promise.all(people.map(({ io }) => logIn(mfa, io)));
    expect(methods()).toEqual([null, ...Array.from({ length: 9 }, () => 'mfa-token-1')]);
    const asked = people.filter(({ recorder }) =>
      recorder.events.some((event) => event.type === 'waiting' && /on your phone/.test(event.detail ?? '')),
    );
    expect(asked).toHaveLength(1);
    expect(keptFile()).toContain('mfa-token-1');
  });

  it('whose kept token is refused is asked for once more', async () => {
    await logIn(mfa);
    double.logins.mfaToken = 'mfa-token-2';
    await logIn(mfa);
    expect(methods()).toEqual([null, 'mfa-token-1', null]);
    expect(keptFile()).toContain('mfa-token-2');
  });

  it('is not asked for again after a wrong password', async () => {
    await logIn(mfa);
    await expect(logIn({ ...mfa, password: 'wrong' })).rejects.toThrow(/doesn't accept this user name and password/);
    expect(double.count('login')).toBe(2);
  });
});

/** A browser that comes back although its page said no. */
async function bringCode(url: string): Promise<void> {
  const { searchParams } = new URL(url);
  const back = new URL(searchParams.get('redirect_uri') ?? '');
  back.search = new URLSearchParams({ error: 'invalid_client', state: searchParams.get('state') ?? '' }).toString();
  await fetch(back).then((page) => page.text());
}

/** As a terminal may hand over a long line. */
const breakLine = (text: string): string => `${text.slice(0, 40)}\n  ${text.slice(40)}\n`;
