import { ValueError } from '../../support/errors.js';
import type { MetaCommand } from '../command.js';

export const include: MetaCommand = {
  names: ['\\i', '\\include', '.read', '!source', '!load'],
  usage: 'FILE',
  group: 'Files',
  help: 'Run the statements and commands of a file.',
  arguments: ['file'],
  examples: ['\\i reports/daily.sql'],
  async run(host, { name, args: [file] }) {
    if (file === undefined)
      throw new ValueError(`${name} needs the name of a file.`, { hint: `Example: ${name} report.sql` });
    await host.runFile(file);
  },
};

export const includeBeside: MetaCommand = {
  names: ['\\ir', '\\include_relative'],
  usage: 'FILE',
  group: 'Files',
  help: 'As \\i, with the file’s name taken from the folder of the file that is running.',
  arguments: ['file'],
  examples: ['\\ir parts/02-views.sql'],
  async run(host, { name, args: [file] }) {
    if (file === undefined)
      throw new ValueError(`${name} needs the name of a file.`, { hint: `Example: ${name} parts/views.sql` });
    await host.runFile(file, { beside: true });
  },
};
