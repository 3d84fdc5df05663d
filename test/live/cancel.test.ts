// Ctrl-C at every stage, at the prompt of the built program and in scripts, with the real drivers: the live engine is asked
// what it was told. Logins in a browser, a queue of Databricks and a warehouse of Snowflake that starts are had on the
// doubles alone (test/terminal/cancel.test.ts).
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeCertificate } from '../doubles/tls.js';
import { goesOn, stopAmidText, walk, type Stage } from '../support/cancel-walk.js';
import { startInPty, type PtySession } from '../support/pty.js';
import { atPrompt, runLine } from '../support/repl-pty.js';
import { resultOf, startCli } from '../support/run-cli.js';
import { startGateway, type Gateway } from './engines/databricks/gateway.js';
import { countsOf, hold, startSnowflakeEngine } from './engines/snowflake/start.js';
import { liveEngines } from './engines.js';

// Spark may take its time on a machine that does other things.
vi.setConfig({ testTimeout: 300_000 });
const PATIENCE = 60_000;
const WAITING = { timeout: PATIENCE, interval: 50 };
const ABANDONED =
  /Stopped waiting \(query [\w-]+\); the server did not confirm the cancel: the statement may still run\./;
const TEN = 'abcdefghij';

const { databricks, python } = liveEngines();
let home: string;
/** A server and a gateway of their own, so that what they count is ours, and that they can be held at a stage. */
let snowflake: Awaited<ReturnType<typeof startSnowflakeEngine>>;
let gateway: Gateway;
let session: PtySession;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-live-cancel-'));
  snowflake = await startSnowflakeEngine(python.snowflake, { syncSeconds: 0.5 });
  const certificate = await makeCertificate(['localhost']);
  const ca_file = path.join(home, 'ca.pem');
  writeFileSync(ca_file, certificate.cert);
  const { sparkPort } = databricks;
  gateway = await startGateway({ sparkPort, certificate, warehouseStartMs: 600_000 });
  gateway.useSql(() => Promise.resolve([]));
  const { account, user, host, port, warehouse, database, schema } = snowflake;
  const sf = { account, user, host, port, warehouse, database, schema, protocol: 'http' };
  const { catalog, path: http_path, host: server_hostname } = databricks;
  const on = { auth_mode: 'token', server_hostname, port: gateway.port, ca_file };
  const dbx = { ...on, http_path, catalog, schema: databricks.schema };
  const stopped = { ...on, http_path: databricks.stoppedPath, start_warehouse: 'yes' };
  const [password, access_token] = ['env:LIVE_SECRET', 'env:LIVE_TOKEN'];
  const profiles = [
    { name: 'sf', engine: 'snowflake', connection: sf, secrets: { password }, settings: {} },
    { name: 'dbx', engine: 'databricks', connection: dbx, secrets: { access_token }, settings: {} },
    { name: 'dbx-stopped', engine: 'databricks', connection: stopped, secrets: { access_token }, settings: {} },
  ];
  writeFileSync(path.join(home, 'profiles.json'), JSON.stringify({ version: 1, default: null, profiles }), {
    mode: 0o600,
  });
});
afterAll(async () => {
  await snowflake.stop();
  gateway.close();
  rmSync(home, { recursive: true, force: true });
});

function environment(): Record<string, string> {
  const secrets = { LIVE_SECRET: snowflake.password, LIVE_TOKEN: databricks.token };
  return { SMALLEX_HOME: home, SMALLEX_KEYRING: 'off', NODE_EXTRA_CA_CERTS: path.join(home, 'ca.pem'), ...secrets };
}

async function start(profile: string): Promise<void> {
  session = startInPty([profile], { home, env: environment(), columns: 130, rows: 40 });
  await session.waitFor('Ctrl+D quits', PATIENCE);
  await atPrompt(session);
  await runLine(session, '\\pset maxrows 999999999');
}

