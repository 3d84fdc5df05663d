import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SILENT_IO, type ConnectionOptions } from '../../../../source/backends/base.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../../../doubles/snowflake.js';
import type { LoginData } from '../../../doubles/snowflake-logins.js';
import { backend, connectTo, optionsFor, Recorder, rejection } from './connect.js';

let double: SnowflakeDouble;
let folder: string;
let keyFile: string;
let tokenFile: string;
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'smallex-login-'));
  tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'oauth-1\n', { mode: 0o600 });
  keyFile = join(folder, 'rsa.p8');
  writeFileSync(keyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  double = await startSnowflakeDouble();
});
afterEach(() => double.stop());

function loginData(): LoginData {
  const request = double.requests.find(({ kind }) => kind === 'login');
  return (request?.body as { data: LoginData }).data;
}

describe('logging in', () => {
  it.each<[string, ConnectionOptions, Partial<LoginData>]>([
    ['password', {}, { AUTHENTICATOR: 'SNOWFLAKE', LOGIN_NAME: 'fake', PASSWORD: 'snow' }],
    [
      'mfa',
      { passcode: '123 456' },
      { AUTHENTICATOR: 'USERNAME_PASSWORD_MFA', EXT_AUTHN_DUO_METHOD: 'passcode', PASSCODE: '123456' },
    ],
    ['mfa', {}, { AUTHENTICATOR: 'USERNAME_PASSWORD_MFA', EXT_AUTHN_DUO_METHOD: 'push' }],
    ['pat', { token: 'pat-1', user: '' }, { AUTHENTICATOR: 'PROGRAMMATIC_ACCESS_TOKEN', TOKEN: 'pat-1' }],
    ['oauth_token', { token_file_path: 'TOKEN_FILE' }, { AUTHENTICATOR: 'OAUTH', TOKEN: 'oauth-1' }],
    ['oauth_token', { token: 'oauth-1' }, { AUTHENTICATOR: 'OAUTH', TOKEN: 'oauth-1' }],
  ])('by %s %j sends one request with what the mode needs', async (mode, more, expected) => {
    const file = more['token_file_path'] === undefined ? {} : { token_file_path: tokenFile };
    const login = await backend.login(optionsFor(double, { auth_mode: mode, ...more, ...file }), SILENT_IO);
    expect(loginData()).toMatchObject(expected);
    expect(double.count('login')).toBe(1);
    await login.close();
    expect(double.sessions).toEqual([]);
  });

  it('by client credentials gets a token first, and logs in with it', async () => {
    const client = { oauth_client_id: 'client-1', oauth_client_secret: 'client-secret-1', role: 'ANALYST' };
    const login = await backend.login(
      optionsFor(double, { auth_mode: 'oauth_client_credentials', ...client }),
      SILENT_IO,
    );
    expect(double.requests.map(({ kind }) => kind)).toEqual(['oauth-token', 'login']);
    expect(loginData().AUTHENTICATOR).toBe('OAUTH');
    await login.close();
  });

  it('by key pair signs for the account', async () => {
    double.logins.publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const login = await backend.login(
      optionsFor(double, { auth_mode: 'key_pair', private_key_path: keyFile }),
      SILENT_IO,
    );
    expect(loginData().AUTHENTICATOR).toBe('SNOWFLAKE_JWT');
    await login.close();
  });

  it('sends nothing but the login: no telemetry, no statement', async () => {
    const login = await backend.login(optionsFor(double, { warehouse: 'W1', role: 'SYSADMIN' }), SILENT_IO);
    expect(double.requests.map(({ kind }) => kind)).toEqual(['login']);
    expect([...(double.requests[0]?.query.keys() ?? [])]).not.toContain('warehouse');
    await login.close();
  });

  it('tells its stages, and that a phone has to be looked at', async () => {
    const io = new Recorder();
    await (await backend.login(optionsFor(double, { auth_mode: 'mfa' }), io)).close();
    expect(io.stages).toEqual(['resolve ok', 'login ok']);
    expect(io.events).toContainEqual({ type: 'waiting', for: 'approval', detail: 'Approve the login on your phone.' });
  });

  it('says nothing on stdout and leaves no log file behind', async () => {
    const written: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text) => (written.push(String(text)), true);
    try {
      await (await backend.login(optionsFor(double), SILENT_IO)).close();
    } finally {
      process.stdout.write = write;
    }
    expect(written).toEqual([]);
  });
});

