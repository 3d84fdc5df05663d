import { Command, CommanderError, Option } from 'commander';
import { EXIT } from '../support/errors.js';
import { addSubcommands } from './subcommands.js';
import { hearErrors } from './lost-output.js';
import { reportError } from './report-error.js';
import { collectInput, collectParameter, secondsAbove0, wholeNumber, type MainOptions } from './options.js';
import { version } from './version.js';

/**
 * Runs the program on arguments (without node and the script).
 * @returns the exit code: see EXIT. Never throws.
 */
export async function main(args: readonly string[]): Promise<number> {
  const lostOutput = hearErrors(process.stdout);
  // Talk that nobody hears is no reason to stop the work.
  hearErrors(process.stderr);
  // Unheard, it ends the program where a file grows past `ulimit -f`; heard, the write fails, and that is told.
  process.on('SIGXFSZ', () => undefined);
  const code = await runProgram(args);
  const lost = code === EXIT.done ? await lostOutput() : null;
  return lost ? reportError(lost) : code;
}

async function runProgram(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = makeProgram((code) => (exitCode = code));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return reportError(error);
  }
}

function makeProgram(setExitCode: (code: number) => void): Command {
  const program = new Command('smallex')
    .description('One terminal client for Snowflake, Databricks SQL and DuckDB.')
    .version(version(), '-V, --version', 'print the version')
    .argument('[name]', 'a saved profile, another tool’s (snowflake:NAME, dbt:PROFILE.TARGET), or a data file')
    .option('-P, --profile <name>', 'a saved profile, always')
    .option('-c, --command <sql>', 'run statements and leave; may be repeated', collectInput('command'))
    .option('-f, --file <file>', 'run a file of statements and commands and leave; - is stdin', collectInput('file'))
    .option('--format <name>', 'how results are written: table csv tsv json jsonl markdown sql-insert vertical parquet')
    .option('-o, --output <path>', 'write results to a file, or one file each into a folder')
    .option('--result <which>', 'write only this result: a number from 1, or last')
    .option('--param <name[:type]=value>', 'a value for $name (DuckDB) or :name; may be repeated', collectParameter)
    .addOption(
      new Option('--on-error <what>', 'after a failed statement').choices(['stop', 'continue']).default('stop'),
    )
    .option(
      '--timeout <seconds>',
      'the longest that connecting and each statement with its rows may take',
      secondsAbove0('--timeout'),
    )
    .option('--limit <rows>', 'write at most so many rows of each result', wholeNumber('--limit'))
    .option('--read-only', 'refuse every statement that is not surely a read')
    .option('--formula-guard', "csv and tsv: a ' before text that a spreadsheet would run as a formula")
    .option('--yes', 'run what destroys or grants on a production profile, too')
    .option('--allow-shell', 'let scripts run programs: \\! and \\g |command')
    .option('--quiet', 'no talk on stderr but errors and answers (\\echo, \\conninfo)')
    .option('--plain', 'no redrawing: for screen readers and simple terminals')
    .option('-X, --no-rc', 'do not run the rc file')
    .showHelpAfterError('Run smallex --help for the options.')
    .helpCommand(false)
    .exitOverride()
    .action(async (name: string | undefined, options: MainOptions) => {
      const { start } = await import('./start.js');
      setExitCode(await start(name, options));
    })
    .addHelpText('after', HELP);
  addSubcommands(program, setExitCode);
  for (const command of program.commands) command.exitOverride();
  return program;
}

const HELP = `
Examples:
  smallex                               open the prompt; the setup when there is no profile yet
  smallex setup                         add a connection, proved to work
  smallex import                        bring connections from Snowflake's tools, Databricks' and dbt
  smallex doctor                        look for what is wrong on this machine
  smallex prod                          open the prompt on the profile "prod"
  smallex sales.parquet                 query a file with DuckDB
  smallex prod -c "select 1"            run a statement
  smallex prod -f report.sql --format csv -o report.csv

Exit codes: 0 done, 1 a statement failed, 2 usage or configuration, 3 could not connect or log in, 4 timeout,
            70 a bug, 130 interrupted (143 by SIGTERM, 129 by SIGHUP).
`;
