import { ValueError } from '../../support/errors.js';
import type { MetaCommand } from '../command.js';
import { listsOf } from '../engines/index.js';
import { ownRows } from '../own.js';
import { showList } from '../rows.js';

export const queries: MetaCommand = {
  names: ['\\queries', '!queries'],
  usage: '',
  group: 'Query',
  help: 'List your last statements on the server, also those of other programs (Snowflake).',
  async run(host) {
    const { recent } = listsOf(host.session.engine);
    if (typeof recent === 'string') {
      host.say(recent);
      return;
    }
    const rows = (await ownRows(host, recent.sql)).map((row) => recent.row(row));
    showList(host, recent.columns, rows, 'There are no statements to be seen.');
  },
};

export const cancel: MetaCommand = {
  names: ['\\cancel', '!abort'],
  usage: 'ID',
  group: 'Query',
  help: 'Cancel a statement on the server by its id, wherever it was started (Snowflake).',
  arguments: ['text'],
  examples: ['\\cancel 01b2c3d4-0000-1111-0000-000000000001'],
  async run(host, { name, args: [id] }) {
    if (id === undefined)
      throw new ValueError(`${name} needs the id of a statement.`, { hint: 'List them with \\queries' });
    const ending = listsOf(host.session.engine).cancel(id);
    if (typeof ending === 'string') throw new ValueError(ending);
    const [row] = await ownRows(host, ending.sql);
    host.say(Object.values(row ?? {})[0] ?? 'The server gave no answer.');
  },
};
