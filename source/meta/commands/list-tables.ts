import type { CatalogEntry } from '../../backends/base.js';
import type { MetaCommand } from '../command.js';
import type { Host } from '../host.js';
import { entryRow, entryRows } from '../entries.js';
import { inEach, isPattern, placesLike } from '../places-like.js';
import { matcher, nameParts, showList } from '../rows.js';

async function list(host: Host, text: string | undefined, wanted: (entry: CatalogEntry) => boolean): Promise<void> {
  const [pattern, schema, catalog] = nameParts(text, host.session.engine).reverse();
  if (isPattern(schema) || isPattern(catalog)) {
    await listInAll(host, { pattern, schema: schema ?? '*', catalog }, wanted);
    return;
  }
  const { catalog: lists } = host.session.connection;
  const own = await lists.tables(schema, catalog);
  // DuckDB keeps temporary tables in a catalog of their own, and finds them by their bare name.
  const isHere = host.session.engine === 'duckdb' && schema === undefined;
  const temporary = isHere ? await lists.tables('main', 'temp') : [];
  const entries = [...own, ...temporary.map((entry) => ({ ...entry, type: `temporary ${entry.type}` }))];
  const found = entries.filter((entry) => wanted(entry) && matcher(pattern)(entry.name));
  const place = schema ?? host.session.context.schema ?? 'this schema';
  const none =
    pattern === undefined ? `There is nothing in ${place}.` : `Nothing in ${place} is named like ${pattern}.`;
  showList(host, ['name', 'type', 'detail', 'comment'], entryRows(found), none);
}

/** `*.*`, `sales.*`, `*.public.fct_*`: with the schema before each name. */
async function listInAll(
  host: Host,
  { pattern, schema, catalog }: { pattern: string | undefined; schema: string; catalog: string | undefined },
  wanted: (entry: CatalogEntry) => boolean,
): Promise<void> {
  const { places, cut } = await placesLike(host, schema, catalog);
  const { catalog: lists } = host.session.connection;
  const found = await inEach(host, places, (place) => lists.tables(place.schema, place.catalog));
  const rows = found
    .filter(([, entry]) => wanted(entry) && matcher(pattern)(entry.name))
    .map(([place, entry]) => [place, ...entryRow(entry)]);
  const none = `Nothing is named like ${[catalog, schema, pattern].filter(Boolean).join('.')}.`;
  showList(host, ['schema', 'name', 'type', 'detail', 'comment'], rows, none);
  if (cut) host.say(`Only the first ${places.length} schemas were looked at: name a database, or more of the schema.`);
}

export const listTables: MetaCommand = {
  names: ['\\dt', '.tables', '!tables'],
  usage: '[[[CATALOG.]SCHEMA.]PATTERN]',
  group: 'Catalog',
  raw: true,
  help: 'List tables and views.',
  arguments: ['schema'],
  examples: ['\\dt', '\\dt sales.fct_*', '\\dt *.*'],
  run: (host, { args: [text] }) => list(host, text, () => true),
};

export const listViews: MetaCommand = {
  names: ['\\dv', '.views'],
  usage: '[[[CATALOG.]SCHEMA.]PATTERN]',
  group: 'Catalog',
  raw: true,
  help: 'List views.',
  arguments: ['schema'],
  run: (host, { args: [text] }) => list(host, text, ({ type }) => type.includes('view')),
};
