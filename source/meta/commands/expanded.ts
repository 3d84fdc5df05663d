import type { MetaCommand } from '../command.js';
import { onOff } from '../on-off.js';

export const expanded: MetaCommand = {
  names: ['\\x'],
  offline: true,
  usage: '[on|off|auto]',
  group: 'Display',
  help: 'Show each row as a list of its values; auto: only where the columns don’t fit.',
  arguments: [['on', 'off', 'auto']],
  run(host, { name, args: [value] }) {
    const { display } = host;
    display.expanded = value === 'auto' ? 'auto' : onOff(name, value, display.expanded === true);
    const state = display.expanded === 'auto' ? 'used where columns don’t fit' : display.expanded ? 'on' : 'off';
    host.say(`Expanded display is ${state}.`);
  },
};
