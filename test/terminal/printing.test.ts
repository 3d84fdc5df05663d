// A result that fills the screen for long, stopped by Ctrl-C: at the prompt of each engine, in files that are the screen, in
// scripts. The terminal stops reading meanwhile, so that nothing depends on how fast it is.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startDatabricksDouble, type DatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { stopAmidText } from '../support/cancel-walk.js';
import { databricksProfile, snowflakeProfile } from '../support/double-profiles.js';
import { startInPty, type PtySession } from '../support/pty.js';
import { atPrompt, START_MS } from '../support/repl-pty.js';
import { saveProfiles } from '../support/save-profiles.js';

vi.setConfig({ testTimeout: 60_000 });

const TEN = 'abcdefghij';
const CHARACTERS = 8_000_000;
/** What a terminal and its buffers may have taken by then. */
const A_PART = CHARACTERS / 4;
const DUCKDB_SQL = `select repeat('${TEN}', ${CHARACTERS / 10}) as long`;

let home: string;
let snowflake: SnowflakeDouble;
let databricks: DatabricksDouble;
let session: PtySession;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-printing-'));
  snowflake = await startSnowflakeDouble();
  databricks = await startDatabricksDouble();
  const rows = [[TEN.repeat(CHARACTERS / 10)]];
  snowflake.answer(/long/, { columns: [{ name: 'LONG', type: 'text' }], rows });
  snowflake.answer(/next/, { columns: [{ name: 'NEXT', type: 'fixed' }], rows: [[42]] });
  databricks.answer(/long/, { columns: [{ name: 'LONG', type: 'string' }], rows });
  databricks.answer(/next/, { columns: [{ name: 'NEXT', type: 'bigint' }], rows: [[42]] });
  saveProfiles(home, [snowflakeProfile('sf', snowflake), databricksProfile('dbx', databricks)]);
}, 60_000);
afterAll(async () => {
  await snowflake.stop();
  await databricks.stop();
  rmSync(home, { recursive: true, force: true });
});

function start(...args: readonly string[]): PtySession {
  const env = { SMALLEX_HOME: home, SMALLEX_KEYRING: 'off', PW: 'snow', TOKEN: databricks.token };
  session = startInPty(args, { home, columns: 100, rows: 30, env });
  return session;
}

describe.each([
  ['DuckDB', 'demo', DUCKDB_SQL],
  ['Snowflake', 'sf', 'select long'],
  ['Databricks', 'dbx', 'select long'],
])('%s', (_, profile, sql) => {
  afterAll(() => session.close());

  test('a long text at the prompt is left off at Ctrl+C, its result kept; what follows runs', async () => {
    start(profile);
    await atPrompt(session);
    session.type('\\pset format csv\r');
    await session.waitFor(/format.* csv/i, START_MS);
    session.type(`${sql};\r`);
    const taken = await stopAmidText(session, TEN);
    await session.waitFor(/Stopped printing after [\d.]+ [kM]B of 8\.0 MB\. The result is kept: F3 opens it whole\./);
    expect(taken()).toBeLessThan(A_PART);
    await atPrompt(session);
    session.type('select 42 as next;\r');
    await session.waitFor(/^next\n42\n1 row/im);
    session.type('\\last 2\r');
    await session.waitFor('? keys');
    session.type('q');
    await atPrompt(session);
  });
});

describe('DuckDB', () => {
  afterAll(() => session.close());

  test('a file that is the screen: the same, and nothing is drawn into it', async () => {
    start('demo');
    await atPrompt(session);
    session.type('\\pset format csv\r');
    await session.waitFor(/format.* csv/i);
    session.type(`${DUCKDB_SQL} \\g /dev/stdout\r`);
    const taken = await stopAmidText(session, TEN);
    await session.waitFor('Stopped: the rest of the result was not written.');
    expect(taken()).toBeLessThan(A_PART);
    session.type('select 42 as next;\r');
    await session.waitFor(/^next\n42\n1 row/m);
    session.type('select 43 as small \\g /dev/stdout\r');
    await session.waitFor(/^small\n43\n1 row written to \/dev\/stdout/m);
  });
});

test('a script that prints to a terminal ends at Ctrl+C, with 130', async () => {
  start('--format', 'jsonl', '-c', DUCKDB_SQL, '-c', 'select 43');
  const taken = await stopAmidText(session, TEN);
  expect((await session.exit(START_MS)).code).toBe(130);
  expect(taken()).toBeLessThan(A_PART);
  expect(session.screen()).toMatch(/Stopped: the rest of the result was not written\.$/);
});
