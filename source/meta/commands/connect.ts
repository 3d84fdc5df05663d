import type { MetaCommand } from '../command.js';
import { showList } from '../rows.js';
import { profileRows, PROFILE_COLUMNS } from './profiles.js';

export const connect: MetaCommand = {
  names: ['\\c', '\\connect', '!connect'],
  usage: '[PROFILE | -]',
  group: 'Connection',
  help: 'Go on with another profile; - goes back to the one before, without a new login.',
  arguments: ['profile'],
  examples: ['\\c warehouse_dev', '\\c -'],
  async run(host, { args: [name] }) {
    if (name === undefined) {
      showList(host, PROFILE_COLUMNS, profileRows(host), 'There are no profiles yet: smallex setup makes one.');
      host.say('Open one with \\c NAME.');
    } else await host.switchTo(name);
  },
};
