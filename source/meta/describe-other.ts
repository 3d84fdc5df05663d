import type { CatalogEntry, EngineName, ObjectKind } from '../backends/base.js';
import { QueryError } from '../support/errors.js';
import type { Host } from './host.js';

/** Something that is no table, and what to type to see what is in it or more of it. */
export interface Other extends CatalogEntry {
  readonly next?: string;
}

/** The likelier first: each costs a listing. */
const KINDS: Readonly<Record<EngineName, readonly ObjectKind[]>> = {
  duckdb: ['user functions', 'sequences', 'types', 'indexes'],
  snowflake: ['user functions', 'procedures', 'sequences', 'tasks', 'streams', 'pipes', 'file formats'],
  databricks: ['user functions', 'procedures', 'volumes'],
};

/**
 * What else is called so: a schema, a catalog, a function, a sequence, a warehouse, …; an overloaded function gives
 * several. A listing that is refused has nothing.
 * @param parts of the name, outermost first, as stored
 * @throws what a lost connection or a person's Ctrl-C throws
 */
export async function othersCalled(host: Host, text: string, parts: readonly string[]): Promise<readonly Other[]> {
  for (const list of listings(host, text, parts)) {
    const found = await list().catch((thrown: unknown) => {
      if (thrown instanceof QueryError) return [];
      throw thrown;
    });
    const own = found.filter(({ name }) => isCalled(name, parts.at(-1)!, host.session.engine));
    if (own.length > 0) return own;
  }
  return [];
}

function* listings(host: Host, text: string, parts: readonly string[]): Generator<() => Promise<readonly Other[]>> {
  const { engine, connection, login } = host.session;
  const { catalog } = connection;
  const [schema, inCatalog] = parts.slice(0, -1).toReversed();
  const then = async (entries: Promise<readonly CatalogEntry[]>, next: string): Promise<readonly Other[]> =>
    (await entries).map((entry) => ({ ...entry, next }));
  if (parts.length < 3) yield () => then(catalog.schemas(schema), `\\dt ${text}.* lists what is in it.`);
  if (parts.length === 1) yield () => then(catalog.catalogs(), `\\dn ${text}.* lists its schemas.`);
  for (const kind of KINDS[engine]) yield () => catalog.objects(kind, schema, inCatalog);
  if (engine !== 'snowflake' || parts.length > 1) return;
  yield () => then(catalog.stages?.() ?? Promise.resolve([]), `LIST @${text} shows its files.`);
  for (const kind of ['warehouse', 'role'] as const)
    yield async () => (await login.list(kind)).map((listed) => ({ ...listed, type: kind }));
}

function isCalled(name: string, wanted: string, engine: EngineName): boolean {
  return engine === 'snowflake' ? name === wanted : name.toLowerCase() === wanted.toLowerCase();
}
