import type { MetaCommand } from '../command.js';
import { listsOf, type EngineLists, type Listing, type Place } from '../engines/index.js';
import type { Host } from '../host.js';
import { ownRows } from '../own.js';
import { matcher, nameParts, showList } from '../rows.js';

type Choose = (lists: EngineLists, place: Place, isSearch: boolean) => Listing | string;

async function list(host: Host, text: string | undefined, what: string, choose: Choose): Promise<void> {
  const { engine, context } = host.session;
  const [pattern, schema, catalog] = nameParts(text, engine).reverse();
  const place = {
    schema: schema ?? context.schema,
    catalog: catalog ?? context.catalog,
  };
  const listing = choose(listsOf(engine), place, pattern !== undefined && schema === undefined);
  if (typeof listing === 'string') {
    host.say(listing);
    return;
  }
  const wanted = matcher(pattern);
  const rows = (await ownRows(host, listing.sql))
    .map((row) => listing.row(row))
    .filter(([name]) => wanted(lastPart(name)));
  const where = place.schema ?? 'this schema';
  showList(
    host,
    listing.columns,
    rows,
    pattern === undefined ? `There are no ${what} in ${where}.` : `No ${what} are named like ${pattern}.`,
  );
}

/** Databricks lists functions of people by their whole name. */
function lastPart(name: string | null | undefined): string {
  return name?.split('.').at(-1) ?? '';
}

export const listFunctions: MetaCommand = {
  names: ['\\df', '.functions'],
  usage: '[[[CATALOG.]SCHEMA.]PATTERN]',
  group: 'Catalog',
  raw: true,
  help: 'List functions made by people; with a pattern the engine’s own, too.',
  arguments: ['function'],
  examples: ['\\df', '\\df list_*'],
  run: (host, { args: [text] }) =>
    list(host, text, 'functions', (lists, place, isSearch) => lists.functions(place, isSearch)),
};

export const listSequences: MetaCommand = {
  names: ['\\ds', '.sequences'],
  usage: '[[[CATALOG.]SCHEMA.]PATTERN]',
  group: 'Catalog',
  raw: true,
  help: 'List sequences (Databricks has none).',
  arguments: ['schema'],
  run: (host, { args: [text] }) => list(host, text, 'sequences', (lists, place) => lists.sequences(place)),
};
