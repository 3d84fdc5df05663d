import https from 'node:https';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDatabricksDouble } from '../../doubles/databricks.js';
import type { DatabricksDouble } from '../../doubles/databricks.js';
import { queryDatabricks, refusal, withDatabricks } from '../../doubles/raw-drivers.js';

let double: DatabricksDouble;
beforeEach(async () => {
  double = await startDatabricksDouble({ warehouseStartMs: 100 });
  double.answer('one', { columns: [{ name: 'a', type: 'int' }], rows: [[1]] });
});
afterEach(() => double.stop());
afterEach(() => vi.unstubAllEnvs());

const one = (options: Record<string, unknown> = {}): Promise<readonly object[]> =>
  withDatabricks(double, (session) => queryDatabricks(session, 'one'), options);

async function rest(
  method: string,
  path: string,
  body?: URLSearchParams,
): Promise<{ status: number | undefined; body: unknown }> {
  const headers = body
    ? { 'content-type': 'application/x-www-form-urlencoded' }
    : { authorization: `Bearer ${double.token}` };
  const request = https.request({
    host: double.host,
    port: double.port,
    ca: double.ca,
    method,
    path,
    headers,
    agent: false,
  });
  const [response] = (await once(request.end(body?.toString()), 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await json(response) };
}

describe('logins to the Databricks double', () => {
  it('lets the token in, over a warehouse and over a cluster', async () => {
    expect(await one()).toEqual([{ a: 1 }]);
    expect(await one({ path: double.clusterPath })).toEqual([{ a: 1 }]);
    expect([double.count('OpenSession'), double.count('CloseSession')]).toEqual([2, 2]);
  });

  it('refuses a wrong token and an unknown warehouse after one request each', async () => {
    expect(await refusal(one({ token: 'dapiwrong' }))).toMatchObject({ statusCode: 403 });
    expect(double.count('OpenSession')).toBe(1);
    expect(await refusal(one({ path: '/sql/1.0/warehouses/0000000000000000' }))).toMatchObject({ statusCode: 404 });
    expect(double.count('OpenSession')).toBe(2);
  });

  it('is not trusted without its certificate', async () => {
    expect(await refusal(one({ customCaCert: undefined }))).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('starts a stopped warehouse', async () => {
    expect(await refusal(one({ path: double.stoppedPath }))).toMatchObject({ statusCode: 503 });
    await vi.waitFor(async () => expect(await one({ path: double.stoppedPath })).toEqual([{ a: 1 }]), {
      timeout: 5000,
    });
  });

  it('signs a service principal in through the proxy, and refuses a wrong secret', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0'); // behind a proxy the driver drops customCaCert
    const { clientId, clientSecret } = double.logins;
    const oauth = {
      authType: 'databricks-oauth',
      oauthClientId: clientId,
      host: double.oauthHost,
      port: 443,
      proxy: double.proxy,
    };
    expect(await one({ ...oauth, oauthClientSecret: clientSecret })).toEqual([{ a: 1 }]);
    expect(double.sessions).toHaveLength(0);
    expect((await refusal(one({ ...oauth, oauthClientSecret: 'wrong' }))).message).toContain('invalid_client');
    expect(double.count('oauth-token')).toBe(2);
    expect(double.tunnels).toContain(`${double.oauthHost}:443`);
  });

  it('signs a person in with a code and PKCE, and refreshes', async () => {
    const redirect = 'http://127.0.0.1:9/';
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'; // of RFC 7636
    const query = new URLSearchParams({
      client_id: 'databricks-sql-connector',
      redirect_uri: redirect,
      code_challenge: challenge,
      state: 's',
    });
    const request = https.get({
      host: double.host,
      port: double.port,
      ca: double.ca,
      path: `/oidc/v1/authorize?${query.toString()}`,
      agent: false,
    });
    const [page] = (await once(request, 'response')) as [IncomingMessage];
    const code = new URL(page.resume().headers.location ?? '').searchParams.get('code') ?? '';
    const grant = {
      client_id: 'databricks-sql-connector',
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
    };
    const verified = new URLSearchParams({ ...grant, code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' });
    const first = await rest('POST', '/oidc/v1/token', verified);
    const { access_token, refresh_token } = first.body as { access_token: string; refresh_token: string };
    expect(await one({ token: access_token })).toEqual([{ a: 1 }]);
    expect(await rest('POST', '/oidc/v1/token', verified)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    double.expireTokens();
    expect(await refusal(one({ token: access_token }))).toMatchObject({ statusCode: 403 });
    const refresh = new URLSearchParams({
      client_id: 'databricks-sql-connector',
      grant_type: 'refresh_token',
      refresh_token,
    });
    expect(await rest('POST', '/oidc/v1/token', refresh)).toMatchObject({ status: 200 });
  });

  it('answers REST: warehouses, Unity Catalog, who am I', async () => {
    expect(await rest('GET', '/api/2.0/sql/warehouses')).toMatchObject({
      body: { warehouses: [{ state: 'RUNNING' }, { state: 'STOPPED' }] },
    });
    const unity = async (path: string): Promise<unknown> => (await rest('GET', `/api/2.1/unity-catalog/${path}`)).body;
    expect(await unity('catalogs?max_results=1')).toEqual({ catalogs: [{ name: 'main' }], next_page_token: '1' });
    expect(await unity('catalogs?max_results=1&page_token=1')).toEqual({ catalogs: [{ name: 'samples' }] });
    expect(await unity('tables?catalog_name=main&schema_name=sales')).toMatchObject({
      tables: [{ full_name: 'main.sales.orders' }],
    });
    expect(await unity('tables/main.sales.orders')).toMatchObject({
      columns: [{ name: 'id', type_text: 'bigint', nullable: false }],
    });
    expect(await unity('schemas?catalog_name=nope')).toMatchObject({ error_code: 'CATALOG_DOES_NOT_EXIST' });
    expect(await rest('GET', '/api/2.0/preview/scim/v2/Me')).toMatchObject({ body: { userName: 'fake@example.com' } });
  });
});

describe('a Databricks double that misbehaves', () => {
  it.each([401, 403, 503])('with HTTP %i when a session is opened', async (status) => {
    double.misbehave('OpenSession', { do: 'status', status, body: { message: 'no' } });
    expect(await refusal(one())).toMatchObject({ statusCode: status });
    expect(await one()).toEqual([{ a: 1 }]);
  });

  it('with a connection that breaks when a statement starts', async () => {
    double.misbehave('ExecuteStatement', { do: 'reset' });
    expect(await refusal(one())).toMatchObject({ code: 'ECONNRESET' });
    expect(double.count('ExecuteStatement')).toBe(1);
  });

  it('with a refusal in the answer itself', async () => {
    double.refuse('ExecuteStatement', { code: 'REQUEST_LIMIT', message: 'Too many.', sqlState: '53000' });
    expect((await refusal(one())).message).toBe('[REQUEST_LIMIT] Too many. SQLSTATE: 53000');
  });

  it('with sessions that are gone', async () => {
    let gone: { message: string } | undefined;
    const used = withDatabricks(double, async (session) => {
      double.endSessions();
      gone = await refusal(queryDatabricks(session, 'one'));
    });
    expect((await refusal(used)).message).toContain('Invalid SessionHandle'); // closing is refused as well
    expect(gone?.message).toContain('Invalid SessionHandle');
    expect(double.count('ExecuteStatement')).toBe(1);
  });

  it('with a delay', async () => {
    double.misbehave('OpenSession', { do: 'delay', ms: 120 });
    const begun = performance.now();
    await one();
    expect(performance.now() - begun).toBeGreaterThan(100);
  });
});
