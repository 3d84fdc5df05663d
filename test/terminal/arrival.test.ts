// The prompt is there before the connection is: what can be done at it meanwhile, and what becomes of a login.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { snowflakeHome } from '../support/kept-profile.js';
import { startInPty, type PtySession } from '../support/pty.js';

vi.setConfig({ testTimeout: 60_000 });
const START = 30_000;

let session: PtySession | undefined;
let double: SnowflakeDouble | undefined;
let home: string;
afterEach(async () => {
  await session?.close();
  await double?.stop();
  double = undefined;
  rmSync(home, { recursive: true, force: true });
});

async function onSnowflake(password: string): Promise<SnowflakeDouble> {
  double = await startSnowflakeDouble();
  double.answer('select 42', { columns: [{ name: 'ANSWER', type: 'fixed' }], rows: [[42]] });
  double.answer(/^SELECT 1\b/, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
  home = snowflakeHome(double, { user: 'fake', warehouse: 'W1' }, { password });
  return double;
}

function start(args: readonly string[] = ['p']): PtySession {
  const env = { SMALLEX_HOME: home, SMALLEX_KEYRING: 'off', PW: 'snow', SMALLEX_KEEP_LOGINS: 'no' };
  session = startInPty(args, { home, columns: 110, rows: 40, env });
  return session;
}

/** The prompt as the last line, with what is typed at it. */
const standing = (typed: string) => (screen: string) =>
  screen.split('\n').some((line) => /^p snowflake\b.*>/.test(line) && line.endsWith(typed === '' ? '>' : `> ${typed}`));

test('a slow login: commands and typing work, a statement waits and can be taken back, one login', async () => {
  const server = await onSnowflake('env:PW');
  let letIn: () => void = () => undefined;
  server.misbehave('login', { do: 'hold', until: new Promise((resolve) => (letIn = resolve)) });
  const pty = start();
  await pty.waitFor(/Snowflake p · fake · W1[^]*\np snowflake .*>\nconnecting/, START);
  pty.type('\\set greeting hello\r\\set\r');
  await pty.waitFor(/greeting.*hello/);
  pty.type('\\profiles\r');
  await pty.waitFor('not connected');
  pty.type('select * from \t');
  await pty.waitFor('Nothing is connected yet');
  pty.key('escape');
  await pty.waitFor((screen) => !screen.includes('Nothing is connected yet'));
  pty.key('ctrl+c');
  await pty.waitFor(standing('select * from ^C'));
  pty.type('select 42;\r');
  await pty.waitFor(/connecting.*Ctrl\+C takes it back/);
  pty.key('ctrl+c');
  await pty.waitFor((screen) => standing('select 42;')(screen) && screen.includes('Ctrl+C again cancels it'));
  expect(server.count('login')).toBe(1);
  pty.key('enter');
  await pty.waitFor(/connecting.*Ctrl\+C takes it back/);
  pty.type('\\echo second\r');
  await pty.waitFor('It waits for the connection, too');
  letIn();
  await pty.waitFor(/ANSWER\n─+\n\s+42[^]*\nsecond\n/, START);
  await pty.waitFor('FAKE as');
  expect(server.statements.filter((sql) => sql.startsWith('select 42'))).toHaveLength(1);
  expect(server.count('login')).toBe(1);
  pty.key('ctrl+d');
  expect(await pty.exit(START)).toEqual({ code: 0, signal: 0 });
});

test('a refused login is said, keeps what was typed, and is not sent again before \\c; Ctrl+C twice ends one', async () => {
  const server = await onSnowflake('env:PW');
  server.refuse('login', { code: '390100', message: 'Incorrect username or password was specified.' });
  const pty = start();
  await pty.waitFor(standing(''), START);
  pty.type('select 42;');
  await pty.waitFor(/\\c p logs in again; smallex setup --edit p changes the profile\./, START);
  await pty.waitFor(standing('select 42;'));
  pty.key('enter');
  await pty.waitFor('"p" is not connected: its login was refused.');
  await pty.waitFor(standing('select 42;'));
  expect(server.count('login')).toBe(1);
  pty.key('ctrl+c');
  server.misbehave('login', { do: 'delay', ms: 500 });
  pty.type('\\c p\r');
  await pty.waitFor('FAKE as', START);
  pty.type('select 42;\r');
  await pty.waitFor(/ANSWER\n─+\n\s+42/);
  expect(server.count('login')).toBe(2);
  pty.key('ctrl+d');
  expect((await pty.exit(START)).code).toBe(0);

  server.misbehave('login', { do: 'hang' });
  const again = start();
  await again.waitFor(/\nconnecting/, START);
  again.key('ctrl+c');
  await again.waitFor('Still connecting: Ctrl+C again cancels that');
  again.key('ctrl+c');
  await again.waitFor('Not connected: the login was cancelled.');
  again.key('ctrl+d');
  expect((await again.exit(START)).code).toBe(130);
});

test('a question of the login waits for a pause in the typing, and takes nothing that was typed', async () => {
  const server = await onSnowflake('prompt');
  const pty = start();
  pty.type('select 42;');
  await pty.waitFor('Enter the password of "p".', START);
  expect(standing('select 42;')(pty.screen())).toBe(true);
  pty.type('snow\r');
  await pty.waitFor('FAKE as', START);
  expect(standing('select 42;')(pty.screen())).toBe(true);
  expect(pty.scrollback()).not.toContain('snow\n');
  pty.key('enter');
  await pty.waitFor(/ANSWER\n─+\n\s+42/);
  expect(server.count('login')).toBe(1);
});

test('a DuckDB file that another program holds: said at the prompt, and the next statement tries again', async () => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-arrival-'));
  const file = path.join(home, 'shop.duckdb');
  const code = `import { DuckDBInstance } from '@duckdb/node-api';
    const instance = await DuckDBInstance.create(${JSON.stringify(file)});
    await (await instance.connect()).run('create table t as select 4711 as n');
    console.log('held');
    process.stdin.on('data', () => { instance.closeSync(); process.exit(); });`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  const pty = start([file]);
  await pty.waitFor(/The next statement tries again; \\c NAME opens a profile\./, START);
  holder.stdin.write('x');
  await once(holder, 'exit');
  pty.type('from t;\r');
  await pty.waitFor('4711', START);
  await pty.waitFor((screen) => !screen.includes('not connected'));
  pty.key('ctrl+d');
  expect((await pty.exit(START)).code).toBe(0);
});

test('a data file that can’t be read ends the program with the error: there is nothing to type at', async () => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-arrival-'));
  const file = path.join(home, 'broken.parquet');
  execFileSync('sh', ['-c', `printf nonsense > ${file}`]);
  const pty = start([file]);
  expect((await pty.exit(START)).code).toBe(1);
  expect(pty.scrollback()).toContain('broken.parquet');
  expect(pty.leftOn()).toEqual([]);
});
