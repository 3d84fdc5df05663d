import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import type { LoginData } from '../doubles/snowflake-logins.js';
import { browserProgram, snowflakeHome } from '../support/kept-profile.js';
import { startInPty, type PtySession } from '../support/pty.js';
import { runCli, type CliResult } from '../support/run-cli.js';

// The built program with the real driver against a double that counts. A person's browser is `double.end`: it gives
// the address that a browser ends on.

vi.setConfig({ testTimeout: 120_000 });
// A driver's import and a prompt, on a machine that does other things, too.
const START = 40_000;
/** The login is done: the role is known by then. */
const PROMPT = /(?:Snowflake p|Connected) · \S+ as [^]*\np .*>$/;
let double: SnowflakeDouble;
let session: PtySession | undefined;
let home: string;
afterEach(async () => {
  await session?.close();
  session = undefined;
  await double.stop();
  rmSync(home, { recursive: true, force: true });
});

async function start(tls = false): Promise<void> {
  double = await startSnowflakeDouble({ tls });
  double.answer('select 42', { columns: [{ name: 'ANSWER', type: 'fixed' }], rows: [[42]] });
  double.answer(/^SELECT 1\b/, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
}

const trust = () => (double.tls ? { NODE_EXTRA_CA_CERTS: double.tls.caFile } : {});
const KEEP = { SMALLEX_KEEP_LOGINS: 'file' };
const SSH = { SSH_CONNECTION: '198.51.100.7 50000 192.0.2.5 22', USER: 'me', SMALLEX_KEYRING: 'off' };
const SCRIPT = ['p', '-c', 'select 42', '--format', 'csv', '--quiet'];

const run = (env: Readonly<Record<string, string>> = {}): Promise<CliResult> =>
  runCli(SCRIPT, { home, env: { ...trust(), ...KEEP, ...env } });
const logins = () =>
  double.requests.filter(({ kind }) => kind === 'login').map(({ body }) => (body as { data: LoginData }).data);
const printed = (result: CliResult) => [result.code, result.stdout];
const DONE = [0, 'ANSWER\n42\n'];

/** The address that was printed. */
function addressOn(pty: PtySession): string {
  const found = /https?:\/\/\S+\/(?:oauth\/authorize|sso)\?\S+/.exec(pty.scrollback());
  if (!found) throw new Error(`There is no address on the screen:\n${pty.scrollback()}`);
  return found[0];
}

function pty(args: readonly string[], env: Readonly<Record<string, string>> = {}): PtySession {
  return startInPty(args, { home, columns: 500, env: { SMALLEX_HOME: home, ...trust(), ...KEEP, ...SSH, ...env } });
}

describe('a login in the browser', () => {
  beforeEach(async () => {
    await start();
    home = snowflakeHome(double, { auth_mode: 'oauth_local' });
  });

  test('opens one window for ten scripts at once, and none for the next', async () => {
    const BROWSER = browserProgram(home);
    const results = await Promise.all(Array.from({ length: 10 }, () => run({ BROWSER })));
    expect(results.map(printed)).toEqual(Array.from({ length: 10 }, () => DONE));
    expect([double.count('oauth-authorize'), double.count('login')]).toEqual([1, 10]);
    expect(printed(await run({ BROWSER }))).toEqual(DONE);
    expect([double.count('oauth-authorize'), double.count('login')]).toEqual([1, 11]);
  });

  test('opens one window for four panes at once', async () => {
    const BROWSER = browserProgram(home);
    const panes = Array.from({ length: 4 }, () => pty(['p'], { BROWSER }));
    try {
      for (const pane of panes) await pane.waitFor(PROMPT, START);
      expect([double.count('oauth-authorize'), double.count('login')]).toEqual([1, 4]);
    } finally {
      for (const pane of panes) {
        pane.key('ctrl+d');
        await pane.exit(20_000);
        await pane.close();
      }
    }
  });

  test('logout removes it, and the next start asks for it again', async () => {
    const BROWSER = browserProgram(home);
    await run({ BROWSER });
    const out = await runCli(['logout', 'p'], { home });
    expect([out.code, out.stderr]).toEqual([0, 'The kept login of "p" is removed: the next start logs in again.\n']);
    expect((await runCli(['logout'], { home })).stderr).toBe('No login is kept.\n');
    await run({ BROWSER });
    expect(double.count('oauth-authorize')).toBe(2);
  });

  test('over SSH takes the pasted address at the prompt, and shows how to forward the port', async () => {
    session = pty(['p'], { SMALLEX_LOG: join(home, 'log.jsonl') });
    await session.waitFor('paste its address here', START);
    await session.waitFor(/ssh -L (\d+):localhost:\1 me@192\.0\.2\.5/);
    const address = await double.end(addressOn(session));
    session.paste(address);
    session.key('enter');
    await session.waitFor(PROMPT, START);
    session.type('select 42;\r');
    await session.waitFor(/ANSWER\n─+\n\s+42/);
    const code = new URL(address).searchParams.get('code') ?? '';
    const log = join(home, 'log.jsonl');
    const written = existsSync(log) ? readFileSync(log, 'utf8') : '';
    expect(session.scrollback() + written).not.toContain(code);
    expect(double.count('login')).toBe(1);
    session.key('ctrl+d');
    expect(await session.exit(START)).toEqual({ code: 0, signal: 0 });
  });

  test('takes it for -c on a terminal, where stdout stays the result', async () => {
    session = pty(['p', '-c', 'select 42', '--format', 'csv']);
    await session.waitFor('paste its address here', START);
    session.type(`nonsense\r`);
    await session.waitFor('That is not the address');
    session.type(`${await double.end(addressOn(session))}\r`);
    expect(await session.exit(START)).toEqual({ code: 0, signal: 0 });
    expect(session.scrollback()).toContain('ANSWER\n42');
    expect(session.leftOn()).toEqual([]);
  });

  test('takes it in the setup, and in the plain one', async () => {
    for (const plain of [[], ['--plain']]) {
      const set = ['--set', `host=${double.host}`, '--set', `port=${double.port}`, '--set', 'protocol=http'];
      const given = ['--engine', 'snowflake', '--auth', 'oauth_local', '--set', 'account=double', ...set];
      session = pty(['setup', ...given, ...plain], { SMALLEX_KEEP_LOGINS: 'no' });
      await session.waitFor(/Log in now/, START);
      session.type('\r');
      await session.waitFor('paste its address here', START);
      session.type(`${await double.end(addressOn(session))}\r`);
      await session.waitFor(/Role/, START);
      expect(session.scrollback()).toContain('ssh -L');
      session.key('ctrl+c');
      await session.exit(START);
      await session.close();
    }
    expect(double.count('login')).toBe(2);
  });

  test('ends with Ctrl-C, and after its time limit', async () => {
    session = pty(['p']);
    await session.waitFor('paste its address here', START);
    session.key('ctrl+c');
    await session.waitFor('the login was cancelled', START);
    session.key('ctrl+d');
    expect((await session.exit(START)).code).toBe(130);
    const limited = snowflakeHome(double, { auth_mode: 'oauth_local', login_timeout: 1 });
    const late = await runCli(SCRIPT, { home: limited, env: SSH });
    expect([late.code, late.stderr]).toEqual([4, expect.stringContaining('Nobody logged in within 1 seconds.')]);
    expect(double.count('login')).toBe(0);
    rmSync(limited, { recursive: true });
  });

  test('asks before it keeps anything in a file, and remembers the answer', async () => {
    const env = { SMALLEX_KEEP_LOGINS: '', BROWSER: browserProgram(home) };
    session = pty(['p'], env);
    await session.waitFor('Keep this login for the next start', START);
    session.type('y');
    await session.waitFor(PROMPT, START);
    session.key('ctrl+d');
    await session.exit(START);
    expect(printed(await run(env))).toEqual(DONE);
    expect(double.count('oauth-authorize')).toBe(1);
  });
});

describe('single sign-on', () => {
  beforeEach(async () => {
    await start(true);
    home = snowflakeHome(double, { auth_mode: 'external_browser', user: 'fake' });
  });

  test('by a pasted address leaves an ID token, which the next starts use', async () => {
    session = pty(['p']);
    await session.waitFor('paste its address here', START);
    await session.waitFor('snowflake.test/sso');
    session.paste(await double.end(addressOn(session)));
    session.key('enter');
    await session.waitFor(PROMPT, START);
    session.key('ctrl+d');
    await session.exit(START);
    expect(printed(await run())).toEqual(DONE);
    expect(logins().map(({ AUTHENTICATOR }) => AUTHENTICATOR)).toEqual(['EXTERNALBROWSER', 'ID_TOKEN']);
  });

  test('with a refused ID token asks for one fresh login', async () => {
    session = pty(['p']);
    await session.waitFor('paste its address here', START);
    await session.waitFor('snowflake.test/sso');
    session.type(`${await double.end(addressOn(session))}\r`);
    await session.waitFor(PROMPT, START);
    session.key('ctrl+d');
    await session.exit(START);
    await session.close();
    double.logins.idTokens.clear();
    session = pty(['p', '-c', 'select 42', '--format', 'csv']);
    await session.waitFor('paste its address here', START);
    session.type(`${await double.end(addressOn(session))}\r`);
    expect((await session.exit(START)).code).toBe(0);
    const used = logins().map(({ AUTHENTICATOR }) => AUTHENTICATOR);
    expect(used).toEqual(['EXTERNALBROWSER', 'ID_TOKEN', 'EXTERNALBROWSER']);
  });

  test('ends with Ctrl-C', async () => {
    session = pty(['p']);
    await session.waitFor('paste its address here', START);
    session.key('ctrl+c');
    await session.waitFor('the login was cancelled', START);
    session.key('ctrl+d');
    expect((await session.exit(START)).code).toBe(130);
    expect(double.count('login')).toBe(0);
  });
});

describe('without a browser', () => {
  test('Okta takes its own password, and a wrong one is sent once', async () => {
    await start(true);
    const okta = { auth_mode: 'okta', user: 'fake', okta_url: 'https://double.okta.com' };
    home = snowflakeHome(double, okta, { password: 'env:PW' });
    expect(printed(await run({ PW: 'okta-snow' }))).toEqual(DONE);
    const wrong = await run({ PW: 'okta-canary' });
    expect([wrong.code, double.count('okta-authn'), double.count('login')]).toEqual([3, 2, 1]);
    expect(wrong.stderr).toContain('Okta');
    expect(wrong.stderr).not.toContain('canary');
  });

  test('a workload proves itself with its OIDC token', async () => {
    await start(true);
    const workload = { auth_mode: 'workload_identity', workload_identity_provider: 'OIDC' };
    home = snowflakeHome(double, workload, { token: 'env:OIDC' });
    const env = { SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES: 'snowflake.test' };
    expect(printed(await run({ ...env, OIDC: 'oidc-1' }))).toEqual(DONE);
    expect((await run({ ...env, OIDC: 'canary' })).code).toBe(3);
    expect(double.count('login')).toBe(2);
  });

  test('a push on the phone is waited for, told, and asked for once by scripts that start together', async () => {
    await start();
    double.logins.push = { approve: true, afterMs: 1500 };
    home = snowflakeHome(double, { auth_mode: 'mfa', user: 'fake' }, { password: 'env:PW' });
    const results = await Promise.all(
      [1, 2, 3].map(() => runCli(SCRIPT.slice(0, -1), { home, env: { ...KEEP, PW: 'snow' } })),
    );
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(
      logins()
        .map(({ TOKEN }) => TOKEN ?? null)
        .sort(),
    ).toEqual(['mfa-token-1', 'mfa-token-1', null]);
    expect(results.filter(({ stderr }) => stderr.includes('Approve the login on your phone.'))).toHaveLength(1);
    // As data, too: whoever waits for a phone must be told of it, but not in the report.
    const env = { SMALLEX_KEEP_LOGINS: 'no', PW: 'snow' };
    const report = await runCli(['test', 'p', '--format', 'json', '--quiet'], { home, env });
    expect(report.stderr).toContain('Approve the login on your phone.');
    expect(report.stdout).not.toContain('Approve');
    expect(JSON.parse(report.stdout)).toMatchObject([{ ok: true }]);
  });
});

describe('a key pair', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const FILES: Readonly<Record<string, string>> = {
    'pkcs8.p8': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'pkcs1.pem': privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    'locked.p8': privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open-sesame' })
      .toString(),
    'ec.p8': ec.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'public.pub': publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    'garbage.p8': 'hello',
  };

  test('in every form logs in, and each fault has its own sentence and sends nothing', async () => {
    await start();
    double.logins.publicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    home = snowflakeHome(
      double,
      { auth_mode: 'key_pair', user: 'fake', private_key_path: '~/key' },
      { private_key_passphrase: 'env:PASS' },
    );
    const withKey = async (file: string, PASS = 'none-needed'): Promise<CliResult> => {
      rmSync(join(home, 'key'), { force: true });
      if (file in FILES) writeFileSync(join(home, 'key'), FILES[file]!, { mode: 0o600 });
      return run({ PASS });
    };
    expect(printed(await withKey('pkcs8.p8'))).toEqual(DONE);
    expect(printed(await withKey('pkcs1.pem'))).toEqual(DONE);
    expect(printed(await withKey('locked.p8', 'open-sesame'))).toEqual(DONE);
    expect(double.count('login')).toBe(3);
    const key = join(home, 'key');
    expect((await withKey('locked.p8', 'canary')).stderr).toContain(
      `The passphrase does not open the private key ${key}.`,
    );
    expect((await withKey('ec.p8')).stderr).toContain(`${key} is a key of type ec; Snowflake takes RSA keys only.`);
    expect((await withKey('public.pub')).stderr).toContain(`${key} holds a public key.`);
    expect((await withKey('garbage.p8')).stderr).toContain(`${key} is no private key in PEM form.`);
    expect((await withKey('none')).stderr).toContain(`There is no private key file ${key}.`);
    expect(double.count('login')).toBe(3);
  });

  test('whose passphrase is not written down asks for it at the prompt', async () => {
    await start();
    double.logins.publicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    home = snowflakeHome(double, { auth_mode: 'key_pair', user: 'fake', private_key_path: '~/key' });
    writeFileSync(join(home, 'key'), FILES['locked.p8']!, { mode: 0o600 });
    session = pty(['p']);
    await session.waitFor('needs its passphrase', START);
    session.type('open-sesame\r');
    await session.waitFor(PROMPT, START);
    expect(session.scrollback()).not.toContain('sesame');
    session.key('ctrl+d');
    await session.exit(START);
  });
});
