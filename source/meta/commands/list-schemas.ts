import type { MetaCommand } from '../command.js';
import { entryRow, entryRows } from '../entries.js';
import { inEach, isPattern } from '../places-like.js';
import { matcher, nameParts, showList } from '../rows.js';

export const listSchemas: MetaCommand = {
  names: ['\\dn', '.schemas'],
  usage: '[[CATALOG.]PATTERN]',
  group: 'Catalog',
  raw: true,
  help: 'List schemas.',
  arguments: ['catalog'],
  examples: ['\\dn', '\\dn samples.*', '\\dn *.sales'],
  async run(host, { args: [text] }) {
    const [pattern, catalog] = nameParts(text, host.session.engine).reverse();
    const { catalog: lists } = host.session.connection;
    if (isPattern(catalog)) {
      const catalogs = (await lists.catalogs()).map(({ name }) => name).filter(matcher(catalog));
      const places = catalogs.map((schema) => ({ schema, catalog: undefined }));
      const all = await inEach(host, places, ({ schema }) => lists.schemas(schema));
      const rows = all
        .filter(([, { name }]) => matcher(pattern)(name))
        .map(([place, entry]) => [place, ...entryRow(entry)]);
      showList(host, ['catalog', 'name', 'type', 'detail', 'comment'], rows, 'There are no such schemas here.');
      return;
    }
    const found = (await lists.schemas(catalog)).filter(({ name }) => matcher(pattern)(name));
    showList(host, ['name', 'type', 'detail', 'comment'], entryRows(found), 'There are no such schemas here.');
  },
};
