import { ConfigError } from '../../support/errors.js';
import type { MetaCommand } from '../command.js';
import type { Host } from '../host.js';

export const grid: MetaCommand = {
  names: ['\\grid'],
  usage: '',
  group: 'Display',
  help: 'Show the last result on the whole screen (F3): scroll, sort, filter, search, copy, export.',
  run: (host) => openGrid(host, 1),
};

/** @throws ConfigError where there is no screen for it, or no such result */
export async function openGrid(host: Host, age: number): Promise<void> {
  if (!host.openGrid) {
    throw new ConfigError('The grid needs a prompt.', { hint: 'Start smallex on a terminal, without -c or -f.' });
  }
  await host.openGrid(age);
}
