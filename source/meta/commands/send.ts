import { ConfigError } from '../../support/errors.js';
import type { MetaCall, MetaCommand } from '../command.js';
import type { Host, HostRunOptions } from '../host.js';

/** The statement a command stands behind, or the last one that ran. @throws ConfigError when there is neither. */
export function statementOf(host: Host, { name, buffer }: MetaCall): { readonly sql: string; readonly line: number } {
  if (buffer) return buffer;
  if (host.lastSql !== null) return { sql: host.lastSql, line: 1 };
  throw new ConfigError(`${name} needs a statement, and none has run yet.`, {
    hint: `Write it before ${name}: select 1 ${name}`,
  });
}

async function send(host: Host, call: MetaCall, options: HostRunOptions = {}): Promise<void> {
  const { sql, line } = statementOf(host, call);
  if (call.rest === '&') {
    if (!host.start) throw new ConfigError(`${call.name} & needs the prompt: a script waits for what it runs.`);
    await host.start(sql, { line, ...options });
    return;
  }
  const to = call.rest === '' ? {} : { to: call.rest };
  await host.runSql(sql, { line, ...options, ...to });
}

export const sendCommand: MetaCommand = {
  names: ['\\g', '\\go'],
  usage: '[FILE | |COMMAND | &]',
  group: 'Query',
  raw: true,
  sends: true,
  runs: true,
  help: 'Run the statement before it (or the last one); its rows go to a file or a command’s input; with & it is not waited for.',
  arguments: ['file'],
  examples: [
    'select * from orders \\g orders.parquet',
    'select name from users \\g |sort -u',
    'create table big as select * from events \\g &',
  ],
  run: (host, call) => send(host, call),
};

export const sendExpanded: MetaCommand = {
  names: ['\\gx', '\\G'],
  usage: '[FILE | |COMMAND]',
  group: 'Query',
  raw: true,
  sends: true,
  runs: true,
  help: 'As \\g, with each row as a list of its values.',
  arguments: ['file'],
  examples: ['select * from orders limit 1 \\gx'],
  run: (host, call) => send(host, call, { expanded: true }),
};
