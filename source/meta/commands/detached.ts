import { ConfigError } from '../../support/errors.js';
import type { MetaCommand } from '../command.js';
import type { Detached, Host } from '../host.js';

function detachedOf(host: Host, name: string): Detached {
  if (host.detached) return host.detached;
  throw new ConfigError(`${name} needs the prompt: a script waits for what it runs.`);
}

export const result: MetaCommand = {
  names: ['\\result', '!result'],
  usage: '[NUMBER | ID]',
  group: 'Query',
  help: 'Show the rows of a statement that was not waited for; on Snowflake by its query id also of other programs, for a day.',
  arguments: ['text'],
  examples: ['\\result', '\\result 2', '\\result 01b2c3d4-0000-1111-0000-000000000001'],
  async run(host, { name, args: [which] }) {
    await detachedOf(host, name).result(which ?? null);
  },
};

export const detach: MetaCommand = {
  names: ['\\detach'],
  usage: '',
  group: 'Query',
  help: 'While a statement runs: leave it running, and type on. \\result shows its rows, \\cancel ends it.',
  run(host, { name }) {
    detachedOf(host, name);
    host.detach?.();
  },
};
