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
