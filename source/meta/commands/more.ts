import { ValueError } from '../../support/errors.js';
import type { MetaCommand } from '../command.js';

export const more: MetaCommand = {
  names: ['\\more'],
  usage: '[ROWS]',
  group: 'Query',
  help: 'Read on in a result that stopped at the row limit; nothing is run again.',
  examples: ['\\more', '\\more 50000'],
  async run(host, { args: [text] }) {
    if (text !== undefined && !/^[1-9]\d*$/.test(text)) {
      throw new ValueError(`\\more takes a number of rows, not "${text}".`, {
        hint: 'Without a number it reads as many again.',
      });
    }
    await host.more(text === undefined ? host.display.limit : Number(text));
  },
};
