// Ctrl-C at every stage, at the prompt of the built program: what the server was told, what the person sees, and that the
// next statement runs on the same session. One terminal for each engine walks through its stages.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startDatabricksDouble, type DatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { goesOn, walk } from '../support/cancel-walk.js';
import { databricksProfile, snowflakeProfile } from '../support/double-profiles.js';
import { startInPty, type PtySession } from '../support/pty.js';
import { atPrompt, START_MS } from '../support/repl-pty.js';
import { saveProfiles } from '../support/save-profiles.js';
import { pollUntil } from '../support/wait.js';

vi.setConfig({ testTimeout: 120_000 });

let home: string;
let snowflake: SnowflakeDouble;
let databricks: DatabricksDouble;
let session: PtySession;

const ROWS = { count: 300_000, make: (index: number) => [index, `row ${index}`] };

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-cancel-'));
  snowflake = await startSnowflakeDouble({ syncMs: 200 });
  databricks = await startDatabricksDouble();
  scriptDoubles();
  saveProfiles(home, [
    snowflakeProfile('sf', snowflake),
    snowflakeProfile('sf-browser', snowflake, { connection: { auth_mode: 'oauth_local' }, secrets: {} }),
    databricksProfile('dbx', databricks),
    databricksProfile('dbx-stopped', databricks, { connection: { http_path: databricks.stoppedPath } }),
  ]);
}, 60_000);
afterAll(async () => {
  await snowflake.stop();
  await databricks.stop();
  rmSync(home, { recursive: true, force: true });
});

