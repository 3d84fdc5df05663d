import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionOptions, Io } from '../../../../source/backends/base.js';
import {
  AuthError,
  CancelledError,
  ConfigError,
  ConnectionError,
  TimeoutError,
} from '../../../../source/support/errors.js';
import { startDatabricksDouble, type DatabricksDouble } from '../../../doubles/databricks.js';
import { backend, connect, failureOf, listen, login, query, stagesIn } from './connect.js';

let double: DatabricksDouble;
beforeEach(async () => {
  double = await startDatabricksDouble();
});
afterEach(async () => {
  await double.stop();
});

/** An Io whose browser goes where it is sent. */
function withBrowser(signal?: AbortSignal) {
  const io = listen(undefined, signal);
  const onEvent: Io['onEvent'] = (event) => {
    io.onEvent(event);
    if (event.type === 'open-url') void double.browse(event.url);
  };
  return { ...io, onEvent };
}

const M2M = () => ({
  auth_mode: 'oauth_m2m',
  access_token: '',
  client_id: double.logins.clientId,
  client_secret: double.logins.clientSecret,
});
const AZURE = () => ({
  server_hostname: double.azureHost,
  port: 443,
  access_token: '',
  proxy: `http://127.0.0.1:${double.proxy.port}`,
});

describe('a token', () => {
  it('is proved by one request that starts nothing', async () => {
    const io = listen();
    const found = await login(double, {}, io);
    expect(stagesIn(io)).toEqual(['resolve ok', 'login ok']);
    expect(double.requests.map(({ kind }) => kind)).toEqual(['warehouses']);
    await found.close();
  });

  it('that is wrong costs one request, is never shown, and is named as the field to change', async () => {
    const io = listen();
    const error = await failureOf<AuthError>(login(double, { access_token: 'dapicanary' }, io));
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ stage: 'login', field: 'access_token', exitCode: 3 });
    expect(error.message).toBe('localhost refused the login. Invalid access token.');
    expect(JSON.stringify([error, io.events])).not.toContain('canary');
    expect(double.requests).toHaveLength(1);
    expect(stagesIn(io)).toEqual(['resolve ok', 'login failed']);
  });

  it('that may not list warehouses still logs in', async () => {
    const body = { error_code: 'PERMISSION_DENIED', message: 'You do not have the Databricks SQL entitlement.' };
    double.misbehave('warehouses', { do: 'status', status: 403, body: JSON.stringify(body) });
    const io = listen();
    await login(double, {}, io);
    expect(io.events).toContainEqual(expect.objectContaining({ type: 'notice' }));
  });

  it('from a refused address says so', async () => {
    const message = 'Source IP address: 203.0.113.7 is blocked by Databricks IP ACL for workspace: 1';
    const body = JSON.stringify({ error_code: 'PERMISSION_DENIED', message });
    double.misbehave('warehouses', { do: 'status', status: 403, body });
    const error = await failureOf(login(double));
    expect(error.message).toContain('localhost refuses connections from 203.0.113.7.');
  });

  it('at a host that is no workspace says so', async () => {
    double.misbehave('warehouses', { do: 'html' });
    const error = await failureOf<ConnectionError>(login(double));
    expect(error).toMatchObject({ name: 'ConnectionError', stage: 'login', field: 'server_hostname' });
    expect(error.message).toContain("doesn't answer like a Databricks workspace");
  });

  it.each([
    [{ do: 'reset' }, 'server_hostname'],
    [{ do: 'truncate' }, 'server_hostname'],
    [{ do: 'status', status: 500 }, undefined],
  ] as const)('after %j fails once, at its stage', async (trouble, field) => {
    double.misbehave('warehouses', trouble);
    const error = await failureOf<ConnectionError>(login(double));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.field ?? undefined).toBe(field);
    expect(double.requests).toHaveLength(1);
  });
});