/** Rows on the screen, in a file of \g and in one of \o; `page` holds the server at a page of them, from 0. */
function fetching(sql: string, page: (number: number) => Told, told: Pick<Stage, 'asked' | 'ends'>): Stage[] {
  const writing = /writing out\.csv · .* rows/;
  return [
    {
      what: 'fetching page 1',
      trouble: () => page(0),
      enter: `${sql};`,
      seen: /(?:running|fetching rows) · \d/,
      // The engine may be done with the statement before its first rows are here.
      said: /Cancelled[^\n]*; the server confirmed it\.|Too late to cancel[^\n]*: the server had finished the statement\./,
      ...told,
    },
    {
      what: 'fetching page n',
      trouble: () => page(3),
      enter: `${sql};`,
      seen: /fetching rows · .* [\d,]+ rows/,
      ...told,
    },
    { what: 'a file of \\g', trouble: () => page(3), enter: `${sql} \\g out.csv`, seen: writing, ...told },
    { what: 'a file of \\o', trouble: () => page(3), enter: `\\o out.csv\r${sql};`, seen: writing, ...told },
  ];
}
type Told = ReturnType<NonNullable<Stage['trouble']>>;

/** Stops the printing of a long text: the server is done with it by then. */
async function stopPrinting(sql: string): Promise<void> {
  await runLine(session, '\\pset format csv');
  session.type(`${sql};\r`);
  const taken = await stopAmidText(session, TEN);
  await session.waitFor(/Stopped printing after [\d.]+ [kM]B of 8\.0 MB\./, PATIENCE);
  expect(taken()).toBeLessThan(2_000_000);
  await runLine(session, '\\pset format table');
  await goesOn({ session, patienceMs: PATIENCE }, 'printing');
}

/** The server is held while it cancels: the second Ctrl-C doesn't wait for it. */
async function abandon(sql: string, seen: RegExp, release: () => Promise<void> | void): Promise<void> {
  session.type(`${sql};\r`);
  await session.waitFor(seen, PATIENCE);
  session.key('ctrl+c');
  await session.waitFor('cancelling; Ctrl+C again stops waiting');
  session.key('ctrl+c');
  await session.waitFor(ABANDONED, PATIENCE);
  await release();
  await goesOn({ session, patienceMs: PATIENCE }, 'an abandoned statement');
}

/** A script that writes a file is stopped in the middle of it. */
async function stopScript(profile: string, sql: string, isAmid: () => Promise<void>): Promise<void> {
  const child = startCli(['-P', profile, '-o', path.join(home, 'script.csv'), '-c', sql], {
    home,
    env: environment(),
  });
  const ended = resultOf(child);
  await Promise.race([isAmid(), ended.then((early) => Promise.reject(new Error(JSON.stringify(early))))]);
  child.kill('SIGINT');
  const { code, stderr, stdout } = await ended;
  expect(stderr).toMatch(/^Cancelled \(query [\w-]+\); the server confirmed it\.$/m);
  expect(code).toBe(130);
  expect(stdout).toBe('');
  expect(leftFiles()).toEqual([]);
}

function leftFiles(): string[] {
  return readdirSync(home).filter((name) => /out\.csv|script\.csv/.test(name));
}

test('Snowflake, at every stage', async () => {
  const count = async (kind: string): Promise<number> => (await countsOf(snowflake.url))[kind] ?? 0;
  const told = { ends: () => count('chunk') };
  const page = (number: number): Promise<() => Promise<void>> => hold(snowflake.url, 'chunk', number);
  const rows = 'select seq4() as n from table(generator(rowcount => 300000))';
  const asked = (): Promise<number> => count('abort');
  await start('sf');
  try {
    const logins = await count('login');
    await walk({ session, patienceMs: PATIENCE }, [
      { what: 'running', enter: 'select system$wait(60);', seen: /running · .*query \S+/, asked },
      ...fetching(rows, page, told),
    ]);
    expect(leftFiles()).toEqual([]);
    await stopPrinting(`select repeat('${TEN}', 800000) as long`);
    await abandon('select system$wait(60)', /running · .*query \S+/, await hold(snowflake.url, 'abort'));
    // A session runs one statement after another.
    session.type('select system$wait(60) \\g &\r');
    await session.waitFor(/\[1\] runs without being waited for: .*query [\w-]+/, PATIENCE);
    const before = await asked();
    session.type('select 1 as behind;\r');
    await session.waitFor(/queued · /, PATIENCE);
    session.key('ctrl+c');
    await session.waitFor(/Cancelled \(query [\w-]+\); the server confirmed it\./, PATIENCE);
    expect(await asked()).toBe(before + 1);
    session.type('\\cancel 1\r');
    await session.waitFor(/\[1\] Cancelled.*the server confirmed it/, PATIENCE);
    expect(await asked()).toBe(before + 2);
    await goesOn({ session, patienceMs: PATIENCE }, 'queued');
    expect(await count('login')).toBe(logins);
    await walk({ session, patienceMs: PATIENCE }, [
      {
        what: 'connecting',
        trouble: () => hold(snowflake.url, 'login'),
        enter: '\\c sf',
        seen: /connecting · /,
        said: /^"sf" was not opened; this is still "sf"\.$/m,
      },
    ]);
    // A login that came through after all leaves no session behind.
    await vi.waitFor(async () => expect(await count('logout')).toBe(1), WAITING);
  } finally {
    await session.close();
  }
  const release = await page(3);
  const before = await count('chunk');
  await stopScript('sf', rows, () =>
    vi.waitFor(async () => expect(await count('chunk')).toBeGreaterThan(before + 3), WAITING),
  );
  await release();
});

