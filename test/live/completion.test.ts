// Completion at the prompt of the built program, with the real drivers against the live engines.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, test } from 'vitest';
import { openSession } from '../../source/session/index.js';
import { ProfileStore } from '../../source/profiles/index.js';
import { startInPty, type PtySession } from '../support/pty.js';
import { liveEngines } from './engines.js';

const { snowflake, databricks } = liveEngines();
const LONG_MS = 120_000;

const SNOW = {
  account: snowflake.account,
  host: snowflake.host,
  port: snowflake.port,
  protocol: 'http',
  user: snowflake.user,
  database: 'DEMO',
  schema: 'PUBLIC',
};
const SPARK = {
  server_hostname: databricks.host,
  port: databricks.port,
  http_path: databricks.path,
  ca_file: databricks.caFile,
  catalog: 'spark_catalog',
  schema: 'default',
};

/** Makes two tables on an engine; one has a name that needs quotes. */
async function make(engine: 'snowflake' | 'databricks', statements: readonly string[]): Promise<void> {
  const connection =
    engine === 'snowflake' ? { ...SNOW, password: snowflake.password } : { ...SPARK, access_token: databricks.token };
  const session = await openSession({ engine, connection });
  for (const sql of statements) {
    for await (const event of session.run(sql)) if (event.type === 'failed') throw event.error;
  }
  await session.close();
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function open(engine: 'snowflake' | 'databricks'): Promise<PtySession> {
  const home = mkdtempSync(path.join(tmpdir(), 'smallex-live-completion-'));
  ends.push(() => rmSync(home, { recursive: true, force: true }));
  await new ProfileStore({ file: path.join(home, 'profiles.json') }).save({
    name: 'live',
    engine,
    connection: engine === 'snowflake' ? SNOW : SPARK,
    secrets: { [engine === 'snowflake' ? 'password' : 'access_token']: 'env:LIVE_SECRET' },
    settings: {},
  });
  const session = startInPty(['-P', 'live'], {
    columns: 120,
    home,
    env: {
      SMALLEX_HOME: home,
      SMALLEX_KEYRING: 'off',
      LIVE_SECRET: engine === 'snowflake' ? snowflake.password : databricks.token,
      NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'],
    },
  });
  ends.push(() => session.close());
  await session.waitFor(/\S>$/, LONG_MS);
  return session;
}

const clear = async (session: PtySession): Promise<void> => {
  session.key('ctrl+c', 'ctrl+l');
  await session.waitFor((screen) => /^[^\n]*>$/.test(screen.trim()));
};
const back = (session: PtySession, text: string): void => session.key(...Array.from(text, () => 'left'));

beforeAll(async () => {
  await make('snowflake', [
    'create or replace table completed_orders (order_id int, amount number(10, 2))',
    'create or replace table "completed Mixed" ("a b" int)',
  ]);
  await make('databricks', [
    'create table if not exists completed_orders (order_id int, amount decimal(10, 2)) using parquet',
  ]);
}, LONG_MS);

/** Table, alias behind the caret, CTE, three levels. */
async function completes(session: PtySession, place: string, type: RegExp): Promise<void> {
  await completesTable(session, 'completed_o');
  session.type('select o. from completed_orders o');
  back(session, ' from completed_orders o');
  session.type('\t');
  await session.waitFor(type, 30_000);
  await clear(session);
  session.type('with x as (select order_id as oid, amount from completed_orders) select  from x');
  back(session, ' from x');
  session.type('\t');
  await session.waitFor(/oid/i, 30_000);
  await clear(session);
  await completesTable(session, `${place}.completed_o`);
}

/** Where the list arrives late the menu shows it, and a second Tab takes its only entry. */
async function completesTable(session: PtySession, typed: string): Promise<void> {
  session.type(`select * from ${typed}\t`);
  await session.waitFor(/completed_orders/i, 30_000);
  if (/^ {2}completed_orders/im.test(session.screen())) session.type('\t');
  await session.waitFor(/from (?:\w+\.\w+\.)?completed_orders$/i, 30_000);
  await clear(session);
}

test(
  'Snowflake: tables, columns, CTEs, three levels, quotes; SHOW, Tab, RESULT_SCAN',
  async () => {
    const session = await open('snowflake');
    await completes(session, 'demo.public', /amount +number/i);
    session.type('select * from "completed M\t');
    await session.waitFor(/from "completed Mixed"/, 30_000);
    await clear(session);
    session.type('show schemas;\r');
    await session.waitFor(/rows? · /, 30_000);
    await clear(session);
    session.type('select * from co\t');
    await session.waitFor(/completed/i, 30_000);
    await clear(session);
    session.type('select "name" from table(result_scan(last_query_id())) where "name" = \'PUBLIC\' limit 1;\r');
    // The server here gives all columns of what it scans; what counts is whose rows they are.
    await session.waitFor(/PUBLIC[^]*information_schema[^]*\d rows/i, 30_000);
  },
  LONG_MS,
);

test(
  'Databricks (Spark): tables, columns, CTEs, three levels',
  async () => {
    const session = await open('databricks');
    await completes(session, 'spark_catalog.default', /amount +decimal/i);
  },
  LONG_MS,
);
