import type { Command, Option } from 'commander';
import { getBackend, listBackends } from '../backends/index.js';
import { ProfileStore } from '../profiles/index.js';
import { FORMATS } from '../results/formats/index.js';
import { EXIT } from '../support/errors.js';
import { bashScript } from './completion/bash.js';
import { fishScript } from './completion/fish.js';
import type { CommandWords, FlagWords, Values } from './completion/words.js';
import { zshScript } from './completion/zsh.js';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** What `smallex completion` takes; `profiles` is for the scripts themselves. */
const SHELLS = Object.keys(SCRIPTS) as readonly (keyof typeof SCRIPTS)[];

/** Prints a shell's completion script, made from the program's own commands and options; or the profiles' names. */
export function completion(program: Command, shell: string): number {
  if (shell === 'profiles') {
    const names = new ProfileStore().list().map(({ name }) => `${name}\n`);
    process.stdout.write(names.join(''));
    return EXIT.done;
  }
  const script = SHELLS.find((name) => name === shell);
  if (!script) {
    process.stderr.write(`There is no completion for "${shell}". Shells: ${SHELLS.join(', ')}.\n`);
    return EXIT.usage;
  }
  process.stdout.write(SCRIPTS[script](commandWords(program)));
  return EXIT.done;
}

/** Every command with its words: the program itself first, under the empty path. */
function commandWords(program: Command): readonly CommandWords[] {
  const visit = (command: Command, path: readonly string[]): CommandWords[] => [
    {
      path,
      subcommands: command.commands.map((sub) => ({ name: sub.name(), help: sub.description() })),
      flags: command.options.filter(({ hidden }) => !hidden).map(flagWords),
      argument: argumentValues(command, path),
    },
    ...command.commands.flatMap((sub) => visit(sub, [...path, sub.name()])),
  ];
  return visit(program, []);
}

function flagWords(option: Option): FlagWords {
  const { short, long, description, required, optional, argChoices } = option;
  const takesValue = required || optional;
  const values = argChoices ? { kind: 'words' as const, words: argChoices } : VALUES[option.name()];
  return {
    names: [short, long].filter((name) => name !== undefined),
    help: description,
    values: takesValue ? (values ?? { kind: 'any' }) : undefined,
  };
}

const authModes = listBackends().flatMap((engine) => getBackend(engine).authModes.map(({ mode }) => mode));

const VALUES: Readonly<Record<string, Values>> = {
  profile: { kind: 'profiles' },
  edit: { kind: 'profiles' },
  engine: { kind: 'words', words: listBackends() },
  auth: { kind: 'words', words: [...new Set(authModes)] },
  format: { kind: 'words', words: FORMATS.map(({ name }) => name) },
  environment: { kind: 'words', words: ['development', 'staging', 'production'] },
  result: { kind: 'words', words: ['last'] },
  file: { kind: 'files' },
  output: { kind: 'files' },
};

function argumentValues(command: Command, path: readonly string[]): Values | undefined {
  const [first] = command.registeredArguments;
  if (path.length === 0) return { kind: 'profiles-and-files' };
  if (!first) return undefined;
  if (first.argChoices) return { kind: 'words', words: first.argChoices };
  return first.name() === 'name' ? { kind: 'profiles' } : { kind: 'files' };
}
