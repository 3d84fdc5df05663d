import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where `node bench/peers.js` installs the peers. */
const FOLDER = join(process.env['SMALLEX_ENGINES_CACHE'] ?? join(homedir(), '.cache', 'smallex-engines'), 'peers');

/** The program of a peer; null where it isn't installed. */
export function peer(venv: 'harlequin' | 'snow' | 'duckdb', program: string): string | null {
  const path = join(FOLDER, venv, 'bin', program);
  return existsSync(join(FOLDER, venv, 'installed')) && existsSync(path) ? path : null;
}
