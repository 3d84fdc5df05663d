// Sessions that outlive their server: the built program at the prompt, and the library, against engines that are killed
// and started again in mid-session.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeCertificate } from '../doubles/tls.js';
import { ProfileStore } from '../../source/profiles/index.js';
import { openSession, type Run } from '../../source/session/index.js';
import { messageOf } from '../../source/support/errors.js';
import { startInPty } from '../support/pty.js';
import { runCli } from '../support/run-cli.js';
import { startGateway } from './engines/databricks/gateway.js';
import { startSnowflakeEngine } from './engines/snowflake/start.js';
import { liveEngines } from './engines.js';

const { databricks, python } = liveEngines();

let home: string;
beforeEach(() => (home = mkdtempSync(path.join(tmpdir(), 'smallex-live-reconnect-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function endOf(run: Run): Promise<{ how: string; said: string[]; rows: unknown[]; error: string }> {
  const end = { how: '', said: [] as string[], rows: [] as unknown[], error: '' };
  for await (const event of run) {
    if (event.type === 'notice') end.said.push(event.message);
    if (event.type === 'rows') end.rows.push(...event.rows);
    if (event.type === 'failed') end.error = messageOf(event.error);
    if (event.type === 'done' || event.type === 'failed') end.how = event.type;
  }
  return end;
}

test('Snowflake: killed and started again under an open prompt, one login each', async () => {
  const first = await startSnowflakeEngine(python.snowflake);
  await new ProfileStore({ file: path.join(home, 'profiles.json') }).save({
    name: 'snow',
    engine: 'snowflake',
    connection: {
      account: first.account,
      host: first.host,
      port: first.port,
      protocol: 'http',
      user: first.user,
      warehouse: 'W1',
      database: 'DEMO',
      schema: 'PUBLIC',
    },
    secrets: { password: 'env:LIVE_SECRET' },
    settings: {},
  });
  const env = { LIVE_SECRET: first.password, SMALLEX_HOME: home };
  const session = startInPty(['snow'], { home, env, columns: 120 });
  let second;
  try {
    await session.waitFor('Ctrl+D quits', 30_000);
    session.type('use role analyst;\r');
    await session.waitFor(/successfully/i);
    session.type('begin;\r');
    await session.waitFor('*>');
    await first.stop();
    second = await startSnowflakeEngine(python.snowflake, { port: first.port });
    session.type('select 6 * 7 as answer;\r');
    await session.waitFor(/it is open again as ANALYST on W1[^]*Lost: the open transaction\./i, 60_000);
    await session.waitFor(/SELECT was not run/);
    session.type('select 6 * 7 as answer;\r');
    await session.waitFor(/ANSWER\n─+\n\s+42\n1 row/i);
    session.key('ctrl+d');
    expect(await session.exit()).toEqual({ code: 0, signal: 0 });
  } finally {
    await session.close();
    await second?.stop();
  }
});

test('Snowflake: a write that nobody can be asked about is not sent again', async () => {
  const engine = await startSnowflakeEngine(python.snowflake);
  const session = await openSession({
    engine: 'snowflake',
    connection: {
      account: engine.account,
      host: engine.host,
      port: engine.port,
      protocol: 'http',
      user: engine.user,
      password: engine.password,
      warehouse: 'W1',
      database: 'DEMO',
      schema: 'PUBLIC',
    },
  });
  await endOf(session.run("alter session set timezone = 'Asia/Tokyo'"));
  await engine.stop();
  const again = await startSnowflakeEngine(python.snowflake, { port: engine.port });
  try {
    const write = await endOf(session.run('create table demo.public.once (a int)'));
    expect(write.how).toBe('failed');
    expect(write.error).toContain('CREATE TABLE demo.public.once was not run: the session had ended before it.');
    expect(write.said.join()).toMatch(/it is open again as SYSADMIN on W1, in DEMO\.PUBLIC, with 1 setting/);
    expect((await endOf(session.run('create table demo.public.once (a int)'))).how).toBe('done');
  } finally {
    await session.close();
    await again.stop();
  }
});

test('Databricks: the gateway, and with it every Spark session, is closed and started again', async () => {
  const certificate = await makeCertificate(['localhost']);
  const caFile = path.join(home, 'ca.pem');
  writeFileSync(caFile, certificate.cert);
  const first = await startGateway({ sparkPort: databricks.sparkPort, certificate });
  const { port } = first;
  const session = await openSession({
    engine: 'databricks',
    connection: {
      server_hostname: 'localhost',
      port,
      http_path: databricks.path,
      ca_file: caFile,
      access_token: databricks.token,
    },
  });
  await endOf(session.run("create schema if not exists reconnect_s; use reconnect_s; set time zone 'Asia/Tokyo'"));
  await endOf(session.run('create temporary view scratch as select 1 as one'));
  first.close();
  const second = await startGateway({ sparkPort: databricks.sparkPort, certificate, port });
  try {
    const lost = await endOf(session.run('select * from scratch'));
    expect(lost.said.join()).toMatch(
      /it is open again .*reconnect_s, with 1 setting\. Lost: the temporary view scratch\./,
    );
    expect(lost.error).toContain('SELECT was not run');
    const next = await endOf(session.run('select current_schema(), current_timezone()'));
    expect(next.rows).toEqual([['reconnect_s', 'Asia/Tokyo']]);
    second.close();
    const gone = await endOf(session.run('insert into nowhere values (1)'));
    expect(gone.error).toContain('Whether INSERT nowhere ran is not known; it was not sent again.');
  } finally {
    second.close();
    await session.close();
  }
});

test('a script whose server is killed in the middle says so', async () => {
  const engine = await startSnowflakeEngine(python.snowflake);
  await new ProfileStore({ file: path.join(home, 'profiles.json') }).save({
    name: 'snow',
    engine: 'snowflake',
    connection: { account: engine.account, host: engine.host, port: engine.port, protocol: 'http', user: engine.user },
    secrets: { password: 'env:LIVE_SECRET' },
    settings: {},
  });
  const env = { LIVE_SECRET: engine.password, SMALLEX_HOME: home };
  // The script itself ends the server, as seen from inside: nothing of it comes back.
  const script = `select 1 as one;\n\\! kill -9 ${engine.pid}\ninsert into t values (1);\nselect 2 as two;\n`;
  const began = performance.now();
  const { code, stderr, stdout } = await runCli(['-P', 'snow', '--allow-shell', '-f', '-'], {
    input: script,
    home,
    env,
  });
  expect(code).toBe(3);
  expect(stdout).not.toMatch(/two/i);
  expect(stderr).toContain('INSERT t');
  expect(stderr).toMatch(/not sent again|was not sent/);
  await engine.stop();
  // By its own limits the driver tries for a minute and a half to reach a server that is gone.
  expect(performance.now() - began).toBeLessThan(50_000);
}, 180_000);
