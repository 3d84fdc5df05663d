import { getBackend } from '../backends/index.js';
import { forgetSecret } from './keep.js';
import { keyringReason } from './keyring-errors.js';
import { forgetLogins, type KeptLoginsOptions } from './logins/kept-logins.js';
import type { Profile } from './profile.js';
import type { ProfileStore } from './store.js';

/** What went with a profile. */
export interface Deleted {
  readonly profile: Profile;
  /** Entries of the keyring that only it used. */
  readonly forgotten: number;
  /** Kept logins that only it used. */
  readonly logins: number;
  /** What could not be removed and is still there, a full sentence each. */
  readonly left: readonly string[];
}

/**
 * Deletes a profile, and those of its keyring entries and kept logins that no other profile uses.
 * @throws ConfigError when there is no such profile or the file can't be changed.
 */
export async function deleteProfile(
  store: ProfileStore,
  name: string,
  options: Pick<KeptLoginsOptions, 'env' | 'keyring'> = {},
): Promise<Deleted> {
  const { profile, unused } = await store.delete(name);
  const left: string[] = [];
  const removed = await Promise.all(
    unused.map((reference) =>
      forgetSecret(reference, undefined, (error) => {
        left.push(`Its entry "${reference.replace('keyring:', '')}" stays in the keyring: ${keyringReason(error)}.`);
      }),
    ),
  );
  const forgotten = removed.filter(Boolean).length;
  const inUse = new Set(store.list().flatMap(keysOf));
  const keys = keysOf(profile).filter((key) => !inUse.has(key));
  try {
    const { length } = await forgetLogins(keys, options);
    return { profile, forgotten, logins: length, left };
  } catch (error) {
    const reason = keyringReason(error);
    return {
      profile,
      forgotten,
      logins: 0,
      left: [...left, `Its kept login stays: ${reason}. smallex logout removes it.`],
    };
  }
}

function keysOf({ engine, connection }: Profile): readonly string[] {
  try {
    return getBackend(engine).keptLoginKeys(connection);
  } catch {
    return []; // options that make no login leave none behind
  }
}
