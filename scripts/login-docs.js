// Writes the table of docs/logins.md: every login mode is run, and what a person sees goes into the page. The test that
// does it also holds the page to it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'offline', 'test/contract/login-table.test.ts'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, SMALLEX_WRITE_DOCS: '1' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
