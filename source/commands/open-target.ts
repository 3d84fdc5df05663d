import type { Io } from '../backends/base.js';
import type { ProfileStore } from '../profiles/index.js';
import { openSession, type Session } from '../session/index.js';
import type { OpenableTarget } from './target.js';

/**
 * Opens what was chosen.
 * @throws what openSession throws; QueryError when a data file can't be read.
 */
export async function openTarget(
  target: OpenableTarget,
  store: ProfileStore,
  io: Io,
  readOnly: boolean,
): Promise<Session> {
  const settings = readOnly ? { read_only: true } : {};
  if (target.kind === 'profile') {
    const session = await openSession(target.profile, { io, settings });
    store.touch(target.profile.name);
    return session;
  }
  const session = await openSession(target.config, { io, settings, name: target.name });
  try {
    for (const sql of target.startup) await (await session.connection.execute(sql)).close();
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}
