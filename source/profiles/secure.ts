import { isSecretKey } from '../support/redact.js';
import { ConfigError } from '../support/errors.js';
import { forgetSecret, storeSecret } from './keep.js';
import { openKeyring, type Keyring } from './keyring.js';
import type { Profile } from './profile.js';
import type { ProfileStore } from './store.js';

const PLAIN = 'plain:';

/**
 * Moves every secret that stands in the file of profiles as plain text into the keyring: after `plain:`, or written
 * by hand among the options. What the keyring took is read back before the text goes; the file is changed once.
 * @returns the options whose secrets were moved, and the references of those that are elsewhere.
 * @throws ConfigError when there is no such profile, or the keyring or the file refuses: then nothing has changed.
 */
export async function secureProfile(
  store: ProfileStore,
  name: string,
  keyring?: Keyring,
): Promise<{ readonly moved: readonly string[]; readonly elsewhere: Readonly<Record<string, string>> }> {
  const profile = store.find(name);
  const plain = plainSecrets(profile);
  const elsewhere = Object.fromEntries(Object.entries(profile.secrets).filter(([field]) => !(field in plain)));
  if (Object.keys(plain).length === 0) return { moved: [], elsewhere };
  const ring = keyring ?? (await openKeyring());
  const kept: Record<string, string> = {};
  try {
    for (const [field, value] of Object.entries(plain)) {
      kept[field] = await storeSecret('keyring', profile.name, field, value, ring);
      const back = await ring.get(kept[field].slice('keyring:'.length));
      if (back !== value) throw new ConfigError('The system keyring gave back something else than it was given.');
    }
    await store.save(withReferences(unchanged(store, profile), kept), { replace: true });
  } catch (error) {
    await Promise.all(Object.values(kept).map((reference) => forgetSecret(reference, ring)));
    throw error;
  }
  return { moved: Object.keys(plain), elsewhere };
}

function plainSecrets({ connection, secrets }: Profile): Readonly<Record<string, string>> {
  const byHand = Object.entries(connection).filter(([key, value]) => isSecretKey(key) && typeof value === 'string');
  const plain = Object.entries(secrets).flatMap(([field, reference]) =>
    reference.startsWith(PLAIN) ? [[field, reference.slice(PLAIN.length)] as const] : [],
  );
  // As in a login: a reference goes before what stands among the options.
  return Object.fromEntries([...byHand, ...plain].filter(([, value]) => value !== '')) as Record<string, string>;
}

/** The keyring may have waited for a person: what another program has changed since then must not be undone. */
function unchanged(store: ProfileStore, before: Profile): Profile {
  const now = store.find(before.name);
  if (JSON.stringify(now) === JSON.stringify(before)) return now;
  throw new ConfigError(`"${before.name}" was changed by another program meanwhile.`, { hint: 'Try it again.' });
}

function withReferences(profile: Profile, kept: Readonly<Record<string, string>>): Profile {
  const connection = Object.fromEntries(Object.entries(profile.connection).filter(([key]) => !(key in kept)));
  return { ...profile, connection, secrets: { ...profile.secrets, ...kept } };
}
