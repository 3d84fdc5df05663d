import { readdirSync } from 'node:fs';
import { META_COMMANDS, PSET_OPTIONS, type Variables } from '../../meta/index.js';
import type { ProfileStore } from '../../profiles/index.js';
import { expandTilde } from '../../support/paths.js';
import type { ClientSources } from './client-pool.js';

/** Profiles, commands, variables and files of this machine. */
export function clientSources(profiles: ProfileStore, variables: Variables): ClientSources {
  return {
    commands: META_COMMANDS,
    profiles: () => profiles.list().map(({ name, engine }) => ({ name, type: engine })),
    variables: () => [
      { name: 'variables', type: 'switch', detail: 'Whether :name is filled into SQL.' },
      { name: 'editing', type: 'switch', detail: 'emacs or vi.' },
      ...variables.entries().map(([name, value]) => ({ name, type: 'variable', detail: value })),
    ],
    displayOptions: PSET_OPTIONS,
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
