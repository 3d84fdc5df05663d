import type { MetaCommand } from '../command.js';
import { nameParts, showList } from '../rows.js';
import { listTables } from './list-tables.js';

export const describe: MetaCommand = {
  names: ['\\d', '.schema', '.describe'],
  usage: '[NAME]',
  group: 'Catalog',
  raw: true,
  help: 'Describe the columns of a table or view; without a name list what is there.',
  arguments: ['table'],
  examples: ['\\d orders', '\\d sales.public.orders'],
  async run(host, call) {
    const [text] = call.args;
    if (text === undefined) {
      await listTables.run(host, call);
      return;
    }
    const columns = await host.session.connection.catalog.columns(nameParts(text, host.session.engine));
    const rows = columns.map(({ name, typeName, nullable, default: value, key, comment }) => [
      name,
      typeName,
      nullable === null ? '' : nullable ? 'yes' : 'no',
      value ?? '',
      key ?? '',
      comment ?? '',
    ]);
    showList(host, ['column', 'type', 'nullable', 'default', 'key', 'comment'], rows, `"${text}" has no columns.`);
  },
};
