import type { MetaCommand, MetaGroup } from '../command.js';
import { ValueError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { insteadOf } from '../elsewhere.js';
import type { Host, KeyHelp } from '../host.js';

/** @public scripts/command-docs.js makes the page from it, in this order. */
export const GROUPS: readonly MetaGroup[] = ['General', 'Connection', 'Catalog', 'Query', 'Files', 'Display'];

/** \? needs the list that it is part of; the registry hands it over. */
export function helpCommand(commands: () => readonly MetaCommand[]): MetaCommand {
  return {
    names: ['\\?', '\\h', '\\help', '.help', '!help'],
    offline: true,
    usage: '[COMMAND | keys | variables]',
    group: 'General',
    help: 'List the commands, explain one, or list what the keys do.',
    arguments: ['topic'],
    examples: ['\\? dt', '\\? keys'],
    run(host, { args: [topic] }) {
      if (topic === 'keys') showKeys(host);
      else if (topic === 'variables') host.answer(VARIABLES);
      else host.answer(topic === undefined ? overview(commands()) : explain(topic, commands()));
    },
  };
}

const VARIABLES = [
  'Variables are filled into SQL only after \\set variables on.',
  '  \\set NAME VALUE     gives a variable its value; \\gset takes values from a row',
  '  :NAME               the value as it stands',
  "  :'NAME'             the value as a text in quotes",
  '  :"NAME"             the value as an identifier in quotes',
  'A name that isn’t set, a path (column:field) and a cast (x::int) stay as they are.',
].join('\n');

const PLACES: Readonly<Record<string, string>> = {
  global: 'Everywhere',
  editor: 'In the statement',
  emacs: 'In the statement, editing as emacs does',
  'vi-insert': 'In the statement, editing as vi does, inserting',
  'vi-normal': 'In the statement, editing as vi does, in normal mode',
  menu: 'In a menu',
  grid: 'In the grid',
};

/** @public What a place where keys mean something is called, in scripts/command-docs.js too. */
export function placeOfKeys(context: string): string {
  return PLACES[context] ?? context;
}

/** All keys by the place where they mean something, one a line. */
function keyLines(keys: readonly KeyHelp[]): string {
  const width = Math.max(...keys.map(({ chords }) => chords.join(', ').length)) + 2;
  const groups = [...new Set(keys.map(({ context }) => context))].map((context) => {
    const own = keys.filter((key) => key.context === context);
    return [placeOfKeys(context), ...own.map(({ chords, help }) => `  ${chords.join(', ').padEnd(width)}${help}`)];
  });
  return groups.map((lines) => lines.join('\n')).join('\n\n');
}

function showKeys(host: Host): void {
  const keys = host.keys();
  host.answer(keys.length > 0 ? keyLines(keys) : 'Keys are for the prompt: this is a script.');
}

/** All commands by group, one a line. */
export function overview(commands: readonly MetaCommand[]): string {
  const width = Math.max(...commands.map((command) => title(command).length)) + 2;
  const groups = GROUPS.map((group) => {
    const lines = commands
      .filter((command) => command.group === group)
      .map((command) => `  ${title(command).padEnd(width)}${command.help}`);
    return lines.length > 0 ? [group, ...lines].join('\n') : '';
  });
  const keys =
    'Enter runs a statement that ends in ; — Alt+Enter (or Ctrl+J) breaks the line — Ctrl+C cancels — Ctrl+D quits.';
  return [...groups.filter(Boolean), keys].join('\n\n');
}

function title({ names, usage }: MetaCommand): string {
  return `${names[0]!} ${usage}`.trim();
}

function explain(topic: string, commands: readonly MetaCommand[]): string {
  const wanted = topic.replace(/^[\\.!]/, '');
  const bare = (name: string): string => name.slice(1);
  const command = commands.find(({ names }) => names.some((name) => name === topic || bare(name) === wanted));
  if (!command) {
    const instead = insteadOf(topic) ?? insteadOf(`\\${topic}`) ?? insteadOf(`.${topic}`) ?? insteadOf(`!${topic}`);
    if (instead !== undefined) throw new ValueError(`There is no command ${topic} here.`, { hint: instead });
    const guess = nearest(
      wanted,
      commands.flatMap(({ names }) => names.map(bare)),
    );
    throw new ValueError(`There is no command ${topic}.${guess ? ` Did you mean \\${guess}?` : ''}`, {
      hint: 'List all commands with \\?',
    });
  }
  const [, ...others] = command.names;
  return [
    title(command),
    `  ${command.help}`,
    ...(others.length > 0 ? [`  Also: ${others.join(', ')}`] : []),
    ...(command.examples ?? []).map((example) => `  Example: ${example}`),
  ].join('\n');
}
