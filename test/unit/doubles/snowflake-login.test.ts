import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectSnowflake, disconnectSnowflake, querySnowflake, refusal } from '../../doubles/raw-drivers.js';
import { startSnowflakeDouble } from '../../doubles/snowflake.js';
import type { SnowflakeDouble } from '../../doubles/snowflake.js';

let double: SnowflakeDouble;
beforeEach(async () => void (double = await startSnowflakeDouble()));
afterEach(() => double.stop());

const logIn = async (options: Record<string, unknown> = {}): Promise<void> => {
  await disconnectSnowflake(await connectSnowflake(double.url, options));
};
const keyPair = (): { publicKey: string; privateKey: string } =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

describe('logins to the Snowflake double', () => {
  it('lets the password in, once, and sees the logout', async () => {
    await logIn();
    expect([double.count('login'), double.count('logout'), double.count('query')]).toEqual([1, 1, 0]);
    expect(double.requests[0]).toMatchObject({
      kind: 'login',
      body: { data: { LOGIN_NAME: 'fake', PASSWORD: 'snow' } },
    });
  });

  it('refuses a wrong password after exactly one request', async () => {
    expect(await refusal(logIn({ password: 'wrong' }))).toMatchObject({ code: '390100' });
    expect(double.count('login')).toBe(1);
  });

  it('takes a passcode, a passcode in the password and a push', async () => {
    double.logins.mfaRequired = true;
    expect(await refusal(logIn())).toMatchObject({ code: '390197' });
    await logIn({ passcode: '123456' });
    await logIn({ password: 'snow123456', passcodeInPassword: true });
    const mfa = { authenticator: 'USERNAME_PASSWORD_MFA', password: 'snow' };
    await logIn(mfa);
    expect(await refusal(logIn({ passcode: '000000' }))).toMatchObject({ code: '390127' });
    double.logins.push = { approve: false, afterMs: 10 };
    expect(await refusal(logIn(mfa))).toMatchObject({ code: '390120' });
  });

  it('takes a key pair, and no other', async () => {
    const mine = keyPair();
    double.logins.publicKey = mine.publicKey;
    const jwt = { authenticator: 'SNOWFLAKE_JWT', username: 'fake' };
    await logIn({ ...jwt, privateKey: mine.privateKey });
    expect(await refusal(logIn({ ...jwt, privateKey: keyPair().privateKey }))).toMatchObject({ code: '390144' });
  });

  it('takes tokens: programmatic and OAuth', async () => {
    await logIn({ authenticator: 'PROGRAMMATIC_ACCESS_TOKEN', token: 'pat-1' });
    await logIn({ authenticator: 'OAUTH', token: 'oauth-1' });
    expect(await refusal(logIn({ authenticator: 'PROGRAMMATIC_ACCESS_TOKEN', token: 'no' }))).toMatchObject({
      code: '394400',
    });
    expect(await refusal(logIn({ authenticator: 'OAUTH', token: 'no' }))).toMatchObject({ code: '390303' });
    double.logins.expiredOauthTokens.add('oauth-1');
    expect(await refusal(logIn({ authenticator: 'OAUTH', token: 'oauth-1' }))).toMatchObject({ code: '390318' });
  });

  const oauth = (): Record<string, unknown> => ({
    oauthClientId: double.logins.clientId,
    oauthClientSecret: double.logins.clientSecret,
    oauthAuthorizationUrl: `${double.url}/oauth/authorize`,
    oauthTokenRequestUrl: `${double.url}/oauth/token-request`,
    oauthHttpAllowed: true,
  });

  it('signs in by the browser with OAuth and PKCE, and lets the person deny it', async () => {
    const openExternalBrowserCallback = (url: string): void => void double.browse(url);
    const browser = { authenticator: 'OAUTH_AUTHORIZATION_CODE', openExternalBrowserCallback, ...oauth() };
    await logIn(browser);
    expect([double.count('oauth-authorize'), double.count('oauth-token'), double.count('login')]).toEqual([1, 1, 1]);
    double.oauth.approve = false;
    expect((await refusal(logIn(browser))).message).toContain('access_denied');
    expect(double.count('login')).toBe(1);
  });

  it('issues tokens to OAuth clients', async () => {
    const client = { authenticator: 'OAUTH_CLIENT_CREDENTIALS', ...oauth() };
    await logIn(client);
    expect((await refusal(logIn({ ...client, oauthClientSecret: 'no' }))).message).toBeTruthy();
    expect([double.count('oauth-token'), double.count('login')]).toEqual([2, 1]);
  });

  it('says where it stands, drops unknown names, and goes elsewhere', async () => {
    const connection = await connectSnowflake(double.url, { warehouse: 'w1', database: 'nope', role: 'nobody' });
    const context = 'select current_warehouse(), current_role() as "r", current_database()';
    expect((await querySnowflake(connection, context)).rows).toEqual([['W1', null, null]]);
    await querySnowflake(connection, '/* smallex */ use schema demo.sales');
    const { statement } = await querySnowflake(connection, 'use role analyst');
    const state = statement.getSessionState() as Readonly<Record<string, () => string>>;
    const told = ['Database', 'Schema', 'Role'].map((what) => state[`getCurrent${what}`]?.());
    expect(told).toEqual(['DEMO', 'SALES', 'ANALYST']);
    expect(await refusal(querySnowflake(connection, 'use warehouse "w1"'))).toMatchObject({
      code: '002043',
      sqlState: '02000',
    });
    await disconnectSnowflake(connection);
  });

  it('may refuse an unknown role at login', async () => {
    const strict = await startSnowflakeDouble({ refuseUnknownRole: true });
    expect(await refusal(connectSnowflake(strict.url, { role: 'nobody' }))).toMatchObject({ code: '390189' });
    await strict.stop();
  });
});