function scriptDoubles(): void {
  const [id, text] = [
    { name: 'ID', type: 'fixed' },
    { name: 'T', type: 'text' },
  ];
  snowflake.answer(/^SELECT 1\b/, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
  snowflake.answer(/next/, { columns: [{ name: 'NEXT', type: 'fixed' }], rows: [[42]] });
  snowflake.answer(/starting/, { delayMs: Infinity, phases: ['RESUMING_WAREHOUSE'] });
  snowflake.answer(/queued/, { delayMs: Infinity, phases: ['QUEUED'] });
  snowflake.answer(/running/, { delayMs: Infinity, phases: ['RUNNING'] });
  snowflake.answer(/SHOW OBJECTS/, { delayMs: Infinity, phases: ['RUNNING'] });
  snowflake.answer(/long/, { columns: [id, text], rows: ROWS, chunks: 30 });
  databricks.answer(/next/, { columns: [{ name: 'NEXT', type: 'bigint' }], rows: [[42]] });
  databricks.answer(/queued/, { delayMs: Infinity, states: ['PENDING'] });
  databricks.answer(/running/, { delayMs: Infinity, states: ['RUNNING'] });
  databricks.answer(/long/, {
    columns: [
      { name: 'ID', type: 'bigint' },
      { name: 'T', type: 'string' },
    ],
    rows: ROWS,
  });
  databricks.answer(/slow/, { columns: [{ name: 'SLOW', type: 'bigint' }], rows: [[9]], delayMs: 3_000 });
}

function start(args: readonly string[]): PtySession {
  const env = { SMALLEX_HOME: home, SMALLEX_KEYRING: 'off', PW: 'snow', TOKEN: databricks.token, BROWSER: 'none' };
  return startInPty(args, { home, columns: 130, rows: 40, env });
}

/** The prompt is there before its connection is. */
async function isOpen(asked: () => boolean): Promise<void> {
  await session.waitFor((screen) => asked() && /\S>$/.test(screen) && !screen.includes('connecting'), START_MS);
  await goesOn({ session }, 'the start');
}

describe('at the start', () => {
  test.each([
    ['a login of Snowflake that hangs', 'sf', () => snowflake.misbehave('login', { do: 'hang' }, { times: 9 })],
    [
      'a session of Databricks that never opens',
      'dbx',
      () => databricks.misbehave('OpenSession', { do: 'hang' }, { times: 9 }),
    ],
  ])('%s is cancelled', async (_, profile, hang) => {
    const end = hang();
    session = start([profile]);
    await session.waitFor(/connecting/, START_MS);
    session.key('ctrl+c');
    await session.waitFor('Still connecting: Ctrl+C again cancels that');
    session.key('ctrl+c');
    await session.waitFor('Not connected: the login was cancelled.');
    end();
    await session.close();
  });
});

describe('Snowflake', () => {
  afterAll(() => session.close());

  test('at every stage', async () => {
    const before = snowflake.count('login');
    session = start(['sf']);
    await isOpen(() => snowflake.count('login') > before);
    const logins = snowflake.count('login');
    const asked = (): number => snowflake.count('abort');
    await walk({ session }, [
      { what: 'warehouse starting', enter: 'select starting;', seen: /warehouse starting · /, asked },
      { what: 'queued', enter: 'select queued;', seen: /queued · /, asked },
      { what: 'running', enter: 'select running;', seen: /running · .*query \S+/, asked },
      { what: 'listing', enter: '\\dt', seen: /listing · \d/, said: /^The listing was cancelled\.$/m, asked },
      {
        what: 'fetching page 1',
        trouble: () => snowflake.misbehave('chunk', { do: 'hang' }, { times: 99 }),
        enter: '\\pset maxrows 1000000\rselect long;',
        seen: /(?:running|fetching rows) · \d/,
      },
      {
        what: 'fetching page n',
        trouble: () => snowflake.misbehave('chunk', { do: 'hang' }, { times: 99, after: 3 }),
        enter: 'select long;',
        seen: /fetching rows · .* [\d,]+ rows/,
      },
      {
        what: 'exporting',
        trouble: () => snowflake.misbehave('chunk', { do: 'hang' }, { times: 99, after: 3 }),
        enter: 'select long \\g out.csv',
        seen: /writing out\.csv · .* rows/,
      },
      // A double is done with a statement at once: the cancel may come too late for that.
      {
        what: 'feeding a command',
        said: /Cancelled|Too late to cancel/,
        enter: 'select long \\g |echo fed; exec sleep 100',
        seen: /^fed$/m,
      },
    ]);
    expect(existsSync(path.join(home, 'out.csv'))).toBe(false);
    expect(readdirSync(home).filter((name) => name.includes('.tmp-'))).toEqual([]);
    expect(snowflake.count('login')).toBe(logins);
  });

  test('connecting by \\c, and its login in a browser: the session that was in use goes on', async () => {
    await walk({ session }, [
      {
        what: 'connecting',
        trouble: () => snowflake.misbehave('login', { do: 'hang' }, { times: 9 }),
        enter: '\\c sf',
        seen: /connecting · /,
        said: /^"sf" was not opened; this is still "sf"\.$/m,
      },
      {
        what: 'login in a browser',
        enter: '\\c sf-browser',
        seen: /Open this address to log in/,
        said: /^"sf-browser" was not opened; this is still "sf"\.$/m,
      },
    ]);
  });
});

describe('Databricks', () => {
  afterAll(() => session.close());

  test('at every stage', async () => {
    const sessions = databricks.count('OpenSession');
    session = start(['dbx']);
    await isOpen(() => databricks.count('OpenSession') > sessions);
    const opened = databricks.count('OpenSession');
    const left = (): number => databricks.count('ExecuteStatement') - databricks.count('CloseOperation');
    const before = left();
    const asked = (): number => databricks.count('CancelOperation');
    await walk({ session }, [
      { what: 'queued', enter: 'select queued;', seen: /queued · /, asked },
      { what: 'running', enter: 'select running;', seen: /running · .*query \S+/, asked },
      {
        what: 'fetching page 1',
        trouble: () => databricks.misbehave('FetchResults', { do: 'hang' }, { times: 99 }),
        enter: '\\pset maxrows 1000000\rselect long;',
        seen: /(?:running|fetching rows) · \d/,
        asked,
      },
      {
        what: 'fetching page n',
        trouble: () => databricks.misbehave('FetchResults', { do: 'hang' }, { times: 99, after: 2 }),
        enter: 'select long;',
        seen: /fetching rows · .* [\d,]+ rows/,
        asked,
      },
      {
        what: 'exporting',
        trouble: () => databricks.misbehave('FetchResults', { do: 'hang' }, { times: 99, after: 2 }),
        enter: 'select long \\g out.csv',
        seen: /writing out\.csv · .* rows/,
        asked,
      },
      // A double is done with a statement at once: the cancel may come too late for that.
      {
        what: 'feeding a command',
        said: /Cancelled|Too late to cancel/,
        enter: 'select long \\g |echo fed; exec sleep 100',
        seen: /^fed$/m,
      },
    ]);
    expect(existsSync(path.join(home, 'out.csv'))).toBe(false);
    expect(databricks.count('OpenSession')).toBe(opened);
    // What was cancelled is closed, too: a session that goes on would keep its rows on the server.
    await pollUntil('all statements to be closed', () => left() === before, session.screen);
  });

  test('where the server confirms nothing, the second Ctrl-C says what may still run, with its id', async () => {
    const end = databricks.misbehave('CancelOperation', { do: 'hang' }, { times: 9 });
    session.type('select running;\r');
    await session.waitFor(/running · .*query \S+/);
    session.key('ctrl+c');
    await session.waitFor('cancelling; Ctrl+C again stops waiting');
    session.key('ctrl+c');
    await session.waitFor(/Stopped waiting \(query [\w-]+\); the server did not confirm.*the statement may still run/);
    end();
    await goesOn({ session }, 'abandoned');
  });

  test('while the warehouse starts: it is told, and the session that was in use goes on', async () => {
    await walk({ session }, [
      {
        what: 'warehouse starting',
        enter: '\\c dbx-stopped',
        seen: /\(y\/N\)|start/i,
        said: /^"dbx-stopped" was not opened; this is still "dbx"\.$/m,
      },
    ]);
  });

  test('detached: started, left, listed, fetched, cancelled; SIGHUP cancels only what is waited for', async () => {
    session.type('select slow \\g &\r');
    await session.waitFor(/\[1\] runs without being waited for: \\result 1 shows its rows, query [\w-]+/);
    session.type('select running;\r');
    await session.waitFor(/running · .*query \S+/);
    session.key('ctrl+x', 'ctrl+d');
    await session.waitFor(/\[2\] runs without being waited for/);
    session.type('\\queries\r');
    await session.waitFor(/2 +│ running/);
    await session.waitFor('[1] is done: \\result 1');
    session.type('\\result 1\r');
    await session.waitFor(/SLOW\n─+\n\s+9\n1 row/);
    const cancels = databricks.count('CancelOperation');
    session.type('\\cancel 2\r');
    await session.waitFor(/\[2\] Cancelled.*the server confirmed it/);
    expect(databricks.count('CancelOperation')).toBe(cancels + 1);
    session.type('select running;>\r');
    await session.waitFor(/\[3\] runs without being waited for/);
    session.type('select queued;\r');
    await session.waitFor(/queued · /);
    session.signal('SIGHUP');
    await session.exit();
    expect(databricks.count('CancelOperation')).toBe(cancels + 2);
  });
});

describe('DuckDB', () => {
  afterAll(() => session.close());

  test('at every stage', async () => {
    session = startInPty(['demo'], {
      home,
      columns: 130,
      rows: 40,
      env: { SMALLEX_HOME: home, SMALLEX_KEYRING: 'off' },
    });
    await atPrompt(session);
    // On a quiet machine a million rows are imported before there is anything to see of it.
    writeFileSync(path.join(home, 'big.csv'), `a,b,c,d\n${'1,x,2.5,2024-01-01\n'.repeat(4_000_000)}`);
    const nothing = /^Nothing was imported\.$/m;
    const endless = 'select count(*) from range(1000000000000) t(x) where x % 7 = 3';
    const long = 'select * from range(100000000000) t(long)';
    await walk({ session }, [
      { what: 'running', enter: `${endless};`, seen: /running · / },
      { what: 'fetching', enter: `\\pset maxrows 999999999\r${long};`, seen: /fetching rows · .* rows/ },
      { what: 'exporting', enter: `${long} \\g out.md`, seen: /writing out\.md · .* rows/ },
      { what: 'a file of \\o', enter: `\\o out.tsv\r${long};`, seen: /writing out\.tsv · .* rows/ },
      {
        what: 'exporting by DuckDB itself',
        enter: `${long} \\g out.csv`,
        seen: /writing out\.csv · [\d.]+ [kMG]B · [\d.]+ [kMG]B\/s · /,
      },
      { what: 'looking through a file', enter: '\\import big.csv', seen: /looking through big\.csv · /, said: nothing },
      { what: 'importing', enter: '\\import --yes big.csv', seen: /importing · / },
      { what: 'feeding a command', enter: `${long} \\g |echo fed; exec sleep 100`, seen: /^fed$/m },
      // Before there is a command, while it starts, and once it is there.
      ...['', ' ', '  '].map((blanks) => ({
        what: 'starting a command',
        enter: `select 1 \\g |${blanks}echo fed; sleep 100`,
        seen: /\S/,
        said: /^Stopped\.$|was ended by SIGINT|^Cancelled/m,
      })),
    ]);
    expect(readdirSync(home).filter((name) => name.includes('out.'))).toEqual([]);
    session.type('select * from big;\r');
    await session.waitFor('Table with name big does not exist');
  });
});
