import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Io } from '../backends/base.js';
import { CancelledError, ConfigError, messageOf, SmallexError } from '../support/errors.js';
import { appPaths, expandTilde } from '../support/paths.js';
import { guardSecret } from '../support/redact.js';
import { outputOf } from './command.js';
import { readInFile } from './imports/in-file.js';
import { openKeyring } from './keyring.js';
import { parseReference, type SecretReference } from './references.js';

export interface ResolveOptions {
  /** The option the secret is for, and the profile's name where there is one: for questions and errors. */
  readonly field: string;
  readonly profile?: string | undefined;
  readonly ask: Io['ask'];
  readonly signal?: AbortSignal | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** A `cmd:` or `op://` may use the terminal: only where no screen of ours is drawn. */
  readonly terminal?: boolean | undefined;
  /** The file of profiles that the reference stands in. */
  readonly file?: string | undefined;
  /** Milliseconds for a command: 30 s, as a person may have to unlock something. */
  readonly limit?: number | undefined;
}

const COMMAND_LIMIT = 30_000;
const LARGEST_FILE = 256 * 1024;

/**
 * The secret that a reference leads to. From now on `redactText` masks it.
 * @throws ValueError for what is no reference; ConfigError, TimeoutError or CancelledError naming field and place.
 */
export async function resolveSecret(reference: string, options: ResolveOptions): Promise<string> {
  options.signal?.throwIfAborted();
  const value = await lookUp(parseReference(reference), options).catch((error: unknown) => {
    if (error instanceof CancelledError) throw error;
    throw told(error, options);
  });
  if (value === '') throw told(new ConfigError('What its reference leads to is empty.'), options);
  guardSecret(value);
  return value;
}

function lookUp(reference: SecretReference, options: ResolveOptions): Promise<string> {
  const command = { limit: options.limit ?? COMMAND_LIMIT, signal: options.signal, terminal: options.terminal };
  switch (reference.kind) {
    case 'keyring':
      return fromKeyring(reference.account, options);
    case 'env':
      return fromEnvironment(reference.variable, options.env ?? process.env);
    case 'file':
      return fromFile(expandTilde(reference.path));
    case 'cmd':
      return outputOf(reference.command, command);
    case 'op':
      return outputOf(['op', 'read', '--no-newline', reference.address], command).catch((error: unknown) => {
        throw new ConfigError(messageOf(error), { hint: 'References op:// need the 1Password CLI, signed in.' });
      });
    case 'prompt':
      return options.ask({ kind: 'secret', field: options.field, message: promptFor(options) });
    case 'from':
      return readInFile(reference, options.env);
    case 'plain':
      return fromProfileFile(reference.value, options.file);
  }
}

function promptFor({ field, profile }: ResolveOptions): string {
  const what = field.replaceAll('_', ' ');
  return profile === undefined ? `Enter the ${what}.` : `Enter the ${what} of "${profile}".`;
}

async function fromKeyring(account: string, { signal, env }: ResolveOptions): Promise<string> {
  const keyring = await openKeyring({ signal, ...(env && { env }) });
  const value = await keyring.get(account);
  if (value !== null) return value;
  throw new ConfigError(`The system keyring has no entry "${account}".`, {
    hint: 'It was removed, or the profile came from another machine: run smallex setup to enter it again.',
  });
}

async function fromEnvironment(variable: string, env: NodeJS.ProcessEnv): Promise<string> {
  const value = env[variable];
  if (value) return value;
  throw new ConfigError(`The environment variable ${variable} is ${value === '' ? 'empty' : 'not set'}.`, {
    hint: 'Set it, or choose another place for the secret: smallex setup --edit NAME.',
  });
}

// As ssh does for keys: a secret that everybody on this machine can read is none. Windows has no such bits.
function isOpenToOthers(mode: number): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0;
}

async function fromProfileFile(value: string, file = join(appPaths().config, 'profiles.json')): Promise<string> {
  const found = await stat(file).catch(() => null);
  if (!found || !isOpenToOthers(found.mode)) return value;
  throw new ConfigError(`It stands in ${file} in plain text, which others can read.`, {
    hint: 'Think of it as known: change it where it is good for, too.',
    nextSteps: [`chmod 600 ${file}`, 'smallex profiles secure NAME   moves it into the keyring'],
  });
}

async function fromFile(path: string): Promise<string> {
  let file;
  try {
    // Asked before it is opened: opening a pipe waits until somebody writes into it.
    if (!(await stat(path)).isFile()) throw new ConfigError(`${path} is no ordinary file.`);
    file = await open(path, 'r');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`The file ${path} can't be read: ${messageOf(error)}.`, { cause: error });
  }
  try {
    const { mode, size } = await file.stat();
    if (isOpenToOthers(mode)) {
      throw new ConfigError(`The file ${path} can be read by others.`, { hint: `Close it: chmod 600 ${path}` });
    }
    if (size > LARGEST_FILE) throw new ConfigError(`The file ${path} is too large to hold a secret.`);
    return (await file.readFile('utf8')).replace(/\r?\n$/, '');
  } finally {
    await file.close();
  }
}

/** The same error, with what the secret is for in front. */
function told(error: unknown, { field, profile }: ResolveOptions): SmallexError {
  const what = `No ${field.replaceAll('_', ' ')}${profile === undefined ? '' : ` for "${profile}"`}: ${messageOf(error)}`;
  const details = error instanceof SmallexError ? { hint: error.hint, nextSteps: error.nextSteps } : {};
  return new ConfigError(what, { ...details, cause: error });
}
