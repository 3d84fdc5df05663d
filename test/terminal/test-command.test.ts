import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { runCli, type CliResult } from '../support/run-cli.js';
import { saveProfiles } from '../support/save-profiles.js';

// `smallex test` as built, on the real drivers.

let home: string;
let double: SnowflakeDouble;
beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-test-'));
  double = await startSnowflakeDouble();
  double.answer(/^SELECT 1\b/, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
});
afterEach(async () => {
  await double.stop();
  rmSync(home, { recursive: true, force: true });
});

const duck = (name: string, connection = {}): object => ({ name, engine: 'duckdb', connection });
const snow = (name: string, variable: string): object => ({
  name,
  engine: 'snowflake',
  connection: {
    auth_mode: 'password',
    account: 'double',
    user: 'fake',
    host: double.host,
    port: double.port,
    protocol: 'http',
    warehouse: 'SMALLEX_WH',
    database: 'DEMO',
    schema: 'SALES',
  },
  secrets: { password: `env:${variable}` },
});
const save = (...profiles: object[]): void => saveProfiles(home, profiles);
const run = (...args: string[]): Promise<CliResult> =>
  runCli(args, { home, env: { RIGHT: 'snow', WRONG: 'canary-7f' } });

interface Reported {
  readonly profile: string;
  readonly ok: boolean;
  readonly stages: readonly { readonly stage: string; readonly state: string; readonly ms: number | null }[];
  readonly facts: Readonly<Record<string, unknown>> | null;
  readonly warnings: readonly string[];
  readonly error: {
    readonly code: string;
    readonly stage: string;
    readonly message: string;
    readonly hint: string;
  } | null;
}
const reported = ({ stdout }: CliResult): readonly Reported[] => JSON.parse(stdout) as readonly Reported[];

describe('smallex test', () => {
  test('one profile: its stages with their times, then what is known of the connection', async () => {
    save(snow('sales', 'RIGHT'));
    const { code, stdout, stderr } = await run('test', 'sales');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/✓ login +.*\d+ ms/);
    expect(stdout).toMatch(/✓ warehouse +SMALLEX_WH +\d+ ms/);
    expect(stdout).toMatch(/✓ select +\d+ ms/);
    expect(stdout).toMatch(/user +fake/i);
    expect(stdout).toMatch(/in +DEMO\.SALES/);
    expect(stdout).toMatch(/latency +\d+ ms/);
    expect(double.count('login')).toBe(1);
  });

  test('as data: facts, stages and errors under one name each; exit 3 when one fails', async () => {
    save(
      snow('right', 'RIGHT'),
      duck('gone', { auth_mode: 'file', path: '/nowhere/at/all.duckdb', read_only: true }),
      duck('memory'),
    );
    const result = await run('test', '--all', '--format', 'json');
    expect(result.code).toBe(3);
    expect(result.stderr).toBe('');
    const [gone, memory, right] = reported(result);
    expect([gone!.profile, memory!.profile, right!.profile]).toEqual(['gone', 'memory', 'right']);
    // The password here is "snow": words of our own are not cut for it.
    expect(right).toMatchObject({
      ok: true,
      engine: 'snowflake',
      login: 'password',
      facts: { user: expect.any(String) as string, warehouse: 'SMALLEX_WH', catalog: 'DEMO', schema: 'SALES' },
      error: null,
    });
    expect(right!.facts!['latency_ms']).toBeGreaterThan(0);
    expect(right!.stages.map(({ stage }) => stage)).toContain('select');
    expect(memory!.facts!['server_version']).toMatch(/^v?\d+\./);
    expect(gone).toMatchObject({ ok: false, facts: null });
    expect(gone!.error!.message).toContain('/nowhere/at/all.duckdb');
  });

  test('a refused login is sent once, though two profiles are made of it; neither shows the password', async () => {
    save(snow('first', 'WRONG'), snow('second', 'WRONG'));
    const result = await run('test', 'first', 'second');
    expect(result.code).toBe(3);
    expect(double.count('login')).toBe(1);
    expect(result.stderr).toContain('"first" logs in the same way and was refused');
    expect(result.stderr).toContain('2 of 2 failed: first, second.');
    expect(result.stdout + result.stderr).not.toContain('canary-7f');
  });

  test('a secret that is not there is a failure with its next step, not a login', async () => {
    save(snow('unset', 'NO_SUCH_VARIABLE'));
    const result = await run('test', 'unset', '--format', 'json');
    expect(result.code).toBe(3);
    expect(reported(result)[0]!.error!.message).toContain('NO_SUCH_VARIABLE is not set');
    expect(double.count('login')).toBe(0);
  });

  test('names that are none, and no profiles at all', async () => {
    expect(await run('test', '--all')).toMatchObject({ code: 2 });
    save(duck('memory'));
    const wrong = await run('test', 'memry');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('Did you mean "memory"?');
    expect((await run('test', 'memory', '--format', 'csv')).code).toBe(2);
  });
});
