import { catalogOf } from '../../session/catalog/index.js';
import type { MetaCommand } from '../command.js';

export const refresh: MetaCommand = {
  names: ['\\refresh', '.rehash', '!rehash'],
  usage: '',
  group: 'Catalog',
  help: 'List the names for completion anew, also where smallex would not list by itself.',
  async run(host) {
    const catalog = catalogOf(host.session);
    await catalog.refresh();
    const { state, reason, entries } = catalog.peek({ kind: 'tables' });
    if (state === 'stopped') return;
    host.say(
      state === 'failed'
        ? `The tables can’t be listed: ${reason ?? ''}`
        : `${entries.length} ${entries.length === 1 ? 'table or view is' : 'tables and views are'} known here; the rest is listed when it is needed.`,
    );
  },
};
