import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ConfigError, messageOf } from './errors.js';

/** Runs a command line with this program's terminal. @returns its exit code. @throws ConfigError when there is no shell */
export function runShell(command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: 'inherit' });
    child.on('error', (cause) => reject(new ConfigError(`The command can't be run: ${messageOf(cause)}`, { cause })));
    // A program that a signal ended has no code; shells say 128 and the signal's number.
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
