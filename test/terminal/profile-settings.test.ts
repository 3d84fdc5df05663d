// What a profile's settings do at the prompt, on one DuckDB file: row limit, no shell, the environment in the grid, the
// way back, and the file that is released while nobody uses it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInPty, type PtySession } from '../support/pty.js';
import { atPrompt, countOf } from '../support/repl-pty.js';
import { saveProfiles } from '../support/save-profiles.js';
import { pollUntil } from '../support/wait.js';

let home: string;
let file: string;
let session: PtySession;
beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-settings-'));
  file = path.join(home, 'shop.duckdb');
  const settings = { environment: 'staging', row_limit: 5, allow_shell: false, release_when_idle: true };
  const profile = {
    name: 'shop',
    engine: 'duckdb',
    connection: { auth_mode: 'file', path: file },
    secrets: {},
    settings,
  };
  saveProfiles(home, [profile]);
  session = startInPty(['shop'], { home, env: { SMALLEX_HOME: home, SMALLEX_KEYRING: 'off' }, columns: 100 });
  await atPrompt(session);
});
afterAll(async () => {
  await session.close();
  rmSync(home, { recursive: true, force: true });
});

test('row_limit: the result pauses there, and reads on', async () => {
  session.type('select i as n from range(12) r(i);\r');
  await session.waitFor(/\n\s+4\n[^]*5 rows/);
  expect(session.screen()).not.toMatch(/\n\s+11\n/);
  session.type('\\more 100\r');
  await session.waitFor(/\n\s+11\n/);
});

test('the environment stands in the prompt and in the grid', async () => {
  expect(session.screen()).toMatch(/\nshop [^\n]*staging>$/);
  session.type('\\grid\r');
  await session.waitFor(/\nstaging row 1 of 12/);
  session.type('q');
  await atPrompt(session);
});

test('allow_shell=false: neither \\! nor a command behind \\g', async () => {
  for (const [index, typed] of ['\\! echo ran', '\\o |cat', 'select 1 \\g |cat'].entries()) {
    session.type(`${typed}\r`);
    await session.waitFor((screen) => countOf(screen, 'forbids') === index + 1 && /staging>$/.test(screen));
  }
});

test('the way back is said while there is one', async () => {
  session.type('create table t as select 1 as n; begin; delete from t where n = 1;\r');
  await session.waitFor(/ROLLBACK/);
  session.type('rollback;\r');
  await session.waitFor((screen) => /[^*]>$/.test(screen));
});

test('release_when_idle: another program writes in between, and the next statement sees it', async () => {
  const code = `import { DuckDBInstance } from '@duckdb/node-api';
    const instance = await DuckDBInstance.create(${JSON.stringify(file)});
    await (await instance.connect()).run('insert into t values (4711)');
    instance.closeSync();`;
  const write = (): boolean =>
    spawnSync(process.execPath, ['--input-type=module', '-e', code], { stdio: 'pipe' }).status === 0;
  await pollUntil('the file to be free', write, () => session.screen(), 20_000);
  session.key('ctrl+l');
  session.type('from t;\r');
  await session.waitFor('4711');
}, 40_000);
