import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli, type CliResult } from '../support/run-cli.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-doctor-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const run = (...args: string[]): Promise<CliResult> => runCli(args, { home, cwd: home });

describe('smallex doctor', () => {
  test('looks at the machine, a sentence each, and needs no network', async () => {
    const { code, stdout } = await run('doctor', '--format', 'json');
    const findings = JSON.parse(stdout) as { topic: string; level: string; message: string; next?: string }[];
    expect(code).toBe(0);
    const topics = new Set(findings.map(({ topic }) => topic));
    for (const topic of ['Node', 'Driver', 'Terminal', 'Files', 'Profiles', 'Keyring', 'Proxy', 'Certificates']) {
      expect(topics).toContain(topic);
    }
    expect(topics).not.toContain('DNS');
    // The tests switch the keyring off.
    expect(findings.find(({ topic }) => topic === 'Keyring')).toMatchObject({ level: 'warning' });
    for (const { level, next } of findings) expect(next !== undefined).toBe(level !== 'ok');
  });

  test('ends with 1 when the host of a profile isn’t there, and says the next step', async () => {
    const env = { SNOWFLAKE_ACCOUNT: 'acme-prod', SNOWFLAKE_USER: 'ada', SNOWFLAKE_HOST: 'no-such-host.invalid' };
    const { code, stdout, stderr } = await runCli(['doctor', 'snowflake:env'], { home, cwd: home, env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ DNS +There is no host no-such-host\.invalid \(\w+\)\.\n +→ Check the name/);
    expect(stderr).toContain('Problems: 1.');
  });

  test('names the nearest where there is no such profile', async () => {
    expect(await run('doctor', 'nobody')).toMatchObject({ code: 2, stdout: '' });
  });
});
