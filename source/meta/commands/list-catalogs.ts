import type { MetaCommand } from '../command.js';
import { entryRows } from '../entries.js';
import { matcher, showList } from '../rows.js';

export const listCatalogs: MetaCommand = {
  names: ['\\l', '\\list', '.databases'],
  usage: '[PATTERN]',
  group: 'Catalog',
  help: 'List databases (catalogs).',
  arguments: ['catalog'],
  async run(host, { args: [pattern] }) {
    const found = (await host.session.connection.catalog.catalogs()).filter(({ name }) => matcher(pattern)(name));
    showList(host, ['name', 'type', 'detail', 'comment'], entryRows(found), 'There are no databases to be seen here.');
  },
};
