import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { startInPty } from '../support/pty.js';
import { countOf, START_MS } from '../support/repl-pty.js';
import { runCli } from '../support/run-cli.js';
import { matches, pollUntil } from '../support/wait.js';

// tmux is a terminal of its own: it splits and joins what it is given to write, and sends keys in one read.
const hasTmux = spawnSync('tmux', ['-V']).status === 0;

const CLI = path.resolve(import.meta.dirname, '../../dist/cli.js');

const PROCEDURE = [
  'create or replace procedure tidy(days float)',
  'returns string',
  'language javascript',
  'as $$',
  '  var done = 0; // not the end;',
  '  if (days > 0) { done = 1; }',
  "  return 'tidied; ' + done;",
  '$$;',
];

let home: string;
let socket: string;
let double: SnowflakeDouble;
beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-tmux-'));
  socket = path.join(home, 'tmux');
});
afterEach(async () => {
  const panes = spawnSync('tmux', ['-S', socket, 'list-panes', '-a', '-F', '#{pane_pid}'], { encoding: 'utf8' });
  const programs = panes.stdout.trim().split('\n').filter(Boolean).map(Number);
  spawnSync('tmux', ['-S', socket, 'kill-server']);
  // What loses its terminal writes its draft on the way out.
  await pollUntil(
    'the end of the program',
    () => !programs.some(isRunning),
    () => programs.join(),
  );
  await double.stop();
  rmSync(home, { recursive: true, force: true });
});

function tmux(...args: string[]): string {
  // An argument that ends in ; would end tmux's command.
  const words = args.map((word) => (word.endsWith(';') ? `${word.slice(0, -1)}\\;` : word));
  return execFileSync('tmux', ['-S', socket, ...words], { encoding: 'utf8' });
}

function screen(): string {
  return tmux('capture-pane', '-p', '-t', 'main').trimEnd();
}

function waitFor(wanted: string | RegExp | ((screen: string) => boolean), ms = 10_000): Promise<void> {
  return pollUntil(String(wanted), () => matches(screen(), wanted), screen, ms);
}

/** Types a text as `tmux send-keys` does, all of it in one go. */
function send(...keys: string[]): void {
  for (const key of keys) {
    if (/^(?:Enter|C-.|Up|Down)$/.test(key)) tmux('send-keys', '-t', 'main', key);
    else tmux('send-keys', '-t', 'main', '-l', key);
  }
}

/** Starts a profile on the double in tmux, at 80 × 12. */
async function start(): Promise<void> {
  double = await startSnowflakeDouble();
  double.answer(/^create or replace procedure/i, { status: 'Function TIDY successfully created.' });
  double.answer(/^SELECT 1\b/, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
  double.answer('select 42', { columns: [{ name: 'ANSWER', type: 'fixed' }], rows: [[42]] });
  const set = {
    account: 'myorg-acct',
    user: 'fake',
    password: 'env:SNOW',
    host: double.host,
    port: double.port,
    protocol: 'http',
  };
  const flags = Object.entries(set).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const env = { SMALLEX_HOME: home, SMALLEX_KEYRING: 'off', SNOW: 'snow' };
  const made = await runCli(['setup', '--engine', 'snowflake', '--auth', 'password', ...flags, '--name', 'double'], {
    home,
    env,
  });
  expect(made.stderr).toContain('Saved as "double"');
  const variables = { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8', ...env };
  const words = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
  const command = `exec env ${words.join(' ')} '${process.execPath}' '${CLI}' double`;
  tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'main', '-x', '80', '-y', '12', command);
  await waitFor((text) => text.endsWith('>'), START_MS);
}

/** The procedure arrived whole and once, and its answer is on the screen. */
async function expectCreatedOnce(): Promise<void> {
  await waitFor('successfully created');
  const sent = double.statements.filter((sql) => /procedure/i.test(sql));
  expect(sent).toHaveLength(1);
  expect(sent[0]!.trimEnd()).toBe(PROCEDURE.join('\n').replace(/;$/, ''));
  expect(screen()).not.toContain('Error');
}

describe.skipIf(!hasTmux)('a procedure with a $$ body in tmux at 80 × 12 (needs tmux on the PATH)', () => {
  test('typed line by line', async () => {
    await start();
    for (const line of PROCEDURE.slice(0, -1)) {
      send(line, 'Enter');
      await waitFor((text) => /[-$]>$/.test(text) && text.includes(line.trim().slice(0, 30)));
      expect(double.statements.filter((sql) => /procedure/i.test(sql))).toEqual([]);
    }
    send('$$;', 'Enter');
    await expectCreatedOnce();
  });

  test.each([
    ['bracketed', ['-p']],
    ['as plain keys', []],
  ])('pasted %s', async (_how, flags) => {
    await start();
    tmux('set-buffer', '--', PROCEDURE.join('\n'));
    tmux('paste-buffer', ...flags, '-t', 'main');
    await waitFor((text) => text.endsWith('$$;'));
    expect(double.statements.filter((sql) => /procedure/i.test(sql))).toEqual([]);
    send('Enter');
    await expectCreatedOnce();
  });

  test('sent by send-keys in one go', async () => {
    await start();
    const keys = PROCEDURE.flatMap((line) => [line, 'Enter']);
    tmux('send-keys', '-t', 'main', ...keys);
    await expectCreatedOnce();
  });
});

describe.skipIf(!hasTmux)('a session in tmux (needs tmux on the PATH)', () => {
  test('goes on when it is attached to, resized and left again', async () => {
    await start();
    send('select');
    await waitFor((text) => text.endsWith('> select'));
    const client = startInPty([], { program: ['tmux', '-S', socket, 'attach', '-t', 'main'], columns: 60, rows: 20 });
    await client.waitFor('> select');
    client.type(' 42');
    await client.waitFor('> select 42');
    tmux('detach-client', '-s', 'main');
    await client.exit();
    await client.close();
    tmux('resize-window', '-t', 'main', '-x', '80', '-y', '12');
    await waitFor((text) => text.endsWith('> select 42'));
    send(';', 'Enter');
    await waitFor(/ANSWER\n─+\n\s+42\n1 row/);
  });

  test('leaves no stale rows when its window gets narrower and wider', async () => {
    await start();
    const sql = 'select order_id, customer_id, ordered_at, status, amount, note from orders where status';
    send(sql);
    const isWhole = (text: string): boolean => text.replaceAll(/\s/g, '').endsWith(sql.replaceAll(' ', ''));
    await waitFor(isWhole);
    for (const [columns, rows] of [
      [40, 12],
      [120, 30],
      [60, 20],
    ] as const) {
      tmux('resize-window', '-t', 'main', '-x', String(columns), '-y', String(rows));
      await waitFor((text) => isWhole(text) && countOf(text, 'select order_id') === 1);
    }
  });

  test('ends when its window is closed, and logs out', async () => {
    await start();
    const pid = Number(tmux('display-message', '-p', '-t', 'main', '#{pane_pid}'));
    tmux('kill-session', '-t', 'main');
    await pollUntil(
      'the end of the program',
      () => !isRunning(pid) && double.count('logout') > 0,
      () => '',
    );
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
