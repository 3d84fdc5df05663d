import { spawn } from 'node:child_process';
import { CancelledError, ConfigError, TimeoutError } from '../support/errors.js';

export interface CommandOptions {
  /** Milliseconds. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
  /** The command may use the terminal to ask for a password. Only where nobody else reads it. */
  readonly terminal?: boolean | undefined;
}

// The longest thing one keeps as a secret is a PEM key or a token of a few kilobytes.
const MOST_OUTPUT = 256 * 1024;

/**
 * What a program prints, its last line break removed. No shell is involved; its error output is shown to nobody
 * (it may quote the secret).
 * @throws ConfigError when it is missing, fails or prints nothing; TimeoutError; CancelledError.
 */
export async function outputOf(command: readonly [string, ...string[]], options: CommandOptions): Promise<string> {
  const [program, ...args] = command;
  options.signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [options.terminal ? 'inherit' : 'ignore', 'pipe', options.terminal ? 'inherit' : 'ignore'],
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      // A grandchild may hold the pipe open; it is not waited for.
      child.stdout.destroy();
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      settle();
    };
    const fail = (error: Error): void => finish(() => reject(error));
    const onAbort = (): void => fail(new CancelledError());
    const timer = setTimeout(() => {
      fail(new TimeoutError(`The command "${program}" gave no secret within ${options.limit / 1000} seconds.`));
    }, options.limit);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_OUTPUT) fail(new ConfigError(`The command "${program}" prints too much to be a secret.`));
    });
    child.on('error', (error: NodeJS.ErrnoException) => fail(notStarted(program, error)));
    child.on('close', (code, signal) => {
      if (code !== 0) {
        fail(ended(program, code, signal));
        return;
      }
      finish(() =>
        resolve(
          Buffer.concat(chunks)
            .toString('utf8')
            .replace(/\r?\n$/, ''),
        ),
      );
    });
  });
}

function notStarted(program: string, error: NodeJS.ErrnoException): ConfigError {
  const missing = error.code === 'ENOENT';
  return new ConfigError(
    missing ? `The command "${program}" was not found.` : `The command "${program}" could not be started.`,
    { hint: missing ? 'Check its spelling and the PATH.' : 'Check that it may be executed.', cause: error },
  );
}

function ended(program: string, code: number | null, signal: string | null): ConfigError {
  const how = code === null ? `was ended by ${String(signal)}` : `ended with exit code ${code}`;
  return new ConfigError(`The command "${program}" ${how}.`, { hint: 'Run it by hand to see why.' });
}
