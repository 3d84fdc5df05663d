import type { MetaCommand } from '../command.js';
import { showList } from '../rows.js';
import { profileRows, PROFILE_COLUMNS } from './profiles.js';

export const connect: MetaCommand = {
  names: ['\\c', '\\connect', '!connect'],
  offline: true,
  usage: '[PROFILE | -]',
  group: 'Connection',
  help: 'Go on with another profile, asked for when none is named; - goes back to the one before, without a new login.',
  arguments: ['profile'],
  examples: ['\\c warehouse_dev', '\\c -'],
  async run(host, { args: [name] }) {
    if (name === undefined) {
      showList(host, PROFILE_COLUMNS, profileRows(host), 'There are no profiles yet: smallex setup makes one.');
      if (!host.interactive || host.profiles.list().length === 0) {
        host.say('Open one with \\c NAME.');
        return;
      }
      const message = 'Which profile? Enter alone stays on this one.';
      const chosen = (await host.ask({ kind: 'text', message })).trim();
      if (chosen !== '') await host.switchTo(chosen);
    } else await host.switchTo(name);
  },
};
