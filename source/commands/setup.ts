import { getBackend, listBackends } from '../backends/index.js';
import type { Field, Question } from '../backends/base.js';
import { resolve } from 'node:path';
import { ProfileStore, readSharedFile } from '../profiles/index.js';
import { ConfigError, EXIT } from '../support/errors.js';
import { terminalSafe } from '../support/terminal-safe.js';
import { runUnattended } from '../wizard/unattended.js';
import { offerFor, type Given } from '../wizard/given.js';
import { sharedOffers } from '../wizard/offers.js';
import type { Offer } from '../wizard/offer.js';
import type { WizardOutcome } from '../wizard/session.js';
import { onInterrupt } from './interrupt.js';

export interface SetupOptions {
  /** A saved profile to change. */
  readonly edit?: string;
  /** A file that `profiles export` wrote. */
  readonly from?: string;
  readonly engine?: string;
  readonly auth?: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly environment?: string;
  /** Yes to what the shared file would run or read; only where nobody is asked. */
  readonly agree?: boolean;
  readonly plain?: boolean;
  readonly helpAuth?: boolean;
}

/**
 * `smallex setup`: asks in a terminal; without one, or when engine, login and name are all given, runs by itself.
 * @returns the exit code. @throws SmallexError
 */
export async function setup(options: SetupOptions): Promise<number> {
  if (options.helpAuth === true) {
    process.stdout.write(authHelp());
    return EXIT.done;
  }
  const given: Given = {
    edit: options.edit,
    from: options.from === undefined ? undefined : offersOf(options),
    engine: options.engine,
    auth: options.auth,
    set: options.set,
    name: options.name,
    environment: options.environment,
    agree: options.agree,
  };
  const store = new ProfileStore({ onNotice: (message) => process.stderr.write(`${message}\n`) });
  if (process.stdin.isTTY && process.stdout.isTTY && !(given.engine && given.name)) {
    const { setupThenPrompt } = await import('./prompt.js');
    return setupThenPrompt(given, store, { plain: options.plain === true });
  }
  if (given.from && !offerFor(given)) {
    throw new ConfigError(`${options.from} holds more than one profile.`, {
      hint: `Name one of them: --name ${given.from.map(({ id }) => id).join(', --name ')}`,
    });
  }
  return unattended(given, store);
}

/** What a shared file offers. @throws ConfigError */
function offersOf({ from = '', edit, engine, auth }: SetupOptions): readonly Offer[] {
  if (edit !== undefined || engine !== undefined || auth !== undefined) {
    throw new ConfigError('--from says engine and login: leave --edit, --engine and --auth away.');
  }
  return sharedOffers(readSharedFile(from), resolve(from));
}

async function unattended(given: Given, store: ProfileStore): Promise<number> {
  const abort = new AbortController();
  const off = onInterrupt(() => abort.abort());
  try {
    const outcome = await runUnattended(given, { store, io: { signal: abort.signal }, onAgreed: sayAgreed });
    if (outcome.kind === 'left') return EXIT.interrupted;
    await closeOutcome(outcome);
    const { name } = outcome.profile;
    const shown = name.includes(' ') ? `"${name}"` : name;
    process.stderr.write(`Saved as "${name}", which was seen working. Open it with: smallex ${shown}\n`);
    return EXIT.done;
  } finally {
    off();
  }
}

function sayAgreed({ message, hint }: Question): void {
  process.stderr.write(`${terminalSafe(`${message} Agreed with --agree. ${hint ?? ''}`.trimEnd())}\n`);
}

async function closeOutcome(outcome: WizardOutcome): Promise<void> {
  if (outcome.kind !== 'saved') return;
  await outcome.connection?.close();
  await outcome.login?.close();
}

/** Every engine, its auth modes and their options, made from what the backends declare. */
function authHelp(): string {
  const engines = listBackends().map((engine) => {
    const { label, authModes, contextFields, endpointFields } = getBackend(engine);
    const modes = authModes.map((mode) => `  --auth ${mode.mode}: ${mode.help}\n${fieldLines(mode.fields)}`);
    return [
      `${label} (--engine ${engine})`,
      ...modes,
      `  After the login:\n${fieldLines(contextFields)}`,
      `  For unusual networks:\n${fieldLines(endpointFields)}`,
    ].join('\n');
  });
  return `${engines.join('\n\n')}\n`;
}

function fieldLines(fields: readonly Field[]): string {
  if (fields.length === 0) return '    (nothing to set)';
  return fields
    .map(({ key, help, required, secret }) => {
      const notes = [required === true ? 'required' : '', secret === true ? 'a reference' : ''].filter(Boolean);
      return `    --set ${key}=…  ${help}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
    })
    .join('\n');
}
