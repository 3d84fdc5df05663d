// Ctrl-C at the prompt of the built program, with the real drivers: the live engine is asked what it was told.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startInPty, type PtySession } from '../support/pty.js';
import { atPrompt } from '../support/repl-pty.js';
import { countsOf as databricksCounts } from './engines/databricks/start.js';
import { countsOf as snowflakeCounts, startSnowflakeEngine } from './engines/snowflake/start.js';
import { liveEngines } from './engines.js';

// Spark may take its time on a machine that does other things.
vi.setConfig({ testTimeout: 180_000 });
const PATIENCE = 60_000;
const CANCELLED = /Cancelled \(query [\w-]+\); the server confirmed it\./;

const { databricks, python } = liveEngines();
let home: string;
/** A server of its own, so that what it counts is ours. */
let snowflake: Awaited<ReturnType<typeof startSnowflakeEngine>>;
let session: PtySession;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-live-cancel-'));
  snowflake = await startSnowflakeEngine(python.snowflake);
  const { account, user, host, port, warehouse, database, schema } = snowflake;
  const sf = { account, user, host, port, warehouse, database, schema, protocol: 'http' };
  const { catalog, caFile, path: httpPath } = databricks;
  const dbx = {
    auth_mode: 'token',
    server_hostname: databricks.host,
    port: databricks.port,
    http_path: httpPath,
    ca_file: caFile,
    catalog,
    schema: databricks.schema,
  };
  const profiles = [
    { name: 'sf', engine: 'snowflake', connection: sf, secrets: { password: 'env:LIVE_SECRET' }, settings: {} },
    { name: 'dbx', engine: 'databricks', connection: dbx, secrets: { access_token: 'env:LIVE_TOKEN' }, settings: {} },
  ];
  writeFileSync(path.join(home, 'profiles.json'), JSON.stringify({ version: 1, default: null, profiles }), {
    mode: 0o600,
  });
});
afterAll(async () => {
  await snowflake.stop();
  rmSync(home, { recursive: true, force: true });
});

async function start(profile: string): Promise<void> {
  const env = {
    SMALLEX_HOME: home,
    SMALLEX_KEYRING: 'off',
    LIVE_SECRET: snowflake.password,
    LIVE_TOKEN: databricks.token,
    NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'],
  };
  session = startInPty([profile], { home, env, columns: 130, rows: 40 });
  await session.waitFor('Ctrl+D quits', PATIENCE);
  await atPrompt(session);
}

/** Ctrl-C where the waiting line shows it; then another statement on the same session. */
async function cancelAt(sql: string, seen: RegExp, said: RegExp = CANCELLED): Promise<void> {
  session.type(`${sql}\r`);
  await session.waitFor(seen, PATIENCE);
  session.key('ctrl+c');
  await session.waitFor(said, PATIENCE);
  await atPrompt(session);
  session.key('ctrl+l');
  session.type('select 42 as next;\r');
  await session.waitFor(/next\n─+\n\s+42/i, PATIENCE);
  await atPrompt(session);
  session.key('ctrl+l');
}

test('Snowflake: running, and fetching', async () => {
  const asked = async (): Promise<number> => (await snowflakeCounts(snowflake.url))['abort'] ?? 0;
  const logins = async (): Promise<number> => (await snowflakeCounts(snowflake.url))['login'] ?? 0;
  await start('sf');
  try {
    const before = [await asked(), await logins()] as const;
    await cancelAt('select system$wait(60);', /running · /);
    expect(await asked()).toBeGreaterThan(before[0]);
    session.type('\\pset maxrows 999999999\r');
    await cancelAt('select seq4() as n from table(generator(rowcount => 3000000));', /fetching rows · .* rows/);
    expect(await logins()).toBe(before[1]);
  } finally {
    await session.close();
  }
});

test('Databricks: running, fetching; detached, left, fetched and cancelled', async () => {
  const counts = async (kind: string): Promise<number> => (await databricksCounts(databricks))[kind] ?? 0;
  const endless = 'select count(*) from range(5000000000) where id % 7 = 3';
  await start('dbx');
  try {
    let before = await counts('CancelOperation');
    // Spark tells the state of what runs after 5 s; what it had not begun would go on behind a cancel.
    await cancelAt(`${endless};`, /running · [6-9]\.\d s .*query [\w-]+/);
    expect(await counts('CancelOperation')).toBeGreaterThan(before);
    before = await counts('CancelOperation');
    session.type('\\pset maxrows 999999999\r');
    await cancelAt('select id from range(2000000);', /fetching rows · .* rows/);
    expect(await counts('CancelOperation')).toBeGreaterThan(before);
    session.type('select 7 as seven \\g &\r');
    await session.waitFor(/\[1\] runs without being waited for: .*query [\w-]+/, PATIENCE);
    await session.waitFor('[1] is done: \\result 1', PATIENCE);
    session.type('\\result 1\r');
    await session.waitFor(/seven\n─+\n\s+7\n1 row/, PATIENCE);
    session.type(`${endless};\r`);
    await session.waitFor(/running · [6-9]\.\d s .*query [\w-]+/, PATIENCE);
    session.key('ctrl+x', 'ctrl+d');
    await session.waitFor(/\[2\] runs without being waited for/, PATIENCE);
    session.type('\\cancel 2\r');
    await session.waitFor(/\[2\] Cancelled.*the server confirmed it/, PATIENCE);
    await atPrompt(session);
    session.type('select 42 as next;\r');
    await session.waitFor(/next\n─+\n\s+42/, PATIENCE);
  } finally {
    await session.close();
  }
});
