import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, sep } from 'node:path';
import * as v from 'valibot';
import { ConfigError, messageOf } from '../support/errors.js';
import { expandTilde } from '../support/paths.js';
import { isSecretKey, redactText } from '../support/redact.js';
import { withoutSecrets } from '../support/statement-secrets.js';
import { nameKey } from './names.js';
import { parseProfile, type OptionValue, type Profile } from './profile.js';

// What is one person's alone: a colleague has another one, and is asked for it.
const PERSONAL = new Set(['user', 'private_key_path', 'token_file_path']);
// References that mean the same on every machine of a team.
const TRAVELS = /^(?:env|file|cmd):|^op:\/\/|^prompt$/;
const LARGEST = 4 * 1024 * 1024;

export interface ExportOptions {
  /** Keeps user names and paths of keys: for profiles of service users. */
  readonly personal?: boolean | undefined;
  readonly home?: string;
}

/**
 * A profile as it may be given to others: no secret, no reference that only this machine can follow, nothing of where
 * it came from here.
 * @returns the profile, and the options that were left out, in order.
 */
export function exportedProfile(
  profile: Profile,
  { personal = false, home = homedir() }: ExportOptions = {},
): { readonly profile: Profile; readonly left: readonly string[] } {
  const left: string[] = [];
  const travels = (key: string, value: OptionValue): boolean => {
    const isSecret = isSecretKey(key) || (typeof value === 'string' && redactText(value) !== value);
    return !isSecret && (personal || !PERSONAL.has(key));
  };
  const connection = Object.entries(profile.connection).flatMap(([key, value]) => {
    if (travels(key, value)) return [[key, typeof value === 'string' ? fromHome(value, home) : value] as const];
    left.push(key);
    return [];
  });
  const secrets = Object.entries(profile.secrets).flatMap(([field, reference]) => {
    if (TRAVELS.test(reference)) {
      const path = reference.startsWith('file:') ? `file:${fromHome(reference.slice(5), home)}` : reference;
      return [[field, path] as const];
    }
    left.push(field);
    return [];
  });
  const { imported: _imported, shared: _shared, shared_reads: _reads, startup = [], ...settings } = profile.settings;
  // A statement that holds a secret (CREATE SECRET, a token in an ATTACH) stays here.
  const harmless = startup.filter((sql) => redactText(withoutSecrets(sql)) === sql);
  if (harmless.length < startup.length) left.push('startup');
  return {
    profile: {
      name: profile.name,
      engine: profile.engine,
      connection: Object.fromEntries(connection),
      secrets: Object.fromEntries(secrets),
      settings: { ...settings, ...(harmless.length > 0 && { startup: harmless }) },
    },
    left,
  };
}

/** `/home/ana/keys/db.p8` names a person; `~/keys/db.p8` is everybody's. */
function fromHome(value: string, home: string): string {
  return value.startsWith(home + sep) ? `~${value.slice(home.length)}` : value;
}

const schema = v.object({ version: v.literal(1), profiles: v.array(v.unknown()) });

/**
 * The profiles of a file that `profiles export` has written, or of a whole profiles.json: without their secrets, and
 * each remembering that it came from that file.
 * @throws ConfigError naming the file when it can't be read or holds none.
 */
export function readSharedFile(path: string): readonly Profile[] {
  const text = readText(expandTilde(path));
  let profiles: readonly Profile[];
  try {
    profiles = v.parse(schema, JSON.parse(text)).profiles.map(parseProfile);
  } catch (error) {
    // V8 quotes the text around a JSON fault, and that text may be a secret.
    const reason = error instanceof ConfigError ? ` ${error.message}` : '';
    throw new ConfigError(`${path} is no file of profiles.${reason}`, {
      hint: 'smallex profiles export writes such a file.',
    });
  }
  if (profiles.length === 0) throw new ConfigError(`${path} holds no profiles.`);
  const names = profiles.map(({ name }) => nameKey(name));
  const twice = profiles.find(({ name }, index) => names.indexOf(nameKey(name)) < index);
  if (twice) throw new ConfigError(`${path} holds two profiles named "${twice.name}".`);
  return profiles.map((profile) => {
    const { profile: clean } = exportedProfile(profile, { personal: true });
    const reads = readsOf(clean);
    const from = { shared: basename(path), ...(Object.keys(reads).length > 0 && { shared_reads: reads }) };
    return { ...clean, settings: { ...clean.settings, ...from } };
  });
}

/** What of this machine the file itself wants read, by option: agreed to before it is followed. */
function readsOf({ connection, secrets }: Profile): Readonly<Record<string, string>> {
  const reads = Object.entries(secrets).filter(([, reference]) => /^(?:env|file):/.test(reference));
  const token = connection['token_file_path'];
  if (typeof token === 'string' && token !== '') reads.push(['token_file_path', `file:${token}`]);
  return Object.fromEntries(reads);
}

function readText(path: string): string {
  try {
    if (statSync(path).size > LARGEST) throw new Error('it is too large');
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new ConfigError(`${path} can't be read: ${messageOf(error)}.`, { cause: error });
  }
}
