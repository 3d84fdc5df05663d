import { forgetSecret } from './keep.js';
import type { Profile } from './profile.js';
import type { ProfileStore } from './store.js';

/**
 * Deletes a profile and those of its keyring entries that no other profile uses.
 * @returns the profile, and how many entries were removed.
 * @throws ConfigError when there is no such profile or the file can't be changed.
 */
export async function deleteProfile(
  store: ProfileStore,
  name: string,
): Promise<{ readonly profile: Profile; readonly forgotten: number }> {
  const { profile, unused } = await store.delete(name);
  const removed = await Promise.all(unused.map((reference) => forgetSecret(reference)));
  return { profile, forgotten: removed.filter(Boolean).length };
}
