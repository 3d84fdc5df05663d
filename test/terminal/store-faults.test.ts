import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pollUntil } from '../support/wait.js';
import { resultOf, runCli, startCli, type CliResult } from '../support/run-cli.js';

// What can happen to the file of profiles, seen on the built program: nothing that was saved is lost, and what can't be
// done is said in a sentence. Two writers of which one is killed stand in test/unit/profiles/writers.test.ts.

const CLI = path.resolve(import.meta.dirname, '../../dist/cli.js');
const SETUP = ['setup', '--engine', 'duckdb', '--auth', 'memory', '--name'];

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-faults-'));
  file = path.join(home, 'profiles.json');
});
afterEach(() => {
  chmodSync(home, 0o700);
  rmSync(home, { recursive: true, force: true });
});

const run = (...args: string[]): Promise<CliResult> => runCli(args, { home });
const names = async (): Promise<readonly string[]> => {
  const { stdout } = await run('profiles', 'export');
  return (JSON.parse(stdout) as { profiles: { name: string }[] }).profiles.map(({ name }) => name);
};
/** A sentence on stderr, no stack, and nothing on stdout. */
function said({ code, stdout, stderr }: CliResult, expected: RegExp): void {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(expected);
  expect(stderr).not.toMatch(/^ +at /m);
}

describe('a change that can’t be written', () => {
  test('in a home that is closed: reading goes on, saving says why', async () => {
    expect((await run(...SETUP, 'first')).code).toBe(0);
    const before = readFileSync(file, 'utf8');
    // Root passes every permission, but makes no folder inside of a file.
    const closed = path.join(home, 'a-file');
    writeFileSync(closed, '');
    said(await runCli([...SETUP, 'second'], { home: path.join(closed, 'home'), cwd: home }), /can't be (?:saved|read)/);
    if (process.getuid?.() !== 0) {
      chmodSync(home, 0o500);
      said(await run('profiles', 'copy', 'first', 'second'), /can't be (?:saved|changed)/);
      expect((await run('first', '-c', 'select 42', '--format', 'csv')).stdout).toBe('42\n42\n');
      chmodSync(home, 0o700);
    }
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('on a full disk: the file stays as it was, and nothing half is left', async () => {
    expect((await run(...SETUP, 'first')).code).toBe(0);
    const before = readFileSync(file, 'utf8');
    // The shell's limit on the size of files stands in for a full disk: every write of this program fails, once the
    // signal that comes with it is caught.
    const caught = 'data:text/javascript,process.on("SIGXFSZ",()=>0)';
    const full = spawnSync(
      'sh',
      [
        '-c',
        'ulimit -f 0; exec "$@"',
        'sh',
        process.execPath,
        '--import',
        caught,
        CLI,
        'profiles',
        'copy',
        'first',
        'second',
      ],
      { env: { PATH: process.env['PATH'], HOME: home, SMALLEX_HOME: home, SMALLEX_KEYRING: 'off' }, encoding: 'utf8' },
    );
    said({ code: full.status, signal: full.signal, stdout: full.stdout, stderr: full.stderr }, /can't be saved/);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(readdirSync(home).filter((name) => name !== 'state')).toEqual(['profiles.json']);
    expect((await run('profiles', 'copy', 'first', 'second')).code).toBe(0);
  });
});

test('a file that is a link into another folder stays a link, and the change lands there', async () => {
  const dotfiles = path.join(home, 'dotfiles');
  mkdirSync(dotfiles);
  const real = path.join(dotfiles, 'smallex.json');
  writeFileSync(real, JSON.stringify({ version: 1, profiles: [] }), { mode: 0o644 });
  symlinkSync(real, file);
  expect((await run(...SETUP, 'linked')).code).toBe(0);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, 'utf8')).toContain('"linked"');
  expect(statSync(real).mode & 0o077).toBe(0);
});

test('a plain secret that others can read isn’t used; chmod lets it, and doctor names it', async () => {
  const profile = {
    name: 'p',
    engine: 'snowflake',
    connection: { auth_mode: 'password', account: 'a-b', user: 'u', host: '127.0.0.1', port: 1, protocol: 'http' },
    secrets: { password: 'plain:canary-8b' },
  };
  writeFileSync(file, JSON.stringify({ version: 1, profiles: [profile] }));
  chmodSync(file, 0o644);
  const refused = await run('-P', 'p', '-c', 'select 1');
  said(refused, /No password for "p": It stands in .*profiles\.json in plain text, which others can read/);
  expect(refused.stderr).toContain(`chmod 600 ${file}`);
  expect(refused.stderr).not.toContain('canary-8b');
  expect((await run('doctor')).stdout).toContain('can be read by others');
  chmodSync(file, 0o600);
  // Now it is a matter of reaching the host.
  expect((await run('-P', 'p', '-c', 'select 1')).code).toBe(3);
});

test('setups that are killed at any moment leave a file that reads, with what was saved before', async () => {
  expect((await run(...SETUP, 'first')).code).toBe(0);
  for (let round = 0; round < 6; round++) {
    const child = startCli(['profiles', 'copy', 'first', `copy-${round}`], { home });
    const ended = resultOf(child);
    // Sooner and later: before the lock, under it, behind it.
    const lock = `${file}.lock`;
    await pollUntil(
      'a start',
      () => child.exitCode !== null || round % 2 === 0 || hasFile(lock),
      () => '',
    );
    child.kill('SIGKILL');
    await ended;
    expect(await names()).toContain('first');
  }
  // The lock of one that was killed counts as gone after five seconds.
  expect((await run('profiles', 'copy', 'first', 'last')).code).toBe(0);
  expect(await names()).toEqual(expect.arrayContaining(['first', 'last']));
});

test('eight changes at once lose none', async () => {
  expect((await run(...SETUP, 'first')).code).toBe(0);
  const copies = Array.from({ length: 8 }, (_, index) => `copy-${index}`);
  const results = await Promise.all(copies.map((name) => run('profiles', 'copy', 'first', name)));
  expect(results.map(({ code }) => code)).toEqual(copies.map(() => 0));
  expect(await names()).toEqual([...copies, 'first']);
});

function hasFile(name: string): boolean {
  return readdirSync(path.dirname(name)).includes(path.basename(name));
}
