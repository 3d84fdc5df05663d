import { ConfigError, messageOf, ValueError } from '../../support/errors.js';
import { expandTilde } from '../../support/paths.js';
import type { MetaCommand } from '../command.js';
import type { Host } from '../host.js';

/**
 * @throws ConfigError where the profile forbids programs, and in a script that was not told --allow-shell: a file of SQL
 * from somebody else runs no programs.
 */
export function mustAllowShell({ allowsShell, session }: Pick<Host, 'allowsShell' | 'session'>, what: string): void {
  if (session.settings.allow_shell === false) {
    throw new ConfigError(`${what} runs a program, which the profile "${session.name}" forbids.`, {
      hint: `Its setting allow_shell is false: smallex profiles set "${session.name}" allow_shell=true`,
    });
  }
  if (allowsShell) return;
  throw new ConfigError(`${what} runs a program, which scripts don’t do unasked.`, {
    hint: 'Pass --allow-shell if you trust this script.',
  });
}

export const shell: MetaCommand = {
  names: ['\\!', '.shell', '.system', '!system'],
  offline: true,
  usage: 'COMMAND',
  group: 'General',
  raw: true,
  help: 'Run a command of the system; scripts need --allow-shell for it.',
  arguments: ['text'],
  examples: ['\\! ls -l'],
  async run(host, { name, rest }) {
    if (rest === '') throw new ValueError(`${name} needs a command.`, { hint: `Example: ${name} ls` });
    mustAllowShell(host, name);
    const code = await host.shell(rest);
    if (code !== 0) host.say(`The command ended with code ${code}.`);
  },
};

export const changeFolder: MetaCommand = {
  names: ['\\cd', '.cd'],
  offline: true,
  usage: '[FOLDER]',
  group: 'Files',
  raw: true,
  help: 'Change the current folder; without a name, to the home folder.',
  arguments: ['folder'],
  run(host, { rest }) {
    const folder = expandTilde(rest === '' ? '~' : rest.replace(/^(['"])(.*)\1$/, '$2'));
    try {
      process.chdir(folder);
    } catch (cause) {
      throw new ConfigError(`The folder can’t be changed to "${folder}": ${messageOf(cause)}`, {
        hint: `The current folder is ${process.cwd()}.`,
        cause,
      });
    }
    host.say(`The current folder is ${process.cwd()}.`);
  },
};