describe('a refused login', () => {
  it.each<[string, ConnectionOptions, string, RegExp]>([
    [
      'password',
      { password: 'wrong' },
      'password',
      /doesn't accept this user name and password \(user fake, account double\)/,
    ],
    ['mfa', { passcode: '000000' }, 'passcode', /doesn't accept this passcode/],
    ['pat', { token: 'no' }, 'token', /doesn't accept the programmatic access token/],
    ['oauth_token', { token: 'no' }, 'token', /doesn't accept the OAuth token/],
  ])('by %s %j names the field, after exactly one request', async (mode, more, field, message) => {
    const io = new Recorder();
    await expect(backend.login(optionsFor(double, { auth_mode: mode, ...more }), io)).rejects.toMatchObject({
      name: 'AuthError',
      stage: 'login',
      exitCode: 3,
      field,
      message: expect.stringMatching(message) as string,
      hint: expect.any(String) as string,
    });
    expect(double.count('login')).toBe(1);
    expect(io.stages).toEqual(['resolve ok', 'login failed']);
  });

  it('by phone says who denied it', async () => {
    double.logins.push = { approve: false, afterMs: 10 };
    await expect(backend.login(optionsFor(double, { auth_mode: 'mfa' }), SILENT_IO)).rejects.toMatchObject({
      message: 'The login was denied on the phone.',
      field: 'passcode',
    });
  });

  it('by key pair hands over the public key to set', async () => {
    const error = await rejection(
      backend.login(optionsFor(double, { auth_mode: 'key_pair', private_key_path: keyFile }), SILENT_IO),
    );
    const text = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    expect(error).toMatchObject({
      field: 'private_key_path',
      hint: expect.stringContaining('clock') as string,
      nextSteps: [`ALTER USER fake SET RSA_PUBLIC_KEY='${text}'`],
    });
  });

  it('with a bad key file sends nothing', async () => {
    const options = optionsFor(double, { auth_mode: 'key_pair', private_key_path: join(folder, 'none.p8') });
    await expect(backend.login(options, SILENT_IO)).rejects.toThrow(/There is no private key file/);
    expect(double.requests).toEqual([]);
  });

  it.each<[string, string, string, RegExp]>([
    [
      '390126',
      'Timed out waiting for your login request approval via Duo Mobile.',
      'passcode',
      /Nobody approved the login/,
    ],
    ['390197', 'Multi-factor authentication is required for this account.', 'auth_mode', /second factor/],
    [
      '390422',
      'IP 13.37.4.46 is not allowed to access Snowflake. Contact your local security administrator.',
      '',
      /the address 13\.37\.4\.46 in/,
    ],
    [
      '390422',
      'Incoming request with IP/Token 2001:db8::1 is not allowed to access Snowflake.',
      '',
      /the address 2001:db8::1 in/,
    ],
    ['390432', 'Network policy is required.', 'auth_mode', /only under a network policy/],
    ['390102', 'Your user account has been temporarily locked due to too many failed attempts.', 'user', /is locked/],
    ['390999', 'Something new.', '', /refused the login: Something new\./],
  ])('%s "%s" has its sentence', async (code, message, field, expected) => {
    double.refuse('login', { code, message });
    const error = await rejection(backend.login(optionsFor(double), SILENT_IO));
    expect(error).toMatchObject({
      name: 'AuthError',
      engineCode: code,
      message: expect.stringMatching(expected) as string,
    });
    expect((error as { field?: string }).field ?? '').toBe(field);
  });

  it.each([
    [403, 'resolve', /There is no Snowflake account "double"/],
    [404, 'resolve', /There is no Snowflake account "double"/],
    [503, 'login', /answered the login with HTTP 503/],
  ])('by HTTP %i is told as what it is, after one request', async (status, stage, message) => {
    double.misbehave('login', { do: 'status', status }, { times: 9 });
    await expect(backend.login(optionsFor(double), SILENT_IO)).rejects.toMatchObject({
      name: 'ConnectionError',
      stage,
      message: expect.stringMatching(message) as string,
    });
    expect(double.count('login')).toBe(1);
  });

  it('by a page in between is told as an answer that is none', async () => {
    double.misbehave('login', { do: 'html' });
    await expect(backend.login(optionsFor(double), SILENT_IO)).rejects.toThrow(/no readable answer/);
  });

  it('never holds the secret', async () => {
    for (const trouble of ['reset', 'html'] as const) {
      double.misbehave('login', { do: trouble });
      const error = await rejection(backend.login(optionsFor(double, { password: 'canary-7' }), SILENT_IO));
      expect(JSON.stringify(unfold(error))).not.toContain('canary-7');
    }
  });
});

describe('a host that is not there', () => {
  it('fails at the stage resolve, before any request', async () => {
    const io = new Recorder();
    const options = optionsFor(double, { host: 'no-such-host.invalid' });
    await expect(backend.login(options, io)).rejects.toMatchObject({ stage: 'resolve', field: 'host' });
    expect(io.stages).toEqual(['resolve failed']);
  });

  it('names the port that nobody listens on', async () => {
    const { port } = double;
    await double.stop();
    await expect(backend.login(optionsFor(double), SILENT_IO)).rejects.toThrow(
      `can't be reached on port ${port} (ECONNREFUSED)`,
    );
    double = await startSnowflakeDouble();
  });
});

describe('a login that takes long', () => {
  it('ends when it is cancelled, and leaves no session behind', async () => {
    const abort = new AbortController();
    double.misbehave('login', { do: 'delay', ms: 300 });
    const login = backend.login(optionsFor(double), new Recorder(abort.signal));
    await expect.poll(() => double.count('login')).toBe(1);
    abort.abort();
    await expect(login).rejects.toMatchObject({ name: 'CancelledError' });
    await expect.poll(() => double.count('logout'), { timeout: 5000 }).toBe(1);
    expect(double.sessions).toEqual([]);
  });

  it('ends after its time limit', async () => {
    double.misbehave('login', { do: 'hang' });
    await expect(backend.login(optionsFor(double, { login_timeout: 1 }), SILENT_IO)).rejects.toThrow(
      'The login at 127.0.0.1 was not finished within 1 seconds.',
    );
  });
});

describe('a browser login', () => {
  const browser = (): ConnectionOptions => ({
    auth_mode: 'oauth_local',
    oauth_client_id: 'client-1',
    oauth_client_secret: 'client-secret-1',
  });

  it('hands the address over, with the port that it waits on, and goes on by itself', async () => {
    const io = new Recorder();
    io.onUrl = (url) => void double.browse(url);
    const connection = await connectTo(double, browser(), io);
    const opened = io.events.find((event) => event.type === 'open-url');
    expect(opened).toMatchObject({ url: expect.stringContaining(`${double.url}/oauth/authorize?`) as string });
    expect(opened).toHaveProperty('port', expect.any(Number));
    expect(loginData().AUTHENTICATOR).toBe('OAUTH');
    await connection.close();
  });

  it('ends at once when it is cancelled', async () => {
    const abort = new AbortController();
    const io = new Recorder(abort.signal);
    io.onUrl = () => abort.abort();
    await expect(connectTo(double, browser(), io)).rejects.toMatchObject({ name: 'CancelledError' });
    expect(double.count('login')).toBe(0);
  });

  it('says it when the person refuses', async () => {
    double.oauth.approve = false;
    const io = new Recorder();
    io.onUrl = (url) => void double.browse(url);
    await expect(connectTo(double, browser(), io)).rejects.toThrow(
      'The login was refused in the browser: The user denied the request.',
    );
  });
});

function unfold(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return {
    own: Object.entries(error),
    name: error.name,
    message: error.message,
    stack: error.stack,
    cause: unfold(error.cause),
  };
}
