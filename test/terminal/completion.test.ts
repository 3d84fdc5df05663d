// The completion menu of the built program: on DuckDB, and on the Snowflake double, which counts what is sent.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { ProfileStore } from '../../source/profiles/index.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { startInPty, type PtySession } from '../support/pty.js';
import { atPrompt, startDemo, START_MS } from '../support/repl-pty.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function demo(): Promise<PtySession> {
  const session = await startDemo({ columns: 110 });
  ends.push(() => session.close());
  return session;
}

const text = (...names: string[]) => names.map((name) => ({ name, type: 'text' }));

async function onSnowflake(): Promise<{ double: SnowflakeDouble; session: PtySession }> {
  const double = await startSnowflakeDouble({ known: { databases: { DEMO: ['PUBLIC', 'SALES'] } } });
  ends.push(() => double.stop());
  double.answer(/^show objects/i, {
    columns: text('name', 'kind'),
    rows: [
      ['ORDERS', 'TABLE'],
      ['mixed Case', 'VIEW'],
    ],
  });
  double.answer(/^describe table/i, { columns: text('name', 'type'), rows: [['ORDER_ID', 'NUMBER(38,0)']] });
  double.answer(/^show parameters/i, { columns: text('key'), rows: [['TIMEZONE']] });
  double.answer(/^select \* from table\(result_scan/i, { columns: text('scanned'), rows: [['TIMEZONE']] });
  const home = mkdtempSync(path.join(tmpdir(), 'smallex-completion-'));
  ends.push(() => rmSync(home, { recursive: true, force: true }));
  const { account, host, port } = double;
  await new ProfileStore({ file: path.join(home, 'profiles.json') }).save({
    name: 'snow',
    engine: 'snowflake',
    connection: { account, host, port, protocol: 'http', user: 'fake', database: 'DEMO', schema: 'PUBLIC' },
    secrets: { password: 'env:DOUBLE_SECRET' },
    settings: {},
  });
  const env = { SMALLEX_HOME: home, SMALLEX_KEYRING: 'off', DOUBLE_SECRET: 'snow' };
  const session = startInPty(['-P', 'snow'], { columns: 110, home, env });
  ends.push(() => session.close());
  await atPrompt(session);
  return { double, session };
}

test(
  'DuckDB: tables, columns of an alias behind the caret, of a CTE; a chosen name runs',
  { timeout: 60_000 },
  async () => {
    const session = await demo();
    session.type('select * from \t');
    await session.waitFor(/customers +table/);
    session.type('cust');
    await session.waitFor((screen) => !screen.includes('awkward'));
    session.type('\t\r limit 1;\r');
    await session.waitFor(/Grace Müller/);
    session.type('select o. from orders o');
    session.key(...Array.from({ length: ' from orders o'.length }, () => 'left'));
    session.type('\t');
    await session.waitFor(/amount +DECIMAL\(10,2\)/);
    session.key('ctrl+c');
    await session.waitFor((screen) => /memory\.main>$/.test(screen));
    session.type('select * from "awk\t');
    await session.waitFor(/from "awkward names"$/);
  },
);

test('Snowflake: between SHOW and RESULT_SCAN Tab sends nothing', { timeout: START_MS + 40_000 }, async () => {
  const { double, session } = await onSnowflake();
  session.type('show parameters;\r');
  await session.waitFor(/TIMEZONE\n1 row/);
  const sent = double.statements.length;
  session.type('select * from \t');
  await session.waitFor(/\\refresh does\), so that RESULT_SCAN still finds/);
  session.key('escape');
  await session.waitFor((screen) => !screen.includes('still finds'));
  session.type('table(result_scan(last_query_id()));\r');
  await session.waitFor(/scanned\n─+\n TIMEZONE\n1 row/i);
  expect(double.statements.slice(sent)).toEqual(['select * from table(result_scan(last_query_id()))']);
  session.type('\\refresh\r');
  await session.waitFor('2 tables and views are known here');
  session.type('select * from \t');
  await session.waitFor(/orders +table/i);
  expect(session.screen()).toMatch(/mixed Case +view/);
  session.type('mix\t\r');
  await session.waitFor('from "mixed Case"');
});

test(
  'Snowflake: a list that is refused, and one that takes long, say so and stop nobody',
  { timeout: 90_000 },
  async () => {
    const { double, session } = await onSnowflake();
    double.answer(/^show objects/i, {
      error: { code: '003001', sqlState: '42501', message: 'Insufficient privileges.' },
    });
    session.type('select * from \t');
    await session.waitFor(/The tables can.t be listed: .*Insufficient privileges/);
    session.key('ctrl+c');
    double.answer(/^show objects/i, { delayMs: 20_000, columns: text('name'), rows: [['LATE_TABLE']] });
    session.type('select * from \t');
    await session.waitFor('Listing the tables');
    session.type('zq');
    await session.waitFor(/from zq\n[^\n]*Listing the tables …$/);
    session.key('ctrl+c');
    await session.waitFor(/select \* from zq\n[^\n]*Listing the tables was stopped; Tab lists again\.$/);
    await vi.waitFor(() => expect(double.count('abort')).toBe(1));
    session.key('backspace', 'backspace', 'tab');
    await session.waitFor('Listing the tables');
    await session.waitFor((screen) => !screen.includes('was stopped'));
    // The line is cleared, or the listing stopped when the menu has waited for long; then the other.
    session.key('ctrl+c', 'ctrl+c');
    await session.waitFor(/The listing of names was stopped; Tab or \\refresh lists again\.|PUBLIC>$/);
    await vi.waitFor(() => expect(double.count('abort')).toBe(2));
    session.key('ctrl+c');
    await session.waitFor(/DEMO\.PUBLIC>(?:\n.*quits\.)?$/);
    session.type('select * from \t');
    await session.waitFor('Listing the tables');
    session.type('lat');
    await session.waitFor('from lat');
    await session.waitFor(/late_table +table/i, 40_000);
  },
);

test('Snowflake: stages, what lies in them, and what the session can be set to', { timeout: 90_000 }, async () => {
  const { double, session } = await onSnowflake();
  double.answer(/^show stages/i, { columns: text('name', 'type'), rows: [['LOADS', 'INTERNAL']] });
  const staged = ['loads/2026/a.csv', 'loads/2026/b.csv', 'loads/old.csv'];
  double.answer(/^list '@loads\//i, { columns: text('name', 'size'), rows: staged.map((name) => [name, '12']) });
  session.type('select $1 from @lo\t');
  await session.waitFor(/from @loads\/\n[^]*loads\/2026 +folder\n[^]*loads\/old\.csv +file/);
  session.type('2');
  await session.waitFor((screen) => !screen.includes('old.csv'));
  session.type('\t');
  await session.waitFor(/from @loads\/2026\/\n[^]*a\.csv +file[^]*b\.csv +file/);
  session.type('b\t');
  await session.waitFor(/from @loads\/2026\/b\.csv$/);
  session.key('ctrl+c');
  session.type('alter session set timez\t');
  await session.waitFor(/set timezone$/i);
});
