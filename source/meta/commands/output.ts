import type { MetaCommand } from '../command.js';

export const output: MetaCommand = {
  names: ['\\o', '\\out', '.output', '!spool'],
  offline: true,
  usage: '[FILE | |COMMAND]',
  group: 'Files',
  raw: true,
  help: 'Send the rows of what follows to a file or a command; without a name to the screen again.',
  arguments: ['file'],
  examples: ['\\o report.txt', '\\o'],
  run: (host, { rest }) => host.redirect(rest === '' || rest.toLowerCase() === 'off' ? null : rest),
};
