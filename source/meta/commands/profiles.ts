import type { Row } from '../../results/column.js';
import type { MetaCommand } from '../command.js';
import type { Host } from '../host.js';
import { showList } from '../rows.js';

export const PROFILE_COLUMNS = ['profile', 'engine', 'environment', 'now'] as const;

/** The saved profiles, which of them this session is on, and which are parked. */
export function profileRows(host: Host): Row[] {
  return host.profiles
    .list()
    .map(({ name, engine, settings }) => [name, engine, settings.environment ?? '', stateOf(name, host)]);
}

function stateOf(name: string, { session, parked }: Host): string {
  if (name === session.name) return session.asleep === 'unopened' ? 'not connected' : 'connected';
  return parked.some((left) => left.name === name) ? 'parked' : '';
}

export const profiles: MetaCommand = {
  names: ['\\profiles'],
  offline: true,
  usage: '',
  group: 'Connection',
  help: 'List the saved profiles.',
  run(host) {
    showList(host, PROFILE_COLUMNS, profileRows(host), 'There are no profiles yet: smallex setup makes one.');
  },
};
