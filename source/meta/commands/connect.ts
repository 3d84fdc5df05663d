import type { Choice } from '../../backends/base.js';
import type { MetaCommand } from '../command.js';
import type { Host } from '../host.js';
import { showList } from '../rows.js';
import { profileRows, PROFILE_COLUMNS } from './profiles.js';

export const connect: MetaCommand = {
  names: ['\\c', '\\connect', '!connect'],
  offline: true,
  usage: '[PROFILE | -]',
  group: 'Connection',
  help: 'Go on with another profile, asked for when none is named; - goes back to the one before, without a new login.',
  arguments: ['profile'],
  examples: ['\\c warehouse_dev', '\\c -'],
  async run(host, { args }) {
    const whole = args.join(' ');
    // A name with blanks is understood without its quotes.
    const name = args.length > 1 && profileRows(host).some(([profile]) => profile === whole) ? whole : args[0];
    if (name === undefined) {
      const choices = choicesOf(host);
      if (!host.interactive || choices.length === 0) {
        showList(host, PROFILE_COLUMNS, profileRows(host), 'There are no profiles yet: smallex setup makes one.');
        host.say('Open one with \\c NAME.');
        return;
      }
      const question = { kind: 'text', message: 'Which profile?', choices } as const;
      const chosen = (await host.ask(question).catch(() => '')).trim();
      const { name: current, asleep } = host.session;
      if (chosen !== '' && (chosen !== current || asleep === 'unopened')) await host.switchTo(chosen);
    } else await host.switchTo(name);
  },
};

/** The profiles, and sessions without one that are parked, each with its state. */
function choicesOf(host: Host): readonly Choice[] {
  const rows = profileRows(host);
  const parked = host.parked.filter(({ name }) => !rows.some(([profile]) => profile === name));
  const unsaved = parked.map(({ name, engine }) => [name, engine, '', 'parked']);
  return [...rows, ...unsaved].map(([name, ...facts]) => ({
    value: name ?? '',
    label: name ?? '',
    help: facts.filter(Boolean).join(' · '),
  }));
}
