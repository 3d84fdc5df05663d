import { expect } from 'vitest';
import { startInPty, type PtySession } from './pty.js';
import { START_MS } from './repl-pty.js';
import { accept, answer, choose, correct, typeInstead } from './wizard-pty.js';

const NOT_YET = 'The connection does not work yet.';

export interface SnowflakePlace {
  readonly host: string;
  readonly port: number;
  readonly account: string;
  readonly user: string;
  readonly password: string;
  readonly warehouse: string;
  readonly database: string;
  readonly schema: string;
  /** Login requests that the server has had so far. */
  readonly logins: () => Promise<number> | number;
}

/** `smallex setup` for Snowflake by password, up to the question for the account. */
export async function openSnowflakeSetup({ host, port }: SnowflakePlace, home?: string): Promise<PtySession> {
  const set = ['--set', `host=${host}`, '--set', `port=${port}`, '--set', 'protocol=http'];
  return openSetup(['--engine', 'snowflake', '--auth', 'password', ...set], 'Account', home);
}

/**
 * A person who mistypes password, warehouse and schema, and mends each where it is told, up to the prompt: one login
 * request a password, and none for the prompt.
 */
export async function setUpSnowflake(session: PtySession, place: SnowflakePlace): Promise<void> {
  const before = await place.logins();
  await answer(session, 'Account', place.account);
  await answer(session, 'User', place.user);
  await answer(session, 'Password', 'not-it');
  await accept(session, 'The login to Snowflake failed.');
  expect(await place.logins()).toBe(before + 1);
  await correct(session, 'Password', place.password);
  await accept(session, 'Role');
  await answer(session, 'Secondary roles');
  await typeInstead(session, 'Warehouse', 'NOWHERE');
  await choose(session, 'Database', place.database);
  await typeInstead(session, 'Schema', 'NOTHING');
  await accept(session, NOT_YET);
  // The wrong warehouse was told at its own stage, before schema and SELECT were tried.
  await choose(session, 'Warehouse', place.warehouse);
  await session.waitFor((screen) => screen.includes(NOT_YET) && /✗ Schema/.test(screen) && /✓ Warehouse/.test(screen));
  session.key('enter');
  await choose(session, 'Schema', place.schema);
  await finish(session, 'password');
  expect(await place.logins()).toBe(before + 2);
}

export interface DatabricksPlace {
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
  readonly token: string;
  /** The name of a running warehouse, as the list shows it. */
  readonly warehouse: string;
  readonly catalog: string;
  readonly schema: string;
  /** Sessions opened on the warehouse so far. */
  readonly sessions: () => Promise<number> | number;
}

/** `smallex setup` for Databricks by token, up to the question for the workspace. */
export async function openDatabricksSetup({ port, caFile }: DatabricksPlace, home?: string): Promise<PtySession> {
  const set = ['--set', `port=${port}`, '--set', `ca_file=${caFile}`];
  return openSetup(['--engine', 'databricks', '--auth', 'token', ...set], 'Workspace', home);
}

/** As above: a wrong token, warehouse and schema; no warehouse is asked before the choice of one. */
export async function setUpDatabricks(session: PtySession, place: DatabricksPlace): Promise<void> {
  const before = await place.sessions();
  await answer(session, 'Workspace', place.host);
  await answer(session, 'Access token', 'not-it');
  await accept(session, 'The login to Databricks failed.');
  await correct(session, 'Access token', place.token);
  await typeInstead(session, 'Warehouse', '/sql/1.0/warehouses/0000000000000000');
  expect(await place.sessions()).toBe(before);
  await choose(session, 'Catalog', place.catalog);
  await typeInstead(session, 'Schema', 'nothing');
  await session.waitFor((screen) => screen.includes(NOT_YET) && /✗ Warehouse/.test(screen), START_MS);
  session.key('enter');
  await choose(session, 'Warehouse', place.warehouse);
  await session.waitFor((screen) => screen.includes(NOT_YET) && /✗ Schema/.test(screen), START_MS);
  session.key('enter');
  await choose(session, 'Schema', place.schema);
  await finish(session, 'access token');
}

async function openSetup(args: readonly string[], question: string, home?: string): Promise<PtySession> {
  const session = startInPty(['setup', ...args], {
    rows: 40,
    columns: 100,
    env: { SMALLEX_KEYRING: 'off' },
    ...(home !== undefined && { home }),
  });
  await session.waitFor(question, START_MS);
  return session;
}

async function finish(session: PtySession, secret: string): Promise<void> {
  await session.waitFor('What shall this connection be called?', START_MS);
  session.key('ctrl+u');
  session.type('proved\r');
  await accept(session, 'What kind of data is behind it?');
  await choose(session, `Where shall the ${secret} be kept?`, 'Nowhere');
  await session.waitFor((screen) => /^proved .*>$/m.test(screen.split('\n').at(-1)!), START_MS);
}
