import { PROFILE_NAMES, quoted, type CommandWords, type FlagWords, type Values } from './words.js';

/** The script for fish: one line for each word. */
export function fishScript(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap((command) => [
    ...command.subcommands.map(({ name, help }) => line(command, `-f -a ${quoted(name)} -d ${quoted(help)}`)),
    ...command.flags.map((flag) => line(command, flagPart(flag))),
    ...(command.argument ? [line(command, argumentPart(command.argument))] : []),
  ]);
  return `# fish completion of smallex. Load it with:  smallex completion fish | source
function __smallex_at
    set -l words
    for word in (commandline -opc)[2..]
        string match -q -- '-*' $word; or set -a words $word
    end
    test "$words" = "$argv"
end
complete -c smallex -e
${lines.join('\n')}
`;
}

function line({ path }: CommandWords, rest: string): string {
  const condition = path.length === 0 ? '__smallex_at ""' : `__smallex_at ${path.join(' ')}`;
  return `complete -c smallex -n ${quoted(condition)} ${rest}`;
}

function flagPart({ names, help, values }: FlagWords): string {
  const switches = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const value = values === undefined ? '-f' : values.kind === 'any' ? '-x' : argumentPart(values, '-r');
  return `${switches.join(' ')} ${value} -d ${quoted(help)}`;
}

function argumentPart(values: Values, required = ''): string {
  const only = required === '' ? '-f' : '-x';
  switch (values.kind) {
    case 'words':
      return `${only} -a ${quoted(values.words.join(' '))}`;
    case 'profiles':
      return `${only} -a ${quoted(`(${PROFILE_NAMES})`)}`;
    case 'files':
      return `${required} -F`.trim();
    case 'profiles-and-files':
      return `${required} -F -a ${quoted(`(${PROFILE_NAMES})`)}`.trim();
    case 'any':
      return '';
  }
}
