// node bench/peers.js: installs the programs that `npm run bench -- export` measures beside smallex, each into a venv of
// its own (their requirements exclude one another), outside the clone: $SMALLEX_ENGINES_CACHE/peers.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const PEERS = {
  harlequin: ['harlequin==2.17.0', 'harlequin-snowflake==0.1.0'],
  snow: ['snowflake-cli==3.30.0'],
  duckdb: ['duckdb-cli==1.5.6'],
};
const folder = join(process.env.SMALLEX_ENGINES_CACHE ?? join(homedir(), '.cache', 'smallex-engines'), 'peers');
mkdirSync(folder, { recursive: true });
for (const [name, packages] of Object.entries(PEERS)) {
  const venv = join(folder, name);
  const mark = join(venv, 'installed');
  if (existsSync(mark)) continue;
  console.error(`Installing ${packages.join(' and ')} into ${venv}.`);
  rmSync(venv, { recursive: true, force: true });
  execFileSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' });
  const pip = ['-m', 'pip', 'install', '-q', '--no-cache-dir', '--disable-pip-version-check', ...packages];
  execFileSync(join(venv, 'bin', 'python'), pip, { stdio: 'inherit' });
  writeFileSync(mark, `${new Date().toISOString()}\n`);
}
