// To whom the program speaks: every address that it connects to or looks up, noted by a seam below the drivers.
import { mkdtempSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startDatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble } from '../doubles/snowflake.js';
import { startInPty } from '../support/pty.js';
import { runCli } from '../support/run-cli.js';
import { saveProfiles } from '../support/save-profiles.js';

const SEAM = `
import dns from 'node:dns';
import fs from 'node:fs';
import net from 'node:net';
import { syncBuiltinESMExports } from 'node:module';
const note = (line) => fs.appendFileSync(process.env.HOSTS_FILE, line + '\\n');
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [given] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof given === 'object' && given.path === undefined) note((given.host ?? 'localhost') + ':' + given.port);
  return connect.apply(this, args);
};
for (const from of [dns, dns.promises]) {
  const { lookup } = from;
  from.lookup = function (host, ...rest) { note(host); return lookup.call(this, host, ...rest); };
}
syncBuiltinESMExports();
`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-hosts-'));
  writeFileSync(path.join(home, 'seam.mjs'), SEAM);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const noted = (): string[] => {
  const file = path.join(home, 'hosts');
  return existsSync(file) ? [...new Set(readFileSync(file, 'utf8').trim().split('\n'))].sort() : [];
};

const env = () => ({
  HOSTS_FILE: path.join(home, 'hosts'),
  NODE_OPTIONS: `--import ${pathToFileURL(path.join(home, 'seam.mjs')).href}`,
  SMALLEX_HOME: home,
  SMALLEX_KEYRING: 'off',
  SECRET: 'snow',
});

function save(engine: string, connection: object, secret: string): void {
  const profile = { name: 'p', engine, connection, secrets: { [secret]: 'env:SECRET' }, settings: {} };
  saveProfiles(home, [profile]);
}

test('Snowflake: the account of the profile alone, in a script and at the prompt', async () => {
  const double = await startSnowflakeDouble();
  double.answer('select 42', { columns: [{ name: 'A', type: 'fixed' }], rows: [[42]] });
  const { account, host, port } = double;
  save('snowflake', { account, host, port, protocol: 'http', user: 'fake', warehouse: 'W1' }, 'password');
  try {
    const result = await runCli(['p', '-c', 'select 42', '--format', 'csv'], { home, env: env() });
    expect(result.stdout).toBe('A\n42\n');
    const session = startInPty(['p'], { home, env: env() });
    await session.waitFor('FAKE as', 30_000);
    session.type('select 42;\r');
    await session.waitFor(/A\n─+\n\s+42/);
    session.key('ctrl+d');
    await session.exit();
    await session.close();
    expect(noted().filter((line) => line.includes(':'))).toEqual([`${host}:${port}`]);
    expect(noted().filter((line) => !line.includes(':') && line !== host)).toEqual([]);
  } finally {
    await double.stop();
  }
});

test('Databricks: the workspace of the profile alone', async () => {
  const double = await startDatabricksDouble();
  double.answer('select 42', { columns: [{ name: 'a', type: 'bigint' }], rows: [[42]] });
  const place = { server_hostname: double.host, port: double.port, http_path: double.path, ca_file: double.caFile };
  save('databricks', place, 'access_token');
  try {
    const given = { ...env(), SECRET: double.token };
    const result = await runCli(['p', '-c', 'select 42', '--format', 'csv'], { home, env: given });
    expect(result.stdout).toBe('a\n42\n');
    expect(noted().filter((line) => line.includes(':'))).toEqual([`${double.host}:${double.port}`]);
    expect(noted().filter((line) => !line.includes(':') && line !== double.host)).toEqual([]);
  } finally {
    await double.stop();
  }
});

test('DuckDB, help, profiles and the doctor: nobody at all', async () => {
  for (const args of [['-c', 'select 42'], ['--help'], ['profiles'], ['doctor'], ['--version']]) {
    await runCli(args, { home, env: env() });
  }
  expect(noted()).toEqual([]);
});
