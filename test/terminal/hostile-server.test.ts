// A server that tries to reach the terminal: by names of columns, values, messages and errors. And one that nobody vouches for.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProfileStore } from '../../source/profiles/index.js';
import { startDatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble } from '../doubles/snowflake.js';
import { startInPty } from '../support/pty.js';
import { START_MS } from '../support/repl-pty.js';
import { runCli } from '../support/run-cli.js';

// Into the clipboard, the window's title, and a device status report that types an answer.
const ATTACK = '\u001b]52;c;aGFja2Vk\u0007\u001b]0;owned\u0007\u001b[6n\u009b31m\u202e';

test('names, values, messages and errors of a server send nothing to the terminal', async () => {
  const home = mkdtempSync(join(tmpdir(), 'smallex-hostile-'));
  const double = await startSnowflakeDouble();
  double.answer('select 1', { columns: [{ name: `A${ATTACK}`, type: 'text' }], rows: [[`v${ATTACK}`]] });
  double.answer('select 2', {
    error: { code: '001003', sqlState: '42000', message: `no ${ATTACK} such`, line: 1, pos: 0 },
  });
  double.answer('create table t(a int)', { status: `Table ${ATTACK} created.` });
  const { account, host, port } = double;
  await new ProfileStore({ file: join(home, 'profiles.json') }).save({
    name: 'snow',
    engine: 'snowflake',
    connection: { account, host, port, protocol: 'http', user: 'fake' },
    secrets: { password: 'env:HOSTILE_SECRET' },
    settings: {},
  });
  const env = { HOSTILE_SECRET: 'snow', SMALLEX_HOME: home, SMALLEX_KEYRING: 'off' };
  const session = startInPty(['-P', 'snow'], { home, columns: 120, env });
  try {
    await session.waitFor(/>$/, START_MS);
    session.type('select 1;\r');
    await session.waitFor(/1 row/);
    session.type('select 2;\r');
    await session.waitFor(/Error: [^]*such/);
    session.type('create table t(a int);\r');
    await session.waitFor(/Table [^]*created\./);
    session.key('f3');
    await session.waitFor(/row 1 of 1/);
    session.type('q');
    await session.waitFor(/>$/);
    const log = session.emulator.log();
    for (const part of ['\u001b]52;', '\u001b]0;owned', '\u001b[6n', '\u009b', '\u202e'])
      expect(log).not.toContain(part);
    expect(log).toContain('␛]52;c;aGFja2Vk');
    session.key('ctrl+d');
    await session.exit();
  } finally {
    await session.close();
    await double.stop();
    rmSync(home, { recursive: true, force: true });
  }
});

test('a certificate that is not trusted is refused before a secret is sent; the sentence names ca_file', async () => {
  const home = mkdtempSync(join(tmpdir(), 'smallex-tls-'));
  const double = await startDatabricksDouble();
  try {
    await new ProfileStore({ file: join(home, 'profiles.json') }).save({
      name: 'spark',
      engine: 'databricks',
      connection: { server_hostname: double.host, port: double.port, http_path: double.path },
      secrets: { access_token: 'env:TLS_SECRET' },
      settings: {},
    });
    const { code, stderr } = await runCli(['-P', 'spark', '-c', 'SELECT 1'], {
      home,
      env: { TLS_SECRET: double.token },
    });
    expect(code).toBe(3);
    expect(stderr).toContain('is not trusted');
    expect(stderr).toContain('ca_file');
    expect(double.requests).toEqual([]);
  } finally {
    await double.stop();
    rmSync(home, { recursive: true, force: true });
  }
});
