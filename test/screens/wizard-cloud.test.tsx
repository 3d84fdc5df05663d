import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProfileStore } from '../../source/profiles/store.js';
import type { Given } from '../../source/wizard/given.js';
import { WizardScreen } from '../../source/wizard/ink/screen.js';
import { startSession } from '../../source/wizard/run.js';
import type { WizardOutcome, WizardSession } from '../../source/wizard/session.js';
import { startDatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble } from '../doubles/snowflake.js';
import { renderScreen, type TestScreen } from '../support/screen.js';

// The wizard over the real backends and the real drivers, against doubles that speak the protocols and count.

let folder: string;
let store: ProfileStore;
let session: WizardSession;
let screen: TestScreen;
let stop: () => Promise<unknown>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smallex-wizard-'));
  store = new ProfileStore({ file: join(folder, 'profiles.json') });
});

afterEach(async () => {
  session.send({ type: 'leave' });
  const outcome = await session.finished;
  if (outcome.kind === 'saved') {
    await outcome.connection?.close();
    await outcome.login?.close();
  }
  await screen.end();
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

function open(given: Given): void {
  session = startSession(store, given, { env: { SMALLEX_KEYRING: 'off' } });
  screen = renderScreen(<WizardScreen session={session} />, { rows: 30 });
}

async function answer(question: string, text = ''): Promise<void> {
  await screen.waitFor(question);
  screen.type(text);
  screen.keys('enter');
}

/** Chooses from a list once it is there, by typing a part of it. */
async function choose(item: string): Promise<void> {
  await screen.waitFor((text) => text.includes('type to filter') && text.includes(item));
  screen.type(item);
  await screen.waitFor('Filter:');
  screen.keys('enter');
}

async function firstRow(outcome: WizardOutcome, sql: string): Promise<unknown> {
  if (outcome.kind !== 'saved' || !outcome.connection) throw new Error('Nothing was handed over.');
  const statement = await outcome.connection.execute(sql);
  for await (const rows of statement.batches()) return rows[0];
  return undefined;
}

describe('the wizard over real drivers', () => {
  test('Snowflake: a wrong password and a wrong warehouse, mended in place', async () => {
    const double = await startSnowflakeDouble();
    stop = () => double.stop();
    double.answer('select 42', { columns: [{ name: 'A', type: 'fixed' }], rows: [[42]] });
    double.answer(/^SELECT 1\b/, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
    const set = { host: double.host, port: String(double.port), protocol: 'http' };
    open({ engine: 'snowflake', auth: 'password', set });
    await answer('Account', 'myorg-acct');
    await answer('User', 'fake');
    await answer('Password', 'not-it');
    await answer('Change: Password');
    await screen.waitFor('❯ ••••••');
    screen.keys('ctrl+u');
    screen.type('snow\r');
    await choose('SYSADMIN');
    await answer('Secondary roles');
    await choose('Type a name');
    await screen.waitFor('Enter leaves it empty');
    screen.type('NOWHERE\r');
    await choose('DEMO');
    await choose('SALES');
    await answer('Change: Warehouse');
    await choose('SMALLEX_WH');
    await screen.waitFor('What shall this connection be called?');
    expect(double.count('login')).toBe(2);
    screen.keys('enter');
    await answer('What kind of data');
    await screen.waitFor('Where shall the password be kept?');
    screen.type('nowhere\r');
    const outcome = await session.finished;
    expect(await firstRow(outcome, 'select 42')).toEqual(['42']);
    expect(outcome).toMatchObject({ profile: { connection: { warehouse: 'SMALLEX_WH', schema: 'SALES' } } });
    expect(double.count('login')).toBe(2);
  });

  test('Databricks: lists of warehouses, catalogs and schemas without starting one; a wrong token mended', async () => {
    const double = await startDatabricksDouble();
    stop = () => double.stop();
    double.answer('select 42', { columns: [{ name: 'a', type: 'int' }], rows: [[42]] });
    const set = { port: String(double.port), ca_file: double.caFile };
    open({ engine: 'databricks', auth: 'token', set });
    await answer('Workspace', double.host);
    await answer('Access token', 'not-it');
    await answer('Change: Access token');
    await screen.waitFor('❯ ••••••');
    screen.keys('ctrl+u');
    screen.type(`${double.token}\r`);
    await screen.waitFor((text) => text.includes('Warehouse') && text.includes('type to filter'));
    expect(double.count('OpenSession')).toBe(0);
    screen.keys('enter');
    await choose('main');
    await choose('sales');
    await screen.waitFor('What shall this connection be called?');
    screen.keys('enter');
    await answer('What kind of data');
    await screen.waitFor('Where shall the access token be kept?');
    screen.type('nowhere\r');
    const outcome = await session.finished;
    expect(await firstRow(outcome, 'select 42')).toEqual(['42']);
    expect(outcome).toMatchObject({ profile: { connection: { catalog: 'main', schema: 'sales' } } });
    expect(JSON.stringify(store.list())).not.toContain(double.token);
  });
});
