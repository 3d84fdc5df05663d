import type { Profile } from '../profiles/profile.js';
import { nameKey } from '../profiles/names.js';
import { forgetSecret, storeSecret } from '../profiles/keep.js';
import type { ProfileStore } from '../profiles/store.js';
import type { Effect, Saved } from './state.js';

/**
 * Keeps the typed secrets, then the profile that refers to them. The first profile becomes the default, so that
 * `smallex` alone opens it; a production one never does.
 * @throws ConfigError when the keyring or the file refuses; nothing is left behind in the keyring then.
 */
export async function saveProfile(
  store: ProfileStore,
  { profile, typed, keep, replaces }: Effect & { readonly type: 'save' },
): Promise<Saved> {
  const kept: string[] = [];
  try {
    const secrets: Record<string, string> = { ...profile.secrets };
    for (const [field, value] of Object.entries(typed)) {
      const reference = await storeSecret(keep, profile.name, field, value);
      kept.push(reference);
      secrets[field] = reference;
    }
    return await put(store, { ...profile, secrets }, replaces);
  } catch (error) {
    await Promise.all(kept.map((reference) => forgetSecret(reference)));
    throw error;
  }
}

async function put(store: ProfileStore, profile: Profile, replaces: string | null): Promise<Saved> {
  if (replaces === null) {
    const saved = await store.save(profile);
    const isDefault = store.list().length === 1 && saved.settings.environment !== 'production';
    if (isDefault) await store.setDefault(saved.name);
    return { profile: saved, isDefault };
  }
  const before = store.find(replaces);
  if (nameKey(before.name) !== nameKey(profile.name)) await store.rename(before.name, profile.name);
  const saved = await store.save(profile, { replace: true });
  const inUse = new Set(store.list().flatMap((other) => Object.values(other.secrets)));
  const unused = Object.values(before.secrets).filter((reference) => !inUse.has(reference));
  await Promise.all(unused.map((reference) => forgetSecret(reference)));
  return { profile: saved, isDefault: store.default()?.name === saved.name };
}
