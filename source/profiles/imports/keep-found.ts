import { createHash } from 'node:crypto';
import { storeSecret } from '../keep.js';
import { openKeyring, type Keyring } from '../keyring.js';
import { freeName } from '../names.js';
import type { Profile } from '../profile.js';
import { parseReference } from '../references.js';
import type { ProfileStore } from '../store.js';
import type { FoundConnection } from './found.js';
import { inFileReference } from './in-file.js';
import { nameFor, originOf } from './profile-of.js';

/** Where secrets go that stand as plain text in another tool's file. */
export type KeepWhere = 'keyring' | 'leave' | 'prompt';

export interface Imported {
  readonly name: string;
  readonly state: 'new' | 'updated' | 'unchanged';
}

export interface ImportOptions {
  readonly keep: KeepWhere;
  /** Say what would be done, and do nothing. */
  readonly dryRun?: boolean;
  /** Names that are taken besides those of the saved profiles. */
  readonly taken?: readonly string[];
  readonly keyring?: Keyring;
}

/** What a profile remembers of where it came from: never a secret, nor anything made of one. */
interface Origin {
  readonly from: string;
  /** Of what was read: the same again changes nothing, whatever the person has changed since. */
  readonly read: string;
}

// Of the choices after a login, those that were made here stay where the other tool makes none.
const CHOSEN_HERE = ['role', 'warehouse', 'database', 'catalog', 'schema', 'http_path'];

/**
 * Saves a found connection as a profile, or brings up to date the one that came from it before.
 * @throws ConfigError when the keyring or the file of profiles refuses.
 */
export async function importConnection(
  store: ProfileStore,
  found: FoundConnection,
  options: ImportOptions,
): Promise<Imported> {
  const profiles = store.list();
  const before = profiles.find((profile) => readOrigin(profile)?.from === originOf(found));
  const read = fingerprint(found, options.keep);
  const taken = [...profiles.map((profile) => profile.name), ...(options.taken ?? [])];
  const name = before?.name ?? freeName(nameFor(found), taken);
  if (before && readOrigin(before)?.read === read && (await sameSecrets(before, found, options))) {
    return { name, state: 'unchanged' };
  }
  const state = before ? 'updated' : 'new';
  if (options.dryRun) return { name, state };
  const kept = Object.entries(before?.connection ?? {}).filter(([key]) => CHOSEN_HERE.includes(key));
  await store.save(
    {
      name,
      engine: found.engine,
      connection: { ...Object.fromEntries(kept), ...found.connection },
      secrets: await keepSecrets(name, before, found, options),
      settings: { ...before?.settings, imported: rememberOrigin(found, options.keep) },
    },
    { replace: before !== undefined },
  );
  return { name, state };
}

/** What a profile made of a found connection keeps in its settings, for a later import to know it again. */
export function rememberOrigin(found: FoundConnection, keep: KeepWhere): Origin {
  return { from: originOf(found), read: fingerprint(found, keep) };
}

function readOrigin(profile: Profile): Origin | null {
  const origin = profile.settings['imported'];
  if (typeof origin !== 'object' || origin === null || !('from' in origin) || !('read' in origin)) return null;
  return typeof origin.from === 'string' && typeof origin.read === 'string'
    ? { from: origin.from, read: origin.read }
    : null;
}

function fingerprint(found: FoundConnection, keep: KeepWhere): string {
  // A hash of a secret could be guessed at; only where each is kept counts.
  const secrets = Object.entries(found.secrets).map(([field, secret]) => [
    field,
    secret.kind === 'reference' ? secret.reference : `${keep} ${found.file ?? ''}`,
  ]);
  const text = JSON.stringify([found.engine, Object.entries(found.connection).sort(), secrets.sort()]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Whether the keyring still holds what the file says; other places are read afresh at each login. */
async function sameSecrets(before: Profile, found: FoundConnection, options: ImportOptions): Promise<boolean> {
  for (const [field, secret] of Object.entries(found.secrets)) {
    const account = keyringAccount(before.secrets[field]);
    if (secret.kind !== 'inline' || account === null) continue;
    const keyring = options.keyring ?? (await openKeyring());
    if ((await keyring.get(account)) !== secret.value) return false;
  }
  return true;
}

async function keepSecrets(
  name: string,
  before: Profile | undefined,
  found: FoundConnection,
  { keep, keyring }: ImportOptions,
): Promise<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [field, secret] of Object.entries(found.secrets)) {
    if (secret.kind === 'reference') kept[field] = secret.reference;
    else if (keep === 'prompt') kept[field] = 'prompt';
    else if (keep === 'leave') kept[field] = inFileReference(found, field);
    else {
      const account = keyringAccount(before?.secrets[field]);
      // The entry there is takes the new value: no orphan stays behind.
      if (account === null) kept[field] = await storeSecret('keyring', name, field, secret.value, keyring);
      else {
        await (keyring ?? (await openKeyring())).set(account, secret.value);
        kept[field] = `keyring:${account}`;
      }
    }
  }
  return kept;
}

function keyringAccount(reference: string | undefined): string | null {
  if (!reference?.startsWith('keyring:')) return null;
  const parsed = parseReference(reference);
  return parsed.kind === 'keyring' ? parsed.account : null;
}
