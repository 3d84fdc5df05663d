import { getBackend } from '../../backends/index.js';
import type { Profile } from '../../profiles/index.js';

/** Logins at once: an answer from far away takes seconds, and no server minds four. */
const AT_ONCE = 4;

/**
 * Calls `work` on every profile, several at once, and gives the results in the order of the profiles. What one person
 * must do (browser, phone, a question) comes one after another, and so do profiles of one login: see `sameLogin`.
 */
export async function inLanes<T>(
  profiles: readonly Profile[],
  work: (profile: Profile) => Promise<T>,
): Promise<readonly T[]> {
  const byLogin = new Map<string, Profile[]>();
  for (const profile of profiles) {
    const key = needsPerson(profile) ? 'person' : sameLogin(profile);
    byLogin.set(key, [...(byLogin.get(key) ?? []), profile]);
  }
  const lanes = [...byLogin.values()];
  const results = new Map<Profile, T>();
  const worker = async (): Promise<void> => {
    for (let lane = lanes.shift(); lane; lane = lanes.shift()) {
      for (const profile of lane) results.set(profile, await work(profile));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return profiles.map((profile) => results.get(profile)!);
}

/** Who logs in where, as text: a login that was refused once is not sent again for another profile of the same. */
export function sameLogin({ engine, connection }: Profile): string {
  const parts = ['auth_mode', 'account', 'server_hostname', 'host', 'port', 'user', 'client_id', 'path'].map((key) =>
    String(connection[key] ?? '').toLowerCase(),
  );
  return JSON.stringify([engine, ...parts]);
}

function needsPerson({ engine, connection, secrets }: Profile): boolean {
  const mode = getBackend(engine).authModes.find((known) => known.mode === connection['auth_mode']);
  return mode?.interactive === true || Object.values(secrets).includes('prompt');
}