describe('the way there', () => {
  it.each([
    [{ server_hostname: 'no-such-host.invalid' }, 'server_hostname'],
    [{ port: 1 }, 'server_hostname'],
    [{ ca_file: '' }, 'ca_file'],
  ])('fails at the stage resolve for %j', async (extra, field) => {
    const io = listen();
    const error = await failureOf<ConnectionError>(login(double, extra, io));
    expect(error).toMatchObject({ stage: 'resolve', field });
    expect(stagesIn(io)).toEqual(['resolve failed']);
    expect(double.requests).toHaveLength(0);
  });

  it('names a CA file that is missing or holds none', async () => {
    expect(await failureOf(login(double, { ca_file: '/no/such/file' }))).toBeInstanceOf(ConfigError);
    expect((await failureOf(login(double, { ca_file: import.meta.filename }))).message).toContain(
      'holds no certificate',
    );
  });

  it('leads REST and driver through a proxy, with the CA file', async () => {
    const proxy = `http://127.0.0.1:${double.proxy.port}`;
    const connection = await connect(double, { server_hostname: double.oauthHost, port: 443, proxy });
    expect(await query(connection, 'SELECT 1')).toEqual([['1']]);
    expect(new Set(double.tunnels)).toEqual(new Set([`${double.oauthHost}:443`]));
    await connection.close();
  });

  it('names the proxy when it refuses', async () => {
    const refusing = createServer().on('connect', (_request, socket) => {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    await once(refusing.listen(0, '127.0.0.1'), 'listening');
    const { port } = refusing.address() as AddressInfo;
    const error = await failureOf<ConnectionError>(login(double, { proxy: `http://127.0.0.1:${port}` }));
    expect(error).toMatchObject({ stage: 'resolve', field: 'proxy' });
    expect(error.message).toContain('407');
    refusing.close();
  });
});

describe('a service principal', () => {
  it('logs in with one token request and renews the token before it expires', async () => {
    const connection = await connect(double, M2M());
    expect(connection.context().user).toBe(double.logins.clientId);
    expect(double.count('oauth-token')).toBe(1);
    await connection.close();
  });

  it('with a short life gets a new token in the middle of the session', async () => {
    double.logins.lifeSeconds = 1;
    const connection = await connect(double, M2M());
    await expect
      .poll(async () => {
        await query(connection, 'SELECT 1');
        return double.count('oauth-token');
      })
      .toBeGreaterThan(1);
    await connection.close();
  });

  it('with a wrong secret costs one request', async () => {
    const error = await failureOf<AuthError>(login(double, { ...M2M(), client_secret: 'wrong' }));
    expect(error).toMatchObject({ name: 'AuthError', field: 'client_secret', engineCode: 'invalid_client' });
    expect(double.requests.map(({ kind }) => kind)).toEqual(['oauth-token']);
  });

  it('of Entra asks Entra for a token of the Databricks resource', async () => {
    const options = { ...M2M(), ...AZURE(), auth_mode: 'azure_service_principal', azure_tenant_id: 'tenant-1' };
    const found = await login(double, options);
    const asked = double.requests.find(({ kind }) => kind === 'oauth-token');
    expect(asked?.path).toBe('/tenant-1/oauth2/v2.0/token');
    expect((asked?.body as URLSearchParams).get('scope')).toBe('2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default');
    expect(double.tunnels).toContain('login.microsoftonline.com:443');
    await found.close();
  });
});

describe('a person in the browser', () => {
  const browser = (extra: ConnectionOptions = {}) => ({ auth_mode: 'oauth_browser', access_token: '', ...extra });

  it('logs in with code and PKCE', async () => {
    const io = withBrowser();
    const connection = await connect(double, browser(), io);
    expect(connection.context().user).toBe(double.logins.user);
    expect(io.events).toContainEqual(expect.objectContaining({ type: 'open-url', port: expect.any(Number) as number }));
    expect(io.events).toContainEqual({ type: 'waiting', for: 'browser' });
    expect(double.count('oauth-token')).toBe(1);
    await connection.close();
  });

  it('at Entra logs in at Entra', async () => {
    const found = await login(double, { ...browser(AZURE()), auth_mode: 'azure_oauth' }, withBrowser());
    expect(double.tunnels).toContain('login.microsoftonline.com:443');
    await found.close();
  });

  it('renews quietly with the refresh token', async () => {
    double.logins.lifeSeconds = 1;
    const io = withBrowser();
    const connection = await connect(double, browser(), io);
    await expect
      .poll(async () => {
        await query(connection, 'SELECT 1');
        return double.count('oauth-token');
      })
      .toBeGreaterThan(1);
    expect(io.events.filter(({ type }) => type === 'open-url')).toHaveLength(1);
    await connection.close();
  });

  it('who denies it is an AuthError', async () => {
    double.oauth.approve = false;
    const error = await failureOf(login(double, browser(), withBrowser()));
    expect(error).toBeInstanceOf(AuthError);
    expect(error.message).toBe('The login was refused in the browser: The user denied the request.');
  });

  it('who never comes back ends in a TimeoutError', async () => {
    const error = await failureOf(login(double, browser({ login_timeout: 1 })));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toBe('Nobody logged in within 1 seconds.');
  });

  it('may cancel, and frees the port', async () => {
    const stop = new AbortController();
    const io = listen(undefined, stop.signal);
    const ports: number[] = [];
    const onEvent: Io['onEvent'] = (event) => {
      if (event.type !== 'open-url') return;
      ports.push(event.port ?? 0);
      stop.abort();
    };
    expect(await failureOf(login(double, browser(), { ...io, onEvent }))).toBeInstanceOf(CancelledError);
    const again = createServer().listen(ports[0], '127.0.0.1');
    await once(again, 'listening');
    again.close();
  });

  it('finds another port when the first is taken, and says so when a fixed one is', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const error = await failureOf(login(double, browser({ oauth_redirect_port: port })));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toContain(`The port ${port} is in use`);
    taken.close();
  });

  it('is not fooled by a request without the state of this login', async () => {
    const io = listen();
    const foreign: Promise<number>[] = [];
    const onEvent: Io['onEvent'] = (event) => {
      if (event.type !== 'open-url') return;
      foreign.push(
        fetch(`http://127.0.0.1:${event.port}/?code=stolen&state=x`)
          .then((answer) => answer.status)
          .finally(() => void double.browse(event.url)),
      );
    };
    const found = await login(double, browser(), { ...io, onEvent });
    expect(await Promise.all(foreign)).toEqual([404]);
    await found.close();
  });
});

describe('a command', () => {
  const command = (text: string) => ({ auth_mode: 'external_command', access_token: '', command: text });
  const node = (code: string) => command(JSON.stringify([process.execPath, '-e', code]));

  it.each([
    ['a bare token', (token: string) => `console.log("${token}")`],
    [
      'JSON of databricks',
      (token: string) => `console.log(JSON.stringify({access_token:"${token}",expiry:"2099-01-01T00:00:00Z"}))`,
    ],
    ['JSON of az', (token: string) => `console.log(JSON.stringify({accessToken:"${token}",expires_on:4070908800}))`],
  ])('prints %s', async (_name, code) => {
    const found = await login(double, node(code(double.token)));
    await found.close();
  });

  it.each([
    ['that fails', 'console.error("no login\\nlog in first"); process.exit(1)', 'log in first'],
    ['that prints nothing', '', 'printed no token'],
    ['that prints words', 'console.log("not a token")', 'printed no token'],
  ])('%s is an AuthError', async (_name, code, message) => {
    const error = await failureOf<AuthError>(login(double, node(code)));
    expect(error).toMatchObject({ name: 'AuthError', field: 'command' });
    expect(error.message).toContain(message);
  });

  it('that is not there is a ConfigError', async () => {
    const error = await failureOf(login(double, command('no-such-program-here')));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toContain('"no-such-program-here"');
  });
});

describe('the listings of a login', () => {
  it('give warehouses with their state and HTTP path, catalogs and schemas, and start nothing', async () => {
    const found = await login(double);
    const warehouses = await found.list('warehouse');
    expect(warehouses).toContainEqual({
      name: expect.any(String) as string,
      detail: expect.stringContaining('stopped') as string,
      state: 'stopped',
      value: double.stoppedPath,
    });
    expect((await found.list('catalog')).map(({ name }) => name)).toEqual(Object.keys(double.catalogs));
    expect((await found.list('schema', 'main')).map(({ name }) => name)).toEqual(Object.keys(double.catalogs['main']!));
    expect(await found.list('role')).toEqual([]);
    expect(double.count('OpenSession') + double.count('warehouse-start')).toBe(0);
    await found.close();
  });

  it('fail with a sentence when they are refused', async () => {
    const found = await login(double);
    double.misbehave('catalogs', { do: 'status', status: 403, body: JSON.stringify({ message: 'Not for you' }) });
    expect((await failureOf(found.list('catalog'))).message).toContain('Not for you.');
    await found.close();
  });
});

it('says how to install a missing driver', async () => {
  class Elsewhere extends (backend.constructor as new () => typeof backend) {
    override readonly modulePath = '@databricks/not-there' as '@databricks/sql';
  }
  const error = await failureOf(
    new Elsewhere().login(
      { server_hostname: double.host, port: double.port, access_token: double.token, ca_file: double.caFile },
      listen(),
    ),
  );
  expect(error).toBeInstanceOf(ConfigError);
  expect(error.nextSteps).toEqual(['npm install @databricks/not-there@2.1.0']);
});
