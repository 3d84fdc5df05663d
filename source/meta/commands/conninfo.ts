import type { MetaCommand } from '../command.js';
import { describeContext } from '../../session/index.js';

export const conninfo: MetaCommand = {
  names: ['\\conninfo'],
  usage: '',
  group: 'Connection',
  help: 'Say who and where this session is.',
  run(host) {
    host.say(describeContext(host.session).join('\n'));
  },
};