test('Databricks, at every stage; detached, left, fetched and cancelled', async () => {
  const count = (kind: string): number => gateway.counts[kind] ?? 0;
  const asked = (): number => count('CancelOperation');
  const told = { asked };
  const page = (number: number): (() => void) => gateway.hold('FetchResults', number);
  const endless = 'select count(*) from range(5000000000) where id % 7 = 3';
  // Spark tells the state of what runs after 5 s; what it had not begun would go on behind a cancel.
  const running = /running · [6-9]\.\d s .*query [\w-]+/;
  const rows = 'select id from range(400000)';
  await start('dbx');
  try {
    const opened = count('OpenSession');
    const [executed, closed] = [count('ExecuteStatement'), count('CloseOperation')];
    await walk({ session, patienceMs: PATIENCE }, [
      { what: 'running', enter: `${endless};`, seen: running, asked },
      ...fetching(rows, page, told),
    ]);
    expect(leftFiles()).toEqual([]);
    // What was cancelled is closed, too: a session that goes on would keep its rows on the server.
    await vi.waitFor(
      () => expect(count('CloseOperation') - closed).toBe(count('ExecuteStatement') - executed),
      WAITING,
    );
    await stopPrinting(`select repeat('${TEN}', 800000) as long`);
    await abandon(endless, running, gateway.hold('CancelOperation'));
    expect(count('OpenSession')).toBe(opened);
    const sessions = count('CloseSession');
    await walk({ session, patienceMs: PATIENCE }, [
      {
        what: 'connecting',
        trouble: () => gateway.hold('OpenSession'),
        enter: '\\c dbx',
        seen: /connecting: warehouse · /,
        said: /^"dbx" was not opened; this is still "dbx"\.$/m,
      },
      {
        what: 'warehouse starting',
        enter: '\\c dbx-stopped',
        seen: /warehouse starting · .*starting, \d+ s/,
        said: /^"dbx-stopped" was not opened; this is still "dbx"\.$/m,
      },
    ]);
    // A session that came after all is not left behind.
    await vi.waitFor(() => expect(count('CloseSession')).toBe(sessions + 1), WAITING);

    session.type('select 7 as seven \\g &\r');
    await session.waitFor(/\[1\] runs without being waited for: .*query [\w-]+/, PATIENCE);
    await session.waitFor('[1] is done: \\result 1', PATIENCE);
    session.type('\\result 1\r');
    await session.waitFor(/seven\n─+\n\s+7\n1 row/, PATIENCE);
    session.type(`${endless};\r`);
    await session.waitFor(running, PATIENCE);
    session.key('ctrl+x', 'ctrl+d');
    await session.waitFor(/\[2\] runs without being waited for/, PATIENCE);
    session.type('\\cancel 2\r');
    await session.waitFor(/\[2\] Cancelled.*the server confirmed it/, PATIENCE);
    await goesOn({ session, patienceMs: PATIENCE }, 'detached');
  } finally {
    await session.close();
  }
  // To open a session takes pages, too.
  const release = page(9);
  const before = [count('FetchResults'), asked()] as const;
  await stopScript('dbx', rows, () =>
    vi.waitFor(() => expect(count('FetchResults')).toBeGreaterThan(before[0] + 9), WAITING),
  );
  expect(asked()).toBeGreaterThan(before[1]);
  release();
});
