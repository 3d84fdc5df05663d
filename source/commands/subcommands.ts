import { Argument, Command, Option } from 'commander';
import type { DoctorOptions } from './doctor.js';
import type { ImportCommandOptions } from './import.js';
import type { MainOptions } from './options.js';
import type { ExportCommandOptions } from './profiles/export.js';
import type { ShowOptions } from './profiles/show.js';
import type { SetupOptions } from './setup.js';
import { collectSetting } from './setup-options.js';
import type { TestOptions } from './test.js';
import { ConfigError } from '../support/errors.js';
import { nearest } from '../support/nearest.js';

function unknownCommand(parent: Command, word: string): ConfigError {
  const known = parent.commands.map((command) => command.name());
  const guess = nearest(word, known);
  return new ConfigError(
    `There is no command "${parent.name()} ${word}".${guess ? ` Did you mean "${parent.name()} ${guess}"?` : ''}`,
    { hint: `Commands: ${known.join(', ')}. A profile is opened with: smallex NAME` },
  );
}

/** Every subcommand; each is loaded when it is called. */
export function addSubcommands(program: Command, setExitCode: (code: number) => void): void {
  program
    .command('setup')
    .description('add a connection: engine, login, a test, a name')
    .option('--edit <name>', 'change a saved profile')
    .option('--from <file>', 'take a profile of a file that “profiles export” wrote; asks only for what it lacks')
    .option('--engine <engine>', 'snowflake, databricks or duckdb')
    .option('--auth <mode>', 'how to log in; smallex setup --help-auth lists the modes')
    .option(
      '--set <key=value>',
      'an option of the connection; a secret takes a reference: env:NAME, file:/path, prompt',
      collectSetting,
    )
    .option('--name <name>', 'the name of the profile')
    .option('--environment <environment>', 'development, staging or production')
    .option('--agree', 'with --from and nobody to ask: run and read what the file names; it is said')
    .option('--plain', 'one question after another, without redrawing')
    .option('--help-auth', 'list engines, auth modes and their options')
    .action(async (options: SetupOptions, command: Command) => {
      const { setup } = await import('./setup.js');
      setExitCode(await setup({ ...command.parent?.opts(), ...options }));
    });

  const profiles = program.command('profiles').description('list and change the saved profiles');
  // Words that are no command are answered by name, not by their number.
  profiles.allowExcessArguments();
  profiles.action(async () => {
    if (profiles.args[0] !== undefined) throw unknownCommand(profiles, profiles.args[0]);
    const { listProfiles } = await import('./profiles.js');
    setExitCode(await listProfiles());
  });
  type OnProfiles = typeof import('./profiles.js');
  const onProfile = (usage: string, about: string, run: (commands: OnProfiles, names: string[]) => Promise<number>) => {
    profiles
      .command(usage)
      .description(about)
      .action(async (...args: unknown[]) => {
        const names = args.filter((arg): arg is string => typeof arg === 'string');
        setExitCode(await run(await import('./profiles.js'), names));
      });
  };
  onProfile('list', 'the profiles, by name', (commands) => commands.listProfiles());
  // No choices here: the main command's --format of the same name takes it first.
  const asJson = () => new Option('--format <name>', 'how it is written: table or json');
  profiles
    .command('show <name>')
    .description('one profile, its secrets hidden')
    .option('--origins', 'each value with where it comes from')
    .addOption(asJson())
    .action(async (name: string, options: ShowOptions, command: Command) => {
      const { showOne } = await import('./profiles/show.js');
      setExitCode(showOne(name, { ...command.optsWithGlobals(), ...options }));
    });
  onProfile('rename <name> <new-name>', 'give a profile another name', (commands, [from = '', to = '']) =>
    commands.renameOne(from, to),
  );
  onProfile('copy <name> <new-name>', 'copy a profile; both use the same secrets', (commands, [from = '', to = '']) =>
    commands.copyOne(from, to),
  );
  onProfile('delete <name>', 'remove a profile and the secrets that only it uses', (commands, [name = '']) =>
    commands.deleteOne(name),
  );
  onProfile('default [name]', 'the profile that opens when none is named; none: shows it', (commands, [name]) =>
    commands.defaultOne(name),
  );
  profiles
    .command('set')
    .argument('<name>', 'a saved profile')
    .argument('[key=value...]', 'settings and options; an empty value takes one away; none: lists the settings')
    .description('change settings and options of a profile')
    .action(async (name: string, pairs: readonly string[]) => {
      const { setOne } = await import('./profiles.js');
      setExitCode(await setOne(name, pairs));
    });
  onProfile('edit <name>', 'change a profile in $VISUAL or $EDITOR', (commands, [name = '']) => commands.editOne(name));
  profiles
    .command('secure <name>')
    .description('move secrets that stand in the file of profiles into the system keyring')
    .action(async (name: string) => {
      const { secureOne } = await import('./profiles/secure.js');
      setExitCode(await secureOne(name));
    });
  profiles
    .command('export [name...]')
    .description('profiles without secrets, as a file for a team (smallex setup --from FILE); none named: all')
    .option('-o, --output <file>', 'write a file instead of stdout')
    .option('--personal', 'with user names and paths of keys, too: for profiles of service users')
    .action(async (names: string[], options: ExportCommandOptions, command: Command) => {
      const { exportProfiles } = await import('./profiles/export.js');
      setExitCode(await exportProfiles(names, { ...command.optsWithGlobals(), ...options }));
    });

  program
    .command('test')
    .argument('[name...]', 'saved profiles; none: the default one')
    .description('log in and try profiles, stage by stage; the exit code is 3 when one fails')
    .option('--all', 'every profile')
    .addOption(asJson())
    .action(async (names: string[], options: TestOptions, command: Command) => {
      const { testProfiles } = await import('./test.js');
      setExitCode(await testProfiles(names, { ...command.parent?.opts(), ...options }));
    });

  program
    .command('import')
    .description('make profiles of what other tools on this machine know; their files are only read')
    .addOption(
      new Option('--from <tool>', 'one of them alone').choices(['snowflake', 'snowsql', 'databricks', 'dbt', 'all']),
    )
    .option('--dry-run', 'show what would be saved, and save nothing')
    .addOption(
      new Option('--secrets <where>', 'where secrets go that stand in their files').choices([
        'keyring',
        'leave',
        'prompt',
      ]),
    )
    .addOption(asJson())
    .action(async (options: ImportCommandOptions, command: Command) => {
      const { importProfiles } = await import('./import.js');
      setExitCode(await importProfiles({ ...command.parent?.opts(), ...options }));
    });

  program
    .command('doctor')
    .argument('[name]', 'a saved profile, whose host is then reached for')
    .description('look at this machine for what keeps connections from working')
    .addOption(asJson())
    .action(async (name: string | undefined, options: DoctorOptions, command: Command) => {
      const { doctor } = await import('./doctor.js');
      setExitCode(await doctor(name, { ...command.parent?.opts(), ...options }));
    });

  program
    .command('logout')
    .argument('[name]', 'a saved profile; none: every login that is kept')
    .description('remove the logins that are kept for the next start')
    .action(async (name: string | undefined) => {
      const { logout } = await import('./logout.js');
      setExitCode(await logout(name));
    });

  program
    .command('demo')
    .description('the prompt on a small made-up data set, in memory')
    .option('-c, --command <sql>', 'run statements on it and leave')
    .option('-f, --file <file>', 'run a file of statements on it and leave')
    .option('--format <name>', 'how results are written')
    .option('--plain', 'no redrawing')
    .action(async (options: MainOptions, command: Command) => {
      const { demo } = await import('./demo.js');
      setExitCode(await demo({ ...command.parent?.opts(), ...options }));
    });

  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell that runs here').choices(['bash', 'zsh', 'fish', 'profiles']))
    .description('print what makes a shell complete commands, options and profiles')
    .action(async (shell: string) => {
      const { completion } = await import('./completion.js');
      setExitCode(completion(program, shell));
    });
}
