import type { MetaCommand } from '../command.js';

export const release: MetaCommand = {
  names: ['\\release'],
  usage: '',
  group: 'Connection',
  help: 'Close the DuckDB file for other programs, until the next statement opens it again.',
  examples: ['\\release'],
  async run(host) {
    const { account } = host.session.context;
    await host.session.release();
    host.say(`${account} is free for other programs; the next statement opens it again, with its settings.`);
  },
};
