import { ValueError } from '../../support/errors.js';
import type { MetaCommand } from '../command.js';
import { openGrid } from './grid.js';

export const last: MetaCommand = {
  names: ['\\last', '.last'],
  usage: '[N]',
  group: 'Display',
  help: 'Show the last result, or the Nth last, again in the grid, whole; nothing is run again.',
  examples: ['\\last', '\\last 3'],
  async run(host, { args: [text] }) {
    if (text !== undefined && !/^[1-9]\d{0,8}$/.test(text)) {
      throw new ValueError(`\\last takes the number of a result, not "${text}".`, {
        hint: '1 is the last result, 2 the one before it.',
      });
    }
    await openGrid(host, text === undefined ? 1 : Number(text));
  },
};
