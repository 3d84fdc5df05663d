import type { MetaCommand } from '../command.js';
import type { Host } from '../host.js';
import { PSET_OPTIONS, psetOption, type PsetOption } from '../pset-options.js';
import { saveRcLine } from '../rc-file.js';
import { showList } from '../rows.js';

export const pset: MetaCommand = {
  names: ['\\pset', '.show', '!options', '!opts'],
  offline: true,
  usage: '[--save] [OPTION [VALUE]]',
  group: 'Display',
  help: 'Show or change how results look; --save keeps it for the next time.',
  arguments: ['display-option', 'display-value'],
  examples: [
    '\\pset',
    '\\pset null ∅',
    '\\pset --save border none',
    '\\pset prompt {profile} {role} {place}',
    '\\pset status {warehouse}:{state} {zone} {duration}',
  ],
  run(host, { args }) {
    const save = args[0] === '--save';
    const [name, ...words] = save ? args.slice(1) : args;
    const value = joined(words);
    if (name === undefined) {
      const rows = PSET_OPTIONS.map((option) => [option.name, option.show(host.display), option.help]);
      showList(host, ['option', 'value', 'meaning'], rows, '');
      return;
    }
    const option = psetOption(name);
    option.set(host.display, value);
    host.say(sentence(host, option));
    if (!save) return;
    const path = saveRcLine(`\\pset ${option.name}`, quoted(option.show(host.display)));
    host.say(`Kept in ${path}.`);
  },
};

/** DuckDB's own commands for the same options. */
export const psetShortcuts: readonly MetaCommand[] = (
  [
    ['.mode', 'format', '.mode csv'],
    ['.nullvalue', 'null', '.nullvalue ∅'],
    ['.maxrows', 'maxrows', '.maxrows 500'],
    ['.maxwidth', 'maxwidth', '.maxwidth 40'],
    ['.prompt', 'prompt', '.prompt {profile} {role} {place}'],
    ['.pager', 'pager', '.pager on'],
  ] as const
).map(([command, option, example]) => shortcut(command, psetOption(option), example));

function shortcut(command: string, option: PsetOption, example: string): MetaCommand {
  return {
    names: [command],
    offline: true,
    usage: '[VALUE]',
    group: 'Display',
    help: `As \\pset ${option.name}.`,
    arguments: [option.values],
    examples: [example],
    run(host, { args }) {
      const value = joined(args);
      if (value !== undefined) option.set(host.display, value);
      host.say(sentence(host, option));
    },
  };
}

/** A template needs no quotes around its blanks. */
function joined(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : words.join(' ');
}

function sentence({ display }: Host, option: PsetOption): string {
  return `${option.name} is ${option.show(display) || "''"}.`;
}

function quoted(value: string): string {
  return /^[\w.-]+$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}
