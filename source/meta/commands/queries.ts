import { ValueError } from '../../support/errors.js';
import type { MetaCommand } from '../command.js';
import type { DetachedInfo } from '../host.js';
import { listsOf } from '../engines/index.js';
import { ownRows } from '../own.js';
import { showList } from '../rows.js';

export const queries: MetaCommand = {
  names: ['\\queries', '!queries'],
  offline: true,
  usage: '',
  group: 'Query',
  help: 'List the statements that run here without being waited for, and your last ones on the server (Snowflake).',
  async run(host) {
    const here = host.detached?.list() ?? [];
    if (here.length > 0) showList(host, HERE, here.map(rowOf), '');
    const { recent } = listsOf(host.session.engine);
    if (typeof recent === 'string') {
      if (here.length === 0) host.say(recent);
      return;
    }
    const rows = (await ownRows(host, recent.sql)).map((row) => recent.row(row));
    showList(host, recent.columns, rows, 'There are no statements to be seen.');
  },
};

const HERE = ['number', 'state', 'seconds', 'connection', 'query id', 'statement'];

function rowOf({ number, state, seconds, session, queryId, sql }: DetachedInfo): readonly (string | null)[] {
  return [String(number), state, seconds.toFixed(1), session, queryId ?? '', sql.replace(/\s+/g, ' ').slice(0, 60)];
}

export const cancel: MetaCommand = {
  names: ['\\cancel', '!abort'],
  usage: 'NUMBER | ID',
  group: 'Query',
  help: 'Cancel a statement that was not waited for; on Snowflake by its query id also one of other programs.',
  arguments: ['text'],
  examples: ['\\cancel 01b2c3d4-0000-1111-0000-000000000001'],
  async run(host, { name, args: [id] }) {
    if (id === undefined)
      throw new ValueError(`${name} needs the id of a statement.`, { hint: 'List them with \\queries' });
    if (await host.detached?.cancel(id)) return;
    const ending = listsOf(host.session.engine).cancel(id);
    if (typeof ending === 'string') throw new ValueError(ending);
    const [row] = await ownRows(host, ending.sql);
    host.say(Object.values(row ?? {})[0] ?? 'The server gave no answer.');
  },
};
