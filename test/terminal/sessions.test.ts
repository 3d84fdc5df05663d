// Sessions at the prompt: transactions are asked about, parked sessions are listed, a file is released for others.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ProfileStore } from '../../source/profiles/index.js';
import { startInPty, type PtySession } from '../support/pty.js';

let session: PtySession;
afterEach(() => session.close());

async function start(...files: readonly string[]): Promise<void> {
  session = startInPty(['--version'], { columns: 100 });
  await session.exit();
  const { home } = session;
  const store = new ProfileStore({ file: path.join(home, 'profiles.json') });
  for (const file of files) {
    const connection = { path: path.join(home, `${file}.duckdb`) };
    await store.save({ name: file, engine: 'duckdb', connection, secrets: {}, settings: {} });
  }
  session = startInPty([files[0]!], { home, env: { SMALLEX_HOME: home }, columns: 100 });
  await session.waitFor('Ctrl+D quits', 30_000);
}

test('quitting in a transaction asks; no stays, and yes ends it', async () => {
  await start('sales');
  session.type('begin;\r');
  await session.waitFor('*>');
  session.type('\\q\r');
  await session.waitFor('The open transaction on "sales" would be rolled back. Quit anyway?');
  session.type('n');
  session.type('\r');
  await session.waitFor((screen) => !screen.includes('Quit anyway?') || screen.trimEnd().endsWith('*>'));
  session.type('rollback;\r');
  await session.waitFor(/sales[^*\n]*>\s*$/);
  session.type('\\q\r');
  expect(await session.exit()).toEqual({ code: 0, signal: 0 });
});

test('\\c alone asks which profile; the session that was left is listed as parked, with its transaction', async () => {
  await start('sales', 'stock');
  session.type('begin;\r');
  await session.waitFor('*>');
  session.type('\\c\r');
  await session.waitFor('Which profile?');
  session.type('stock\r');
  await session.waitFor('The transaction on "sales" stays open in its parked session');
  session.type('\\conninfo\r');
  await session.waitFor('sales (holds the open transaction)');
  session.type('\\profiles\r');
  await session.waitFor(/sales\s.*parked/);
  session.type('\\c -\r');
  await session.waitFor(/sales[^\n]*\*>\s*$/);
});

test('\\release lets another program write into the file, and the next statement sees it', async () => {
  await start('sales');
  session.type('create table t(x int);\r');
  await session.waitFor('CREATE TABLE t');
  session.type('\\release\r');
  await session.waitFor('is free for other programs');
  const file = path.join(session.home, 'sales.duckdb');
  const code = `import { DuckDBInstance } from '@duckdb/node-api';
    const instance = await DuckDBInstance.create(${JSON.stringify(file)});
    await (await instance.connect()).run('insert into t values (4711)');
    instance.closeSync();`;
  execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: process.cwd(), stdio: 'pipe' });
  session.type('from t;\r');
  await session.waitFor('4711');
});
