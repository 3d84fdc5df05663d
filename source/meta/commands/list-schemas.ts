import type { MetaCommand } from '../command.js';
import { entryRows } from '../entries.js';
import { matcher, nameParts, showList } from '../rows.js';

export const listSchemas: MetaCommand = {
  names: ['\\dn', '.schemas'],
  usage: '[[CATALOG.]PATTERN]',
  group: 'Catalog',
  raw: true,
  help: 'List schemas.',
  examples: ['\\dn', '\\dn samples.*'],
  async run(host, { args: [text] }) {
    const [pattern, catalog] = nameParts(text, host.session.engine).reverse();
    const schemas = await host.session.connection.catalog.schemas(catalog);
    const found = schemas.filter(({ name }) => matcher(pattern)(name));
    showList(host, ['name', 'type', 'detail', 'comment'], entryRows(found), 'There are no such schemas here.');
  },
};
