import type { MetaCommand } from '../command.js';
import { describeContext } from '../../session/index.js';

export const conninfo: MetaCommand = {
  names: ['\\conninfo'],
  offline: true,
  usage: '',
  group: 'Connection',
  help: 'Say who and where this session is, and which sessions are parked.',
  run(host) {
    const parked = host.parked.map(({ name, held }) => (held === '' ? name : `${name} (holds ${held})`));
    const lines = parked.length === 0 ? [] : [`${'Parked:'.padEnd(13)}${parked.join(', ')}`];
    host.answer([...describeContext(host.session), ...lines].join('\n'));
  },
};
