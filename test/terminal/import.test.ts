import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli, type CliResult } from '../support/run-cli.js';

const FIXTURES = path.resolve(import.meta.dirname, '../unit/profiles/imports/fixtures/home');
const SECRETS = ['hunter#2', 'dapi0123456789', 'dose0123456789', 'plain passphrase', 'md-token', 'dapi-in-dbt'];

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-import-'));
  cpSync(FIXTURES, home, { recursive: true });
  for (const file of [
    '.snowflake/connections.toml',
    '.snowflake/config.toml',
    '.snowsql/config',
    '.databrickscfg',
    '.dbt/profiles.yml',
  ]) {
    chmodSync(path.join(home, file), 0o600);
  }
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const run = (...args: string[]): Promise<CliResult> => runCli(args, { home, cwd: home });
const noSecrets = ({ stdout, stderr }: CliResult): void => {
  for (const secret of SECRETS) expect(stdout + stderr).not.toContain(secret);
};

describe('smallex import', () => {
  test('a dry run shows everything and saves nothing; then it is saved; then nothing is new', async () => {
    const dry = await run('import', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(/prod .*snowflake:prod .*key_pair/);
    expect(dry.stdout).toMatch(/dbt:jaffle_shop\.unset[^]*NO_SUCH_ACCOUNT is not set/);
    expect(dry.stderr).toContain('Nothing was saved');
    noSecrets(dry);
    expect((await run('profiles')).stdout).toBe('');

    const first = await run('import');
    expect(first.stderr).toMatch(/19 new, 8 skipped/);
    // No keyring here: nothing is copied.
    expect(first.stderr).toContain('stay in the files they are in');
    noSecrets(first);
    const saved = readFileSync(path.join(home, 'profiles.json'), 'utf8');
    for (const secret of SECRETS) expect(saved).not.toContain(secret);

    const second = await run('import', '--format', 'json');
    const lines = JSON.parse(second.stdout) as { result: string }[];
    expect(lines.filter(({ result }) => result === 'unchanged')).toHaveLength(19);
    expect(readFileSync(path.join(home, 'profiles.json'), 'utf8')).toBe(saved);
  });

  test('one tool alone', async () => {
    const { stdout } = await run('import', '--from', 'databricks', '--dry-run', '--format', 'json');
    const lines = JSON.parse(stdout) as { from: string }[];
    expect(lines.every(({ from }) => from.startsWith('databricks:'))).toBe(true);
    expect(lines).toHaveLength(7);
  });
});

describe('opening what other tools know', () => {
  test('by its tool and name, without importing', async () => {
    const { code, stdout, stderr } = await run('dbt:duck.memory', '-c', 'select 42 answer', '--format', 'csv');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'answer\n42\n' });
    expect(stderr).toContain('dbt:duck.memory from');
    expect((await run('profiles')).stdout).toBe('');
  });

  test('by a bare name that only one tool has', async () => {
    const { code, stdout, stderr } = await run('duck.memory', '-c', 'select 1 a', '--format', 'csv');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'a\n1\n' });
    expect(stderr).toContain('dbt:duck.memory');
  });

  test('what can’t be opened says why; what isn’t there names the nearest', async () => {
    const skipped = await run('snowflake:kerberos', '-c', 'select 1');
    expect(skipped.code).toBe(2);
    expect(skipped.stderr).toContain('no login for the authenticator "KERBEROS"');
    expect((await run('dbt:duck.memry', '-c', 'select 1')).stderr).toContain('Did you mean "duck.memory"?');
  });
});
