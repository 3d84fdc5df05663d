import type { MetaCommand } from '../command.js';

export const quit: MetaCommand = {
  names: ['\\q', '\\quit', '.quit', '.exit', '!quit', '!exit'],
  offline: true,
  usage: '',
  group: 'General',
  help: 'Quit (as Ctrl+D on an empty line does).',
  run: (host) => host.quit(),
};
