import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Saves profiles as those of a home folder, in place of what it has. */
export function saveProfiles(home: string, profiles: readonly object[]): void {
  const content = { version: 1, default: null, profiles };
  writeFileSync(join(home, 'profiles.json'), JSON.stringify(content), { mode: 0o600 });
}
