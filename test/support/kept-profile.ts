import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Profile } from '../../source/profiles/profile.js';
import type { SnowflakeDouble } from '../doubles/snowflake.js';
import { saveProfiles } from './save-profiles.js';

/** A home folder with one profile, `p`. */
function homeWith(profile: Omit<Profile, 'name' | 'settings'> & { readonly settings?: Profile['settings'] }): string {
  const home = mkdtempSync(join(tmpdir(), 'smallex-home-'));
  saveProfiles(home, [{ settings: {}, ...profile, name: 'p' }]);
  return home;
}

/** A home folder whose profile `p` leads to a double in some login mode. */
export function snowflakeHome(
  double: SnowflakeDouble,
  connection: Profile['connection'],
  secrets: Profile['secrets'] = {},
): string {
  const place = double.tls
    ? { host: double.ssoHost, proxy_host: '127.0.0.1', proxy_port: double.tls.proxy.port }
    : { host: double.host, port: double.port, protocol: 'http' };
  return homeWith({ engine: 'snowflake', connection: { account: double.account, ...place, ...connection }, secrets });
}

/** A program that stands in for a browser: it opens the address and goes where it is sent. */
export function browserProgram(folder: string): string {
  const file = join(folder, 'browser.mjs');
  writeFileSync(file, `#!${process.execPath}\nawait fetch(process.argv[2]).then((page) => page.text());\n`);
  chmodSync(file, 0o700);
  return file;
}
