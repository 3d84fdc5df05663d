import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundConnection, ImportWorld, Reading } from '../../../../source/profiles/imports/found.js';
import { temporaryFolder } from '../folder.js';

export const FIXTURES = join(import.meta.dirname, 'fixtures');

/** A copy of the home folder full of other tools' files, all closed to others, and a world that looks there. */
export function worldOf(env: NodeJS.ProcessEnv = {}): ImportWorld {
  const home = temporaryFolder();
  cpSync(join(FIXTURES, 'home'), home, { recursive: true });
  for (const file of FILES) chmodSync(join(home, file), 0o600);
  const cwd = join(home, 'elsewhere');
  mkdirSync(cwd);
  return { env, home, cwd, platform: 'linux' };
}

export const FILES = [
  '.snowflake/connections.toml',
  '.snowflake/config.toml',
  '.snowsql/config',
  '.databrickscfg',
  '.dbt/profiles.yml',
];

/** The connection of that name. */
export function named(reading: Reading, id: string): FoundConnection {
  const found = reading.connections.find((one) => one.id === id);
  if (!found) throw new Error(`No ${id}; skipped: ${JSON.stringify(reading.skipped)}`);
  return found;
}
