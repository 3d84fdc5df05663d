import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { Io } from '../backends/base.js';
import { splitCommand } from '../backends/databricks/words.js';
import { CancelledError, ConfigError } from '../support/errors.js';
import { log } from '../support/log.js';
import { appPaths } from '../support/paths.js';
import { makeFolder } from '../support/make-folder.js';
import type { ProfileSettings } from './profile.js';
import { parseReference } from './references.js';

/** What is about to run, or to be read and sent, because somebody else wrote it down. */
export interface Runnable {
  /** Where the profile came from: `team.json`, `snowflake:prod`. */
  readonly from: string;
  readonly profile: string | undefined;
  /** Why it would run, as the beginning of a sentence. */
  readonly why: string;
  /** The program and its arguments, statements, or what is read and where it goes. */
  readonly parts: readonly string[];
  readonly kind: 'program' | 'statements' | 'reading';
}

/** Where a profile came from that this person did not make; null for their own. */
export function foreignOrigin(settings: ProfileSettings): string | null {
  if (typeof settings['shared'] === 'string') return settings['shared'];
  const imported = settings['imported'];
  if (typeof imported !== 'object' || imported === null || !('from' in imported)) return null;
  return typeof imported.from === 'string' ? imported.from : 'another tool';
}

/** The program that a reference runs; null for one that runs none. */
export function commandOf(reference: string): readonly string[] | null {
  const parsed = parseReference(reference);
  if (parsed.kind === 'cmd') return parsed.command;
  return parsed.kind === 'op' ? ['op', 'read', '--no-newline', parsed.address] : null;
}

/** The program that a shared profile's own option `command` names (Databricks' external command); null for none. */
export function ownCommand(
  settings: ProfileSettings,
  connection: Readonly<Record<string, unknown>>,
): readonly string[] | null {
  // In an imported profile smallex itself wrote it: `databricks auth token`, `az account get-access-token`.
  const command = settings['shared'] === undefined ? undefined : connection['command'];
  return typeof command === 'string' && command.trim() !== '' ? splitCommand(command) : null;
}

/**
 * Shows what came from somebody else and waits for a yes, once: the same of the same origin is not asked about again on
 * this machine.
 * @throws ConfigError where nobody can be asked or the answer is no; CancelledError when the question is left.
 */
export async function agreeToRun(
  runnable: Runnable,
  ask: Io['ask'],
  file = join(appPaths().state, 'agreed-commands.json'),
): Promise<void> {
  const key = keyOf(runnable);
  const agreed = readAgreed(file);
  if (agreed.includes(key)) return;
  if ((await answerOf(runnable, ask)) !== 'yes') {
    throw new ConfigError(
      `${runnable.why}, and you did not want ${runnable.kind === 'reading' ? 'that' : 'it to run'}.`,
      {
        hint: 'Change the profile, or agree at the next login.',
      },
    );
  }
  writeAgreed(file, [...agreed, key]);
}

/**
 * `agreeToRun` for everything that a login with these references would run; for a person's own profile nothing.
 * @param name the profile's, where it has one yet.
 */
export async function agreeToCommands(
  settings: ProfileSettings,
  connection: Readonly<Record<string, unknown>>,
  references: Readonly<Record<string, string>>,
  ask: Io['ask'],
  name?: string,
): Promise<void> {
  const from = foreignOrigin(settings);
  if (from === null) return;
  const agree = async (why: string, parts: readonly string[], kind: Runnable['kind'] = 'program'): Promise<void> =>
    agreeToRun({ from, profile: name, why, parts, kind }, ask);
  const whose = name === undefined ? '' : ` of "${name}"`;
  const own = ownCommand(settings, connection);
  if (own) await agree(`The access token${whose} comes from a program that ${from} names`, own);
  for (const [field, reference] of Object.entries(references)) {
    const command = commandOf(reference);
    if (command)
      await agree(`The ${field.replaceAll('_', ' ')}${whose} comes from a program that ${from} names`, command);
  }
  for (const [what, parts] of readings(settings, connection, references)) {
    await agree(`${from} wants the ${what}${whose} read from this machine`, parts, 'reading');
  }
  const { startup = [], shared } = settings;
  if (shared !== undefined && startup.length > 0) {
    await agree(`${from} names statements that run whenever the connection${whose} opens`, startup, 'statements');
  }
}

/** What a shared file itself named to be read: a reference that the person chose instead is their own. */
function readings(
  settings: ProfileSettings,
  connection: Readonly<Record<string, unknown>>,
  references: Readonly<Record<string, string>>,
): readonly (readonly [what: string, parts: readonly string[]])[] {
  const reads = settings['shared_reads'];
  if (typeof reads !== 'object' || reads === null) return [];
  const path = connection['token_file_path'];
  const now = { ...references, ...(typeof path === 'string' && { token_file_path: `file:${path}` }) };
  const places = ['host', 'account', 'server_hostname', 'path'].map((key) => connection[key]);
  const to = places.find((place): place is string => typeof place === 'string' && place !== '') ?? '';
  return Object.entries(reads).flatMap(([field, reference]) =>
    now[field as keyof typeof now] === reference
      ? [[field.replaceAll('_', ' ').replace(/ path$/, ''), [String(reference), to]] as const]
      : [],
  );
}

async function answerOf({ kind, parts, profile, why }: Runnable, ask: Io['ask']): Promise<string> {
  const question = { program: 'Run it?', statements: 'Run them?', reading: 'Read and send it?' }[kind];
  const shown = shownParts(kind, parts);
  const hint = kind === 'reading' ? `It would send ${shown}` : `It runs as you: ${shown}`;
  try {
    return await ask({ kind: 'confirm', field: AGREEMENT, message: `${why}. ${question}`, hint });
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    throw new ConfigError(`${why}. Nobody agreed to it yet, so it was not ${kind === 'reading' ? 'read' : 'run'}.`, {
      hint: kind === 'reading' ? hint : `It would run: ${shown}`,
      nextSteps: [
        profile === undefined
          ? 'Agree in a terminal: smallex setup --from FILE; or without one: smallex setup --from FILE --agree'
          : `Agree once in a terminal: smallex test "${profile}"`,
      ],
      cause: error,
    });
  }
}

/** The `field` of the question, for faces that were told the answer beforehand. */
export const AGREEMENT = 'agreement';

function shownParts(kind: Runnable['kind'], parts: readonly string[]): string {
  if (kind === 'statements') return parts.join('; ');
  if (kind === 'program') return parts.map(asWord).join(' ');
  const [reference = '', to = ''] = parts;
  const [, place = '', name = ''] = /^(\w+):(.*)$/s.exec(reference) ?? [];
  return `${place === 'env' ? `the variable ${name}` : `what the file ${name} holds`}${to === '' ? '' : ` to ${to}`}.`;
}

const asWord = (part: string): string => (/^[\w@%+=:,./-]+$/.test(part) ? part : JSON.stringify(part));

function keyOf({ from, kind, parts }: Runnable): string {
  return createHash('sha256')
    .update(JSON.stringify([from, kind, parts]))
    .digest('hex');
}

function readAgreed(file: string): readonly string[] {
  try {
    return v.parse(v.array(v.string()), JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return []; // what is lost is asked about once more
  }
}

function writeAgreed(file: string, keys: readonly string[]): void {
  try {
    makeFolder(dirname(file));
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    log('agreement-not-written', { file, error });
  }
}
