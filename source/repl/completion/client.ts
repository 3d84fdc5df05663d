import { readdirSync } from 'node:fs';
import { META_COMMANDS } from '../../meta/index.js';
import type { ProfileStore } from '../../profiles/index.js';
import { expandTilde } from '../../support/paths.js';
import type { ClientSources } from './client-pool.js';

/** Profiles, commands and files of this machine. */
export function clientSources(profiles: ProfileStore): ClientSources {
  return {
    commands: META_COMMANDS,
    profiles: () => profiles.list().map(({ name, engine }) => ({ name, type: engine })),
    files(folder) {
      try {
        return readdirSync(expandTilde(folder === '' ? '.' : folder), { withFileTypes: true })
          .map((entry) => ({ name: entry.name, type: entry.isDirectory() ? 'folder' : 'file' }))
          .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      } catch {
        return [];
      }
    },
  };
}
