import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { startInPty, type PtySession } from '../support/pty.js';
import { atPrompt, countOf, startDemo, START_MS } from '../support/repl-pty.js';
import { runCli } from '../support/run-cli.js';

const ENDLESS = 'select count(*) from range(1000000000000) t(x) where x % 7 = 3';

let home: string;
let session: PtySession;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-detached-'));
});
afterEach(async () => {
  await session.close();
  rmSync(home, { recursive: true, force: true });
});

describe('on DuckDB', () => {
  test('the waiting line alone changes while a statement runs', async () => {
    session = await startDemo({ home });
    session.type(`${ENDLESS};\r`);
    await session.waitFor(/running · \d/);
    const others = (): string[] =>
      session
        .screen()
        .split('\n')
        .filter((line) => !line.includes('running · '));
    const before = others();
    const from = session.emulator.log().length;
    const frames = (): string[] => session.emulator.log().slice(from).split('\u001b[?2026h').slice(1);
    // The last one may be under way. One row is written, and it is that one: others only place the cursor.
    const drawn = (): string[] =>
      frames()
        .slice(0, -1)
        .filter((frame) => frame.includes('\u001b[2K'));
    await session.waitFor(() => drawn().length > 1);
    expect(others()).toEqual(before);
    // The terminal shows each frame at once, so that nothing of it flickers.
    for (const frame of frames().slice(0, -1)) expect(frame).toMatch(/\u001b\[\?2026l/);
    // The prompt below it is not touched.
    for (const frame of drawn()) {
      expect(frame.split('\u001b[2K')).toEqual([expect.anything(), expect.stringMatching(/running · [\d.]+ s/)]);
      expect(frame).not.toContain('memory.main');
    }
    expect(session.screen()).toMatch(/running · [\d.]+ s · Ctrl\+C cancels, F8 leaves it/);
    session.key('ctrl+c');
    await session.waitFor('Cancelled; the server confirmed it.');
  });

  test('Ctrl+X Ctrl+D leaves what runs, others run meanwhile, \\cancel ends it', async () => {
    session = await startDemo({ home });
    session.type(`${ENDLESS};\r`);
    await session.waitFor(/running · /);
    session.key('ctrl+x', 'ctrl+d');
    await session.waitFor('[1] runs without being waited for: \\result 1 shows its rows');
    session.type('select 42 as beside;\r');
    await session.waitFor(/beside\n─+\n\s+42/);
    session.type('\\queries\r');
    await session.waitFor(/1 +│ running/);
    session.type('\\cancel 1\r');
    await session.waitFor('[1] Cancelled; the server confirmed it.');
  });

  test('\\g & and ;> start without waiting, \\result shows the rows, quitting warns once', async () => {
    session = await startDemo({ home });
    session.type('select 7 as seven \\g &\r');
    await session.waitFor('[1] is done: \\result 1');
    session.type('select 8 as eight;>\r');
    await session.waitFor('[2] is done: \\result 2');
    session.type('\\result 1\r');
    await session.waitFor(/seven\n─+\n\s+7\n1 row/);
    session.type('\\result\r');
    await session.waitFor(/eight\n─+\n\s+8\n1 row/);
    session.type('begin;\rselect 1 \\g &\r');
    await session.waitFor('A transaction is open: its statements are waited for.');
    session.type(`rollback;\r${ENDLESS} \\g &\r`);
    await session.waitFor('[3] runs without being waited for');
    session.key('ctrl+d');
    await session.waitFor('1 statement still runs inside this program');
    session.key('ctrl+d');
    expect(await session.exit()).toEqual({ code: 0, signal: 0 });
  });

  test('Ctrl+C cancels a query that feeds a command, and so does the end of the command', async () => {
    session = await startDemo({ home });
    session.type(`${ENDLESS} \\g |sleep 100\r`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    session.key('ctrl+c');
    await session.waitFor('Cancelled; the server confirmed it.');
    await atPrompt(session);
    session.type(`${ENDLESS} \\g |true\r`);
    await session.waitFor('The command has ended. Cancelled; the server confirmed it.');
    await atPrompt(session);
    session.type('select * from range(100000000) \\g |head -4\r');
    await session.waitFor(/range\n─+\n +0/);
    await atPrompt(session);
    session.type('select 5 as alive;\r');
    await session.waitFor(/alive\n─+\n\s+5/);
  });
});

test('a line that is typed while a command has the terminal runs when it has ended', async () => {
  session = await startDemo({ home });
  session.type('\\! echo at work; sleep 1\r');
  await session.waitFor(/^at work$/m);
  session.type('select 7 as ahead;\r');
  await session.waitFor(/ahead\n─+\n\s+7/);
});

describe('on the Snowflake double', () => {
  let double: SnowflakeDouble;
  beforeEach(async () => {
    double = await startSnowflakeDouble();
    double.answer(/^SELECT 1\b/, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
    double.answer('select 42 as answer', { columns: [{ name: 'ANSWER', type: 'fixed' }], rows: [[42]] });
    double.answer(/endless/, { delayMs: Infinity, phases: ['RESUMING_WAREHOUSE', 'QUEUED', 'RUNNING'] });
    double.answer(/slow/, { columns: [{ name: 'SLOW', type: 'fixed' }], rows: [[9]], delayMs: 12_000 });
    const set = { account: 'myorg-acct', user: 'fake', password: 'env:SNOW', host: double.host, port: double.port };
    const flags = Object.entries({ ...set, protocol: 'http' }).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const made = await runCli(['setup', '--engine', 'snowflake', '--auth', 'password', ...flags, '--name', 'double'], {
      home,
      env: { SNOW: 'snow' },
    });
    expect(made.stderr).toContain('Saved as "double"');
  });
  afterEach(() => double.stop());

  async function start(): Promise<void> {
    session = startInPty(['double'], {
      home,
      columns: 130,
      env: { SMALLEX_HOME: home, SMALLEX_KEYRING: 'off', SNOW: 'snow' },
    });
    await session.waitFor((screen) => /\S>$/.test(screen), START_MS);
  }

  test('\\g & is sent as an asynchronous statement and goes on when the prompt is left; its rows are there later', async () => {
    await start();
    session.type('select slow \\g &\r');
    await session.waitFor(/\[1\] runs without being waited for: \\result 1 shows its rows, query [\w-]+/);
    const asked = double.requests.find(({ kind, body }) => kind === 'query' && JSON.stringify(body).includes('slow'));
    expect(asked?.body).toMatchObject({ asyncExec: true });
    const logouts = double.count('logout');
    session.key('ctrl+d');
    await session.exit();
    const id = /query ([\w-]{36}) goes on on the server/i.exec(session.scrollback())?.[1];
    expect(id).toBeDefined();
    expect(double.count('logout')).toBe(logouts);
    expect(double.count('abort')).toBe(0);
    await start();
    session.type(`\\result ${id}\r`);
    await session.waitFor(/SLOW\n─+\n\s+9\n1 row/, 30_000);
  });

  test('SIGHUP cancels what runs on the server, and logs out', async () => {
    await start();
    session.type('select endless;\r');
    await session.waitFor(/running · /);
    session.signal('SIGHUP');
    expect(await session.exit()).toEqual({ code: 0, signal: 1 });
    expect(double.count('abort')).toBeGreaterThan(0);
  });

  test('Ctrl+C cancels on the server, and the next statement runs on the same session', async () => {
    await start();
    const logins = double.count('login');
    session.type('select endless;\r');
    await session.waitFor(/running · /);
    session.key('ctrl+c');
    await session.waitFor(/Cancelled .*the server confirmed it/);
    expect(double.count('abort')).toBeGreaterThan(0);
    session.type('select 42 as answer;\r');
    await session.waitFor(/ANSWER\n─+\n\s+42/);
    expect(double.count('login')).toBe(logins);
    expect(countOf(session.screen(), 'Error')).toBe(0);
  });

  test('where the server confirms nothing, the second Ctrl+C says what may still run', async () => {
    await start();
    double.misbehave('abort', { do: 'hang' }, { times: 9 });
    session.type('select endless;\r');
    await session.waitFor(/running · /);
    session.key('ctrl+c');
    await session.waitFor('cancelling; Ctrl+C again stops waiting');
    session.key('ctrl+c');
    await session.waitFor(/Stopped waiting.*the statement may still run/);
    session.type('select 42 as answer;\r');
    await session.waitFor(/ANSWER\n─+\n\s+42/);
  });
});
