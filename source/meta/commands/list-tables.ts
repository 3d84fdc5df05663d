import type { CatalogEntry } from '../../backends/base.js';
import type { MetaCommand } from '../command.js';
import type { Host } from '../host.js';
import { entryRows } from '../entries.js';
import { matcher, nameParts, showList } from '../rows.js';

async function list(host: Host, text: string | undefined, wanted: (entry: CatalogEntry) => boolean): Promise<void> {
  const [pattern, schema, catalog] = nameParts(text, host.session.engine).reverse();
  const entries = await host.session.connection.catalog.tables(schema, catalog);
  const found = entries.filter((entry) => wanted(entry) && matcher(pattern)(entry.name));
  const place = schema ?? host.session.context.schema ?? 'this schema';
  const none =
    pattern === undefined ? `There is nothing in ${place}.` : `Nothing in ${place} is named like ${pattern}.`;
  showList(host, ['name', 'type', 'detail', 'comment'], entryRows(found), none);
}

export const listTables: MetaCommand = {
  names: ['\\dt', '.tables', '!tables'],
  usage: '[[[CATALOG.]SCHEMA.]PATTERN]',
  group: 'Catalog',
  raw: true,
  help: 'List tables and views.',
  arguments: ['schema'],
  examples: ['\\dt', '\\dt sales.fct_*'],
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
