import { afterEach, describe, expect, test } from 'vitest';
import { startDatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import type { PtySession } from '../support/pty.js';
import {
  openDatabricksSetup,
  openSnowflakeSetup,
  setUpDatabricks,
  setUpSnowflake,
  type SnowflakePlace,
} from '../support/setup-journey.js';
import { accept, answer, choose } from '../support/wizard-pty.js';

// The built program with the real drivers, against doubles that speak the protocols and count.

let session: PtySession;
let stop: () => Promise<unknown>;
afterEach(async () => {
  await session.close();
  await stop();
});

async function snowflake(): Promise<{ readonly double: SnowflakeDouble; readonly place: SnowflakePlace }> {
  const double = await startSnowflakeDouble();
  stop = () => double.stop();
  double.answer('select 42', { columns: [{ name: 'ANSWER', type: 'fixed' }], rows: [[42]] });
  double.answer(/^SELECT 1\b/, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
  const place = {
    host: double.host,
    port: double.port,
    account: 'myorg-acct',
    user: 'fake',
    password: 'snow',
    warehouse: 'SMALLEX_WH',
    database: 'DEMO',
    schema: 'SALES',
    logins: () => double.count('login'),
  };
  return { double, place };
}

test('Snowflake: setup to the first result, three mistakes mended in place, one login a password', async () => {
  const { double, place } = await snowflake();
  session = await openSnowflakeSetup(place);
  await setUpSnowflake(session, place);
  session.type('select 42;\r');
  await session.waitFor(/ANSWER\n─+\n\s+42\n1 row/);
  expect(double.count('login')).toBe(2);
  expect(session.scrollback()).not.toContain('snow\n');
  session.key('ctrl+d');
  expect(await session.exit()).toEqual({ code: 0, signal: 0 });
  expect(session.leftOn()).toEqual([]);
});

test('Databricks: setup to the first result, three mistakes mended in place, one session for test and prompt', async () => {
  const double = await startDatabricksDouble();
  stop = () => double.stop();
  double.answer('select 42', { columns: [{ name: 'answer', type: 'int' }], rows: [[42]] });
  const place = {
    host: double.host,
    port: double.port,
    caFile: double.caFile,
    token: double.token,
    warehouse: 'Shared',
    catalog: 'main',
    schema: 'sales',
    sessions: () => double.count('OpenSession'),
  };
  session = await openDatabricksSetup(place);
  await setUpDatabricks(session, place);
  const opened = double.count('OpenSession');
  session.type('select 42;\r');
  await session.waitFor(/answer\n─+\n\s+42\n1 row/);
  expect(double.count('OpenSession')).toBe(opened);
  session.key('ctrl+d');
  expect(await session.exit()).toEqual({ code: 0, signal: 0 });
  expect(session.leftOn()).toEqual([]);
});

describe('Ctrl-C leaves at every stage', () => {
  async function leave(): Promise<void> {
    session.key('ctrl+c');
    expect(await session.exit()).toEqual({ code: 130, signal: 0 });
    expect(session.leftOn()).toEqual([]);
    expect(session.screen()).toContain('Nothing was saved.');
  }

  test('at the password', async () => {
    const { double, place } = await snowflake();
    session = await openSnowflakeSetup(place);
    await answer(session, 'Account', place.account);
    await answer(session, 'User', place.user);
    await session.waitFor('Password');
    session.type('sno');
    await session.waitFor('•••');
    await leave();
    expect(double.count('login')).toBe(0);
  });

  test('while it logs in', async () => {
    const { double, place } = await snowflake();
    double.misbehave('login', { do: 'hang' });
    session = await openSnowflakeSetup(place);
    await logIn(place);
    await session.waitFor('Logging in to Snowflake');
    await leave();
  });

  test('at a failed login', async () => {
    const { place } = await snowflake();
    session = await openSnowflakeSetup(place);
    await logIn({ ...place, password: 'not-it' });
    await session.waitFor('The login to Snowflake failed.');
    await leave();
  });

  test('at a list from the server: the session is closed', async () => {
    const { double, place } = await snowflake();
    session = await openSnowflakeSetup(place);
    await logIn(place);
    await session.waitFor((screen) => screen.includes('type to filter') && screen.includes('SYSADMIN'));
    await leave();
    expect(double.count('logout')).toBe(1);
  });

  test('while it tests', async () => {
    const { double, place } = await snowflake();
    double.answer(/^SELECT 1\b/, { columns: [], rows: [], delayMs: Infinity });
    session = await openSnowflakeSetup(place);
    await logIn(place);
    await accept(session, 'Role');
    await answer(session, 'Secondary roles');
    await accept(session, 'Warehouse');
    await choose(session, 'Database', 'DEMO');
    await choose(session, 'Schema', 'SALES');
    await session.waitFor('Testing the connection');
    await leave();
  });

  async function logIn(place: SnowflakePlace): Promise<void> {
    await answer(session, 'Account', place.account);
    await answer(session, 'User', place.user);
    await answer(session, 'Password', place.password);
  }
});
