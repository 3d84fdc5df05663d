import type { MetaCommand } from '../command.js';
import { onOff } from '../on-off.js';

export const timing: MetaCommand = {
  names: ['\\timing', '.timer'],
  offline: true,
  usage: '[on|off]',
  group: 'Display',
  help: 'Show how long each statement took.',
  arguments: [['on', 'off']],
  run(host, { name, args: [value] }) {
    host.display.timing = onOff(name, value, host.display.timing);
    host.say(`Timing is ${host.display.timing ? 'on' : 'off'}.`);
  },
};
