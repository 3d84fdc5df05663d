import type { MetaCommand } from '../command.js';

export const edit: MetaCommand = {
  names: ['\\e', '\\edit', '.edit', '!edit'],
  offline: true,
  usage: '[FILE]',
  group: 'Query',
  help: 'Edit the statement (or a file) in $VISUAL or $EDITOR; the text comes back to the prompt.',
  arguments: ['file'],
  run: (host, { args: [file] }) => host.edit(file ?? null),
};
