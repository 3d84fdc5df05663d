import { readdirSync } from 'node:fs';
import { META_COMMANDS, PSET_OPTIONS, QueryStore, type Local, type Variables } from '../../meta/index.js';
import type { EngineName } from '../../backends/base.js';
import type { ProfileStore } from '../../profiles/index.js';
import { placeholders } from '../../sql/index.js';
import { expandTilde } from '../../support/paths.js';
import type { ClientSources } from './client-pool.js';

/** Profiles, commands, variables, saved queries and files of this machine. */
export function clientSources(
  profiles: ProfileStore,
  variables: Variables,
  session: () => { readonly name: string; readonly engine: EngineName },
  local: () => Pick<Local, 'list' | 'json'>,
): ClientSources {
  return {
    commands: META_COMMANDS,
    profiles: () => profiles.list().map(({ name, engine }) => ({ name, type: engine })),
    variables: () => [
      { name: 'variables', type: 'switch', detail: 'Whether :name is filled into SQL.' },
      { name: 'editing', type: 'switch', detail: 'emacs or vi.' },
      { name: 'wayback', type: 'switch', detail: 'Whether the way back is told after a change.' },
      { name: 'bell', type: 'seconds', detail: 'It rings when a statement took as long.' },
      ...variables.entries().map(([name, value]) => ({ name, type: 'variable', detail: value })),
    ],
    displayOptions: PSET_OPTIONS,
    results: () => local().list(),
    json: (column) => local().json(column),
    savedQueries: () =>
      new QueryStore(session().name)
        .list()
        .map(({ name, scope, sql }) => ({ name, type: `for ${scope}`, detail: sql.replace(/\s+/g, ' ') })),
    queryParameters(name) {
      const query = new QueryStore(session().name).get(name);
      return query ? placeholders(query.sql, session().engine) : [];
    },
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
